"""From a recipe to a compiled model: names become checked parts, and the parts meet."""

from keras_gencmp.assembly.model import (
    assemble,
    averages,
    constrain,
    learned,
    load,
    restore,
    save,
    shapes,
    variables,
)

__all__ = [
    "assemble",
    "averages",
    "constrain",
    "learned",
    "load",
    "restore",
    "save",
    "shapes",
    "variables",
]
