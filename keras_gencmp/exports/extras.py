"""Packages that only some formats need: imported when used, and named where missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from keras_gencmp.errors import UserError


def converter(module: str, extra: str) -> Any:
    """An imported module; UserError that names the extra which brings it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise UserError(
            f"the format {extra} needs {module.partition('.')[0]}: "
            f'run pip install "keras-gencmp[{extra}]"'
        ) from error
