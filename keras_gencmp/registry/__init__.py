"""Registries: one row for each thing, as names and dotted paths that load nothing heavy."""

from keras_gencmp.registry.lookup import is_path, load_path, source_file
from keras_gencmp.registry.registry import Entry, Registry, nearest

__all__ = ["Entry", "Registry", "is_path", "load_path", "nearest", "source_file"]
