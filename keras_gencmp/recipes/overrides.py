"""Overrides: dotted keys of nested tables, and the values that a user types for them."""

from __future__ import annotations

import tomllib
from typing import Any

from keras_gencmp.recipes.validation import RecipeError


def assign(table: dict[str, Any], key: str, value: Any) -> None:
    """Set a dotted key; RecipeError where the tables on its way do not exist."""
    *path, last = key.split(".")
    for depth, step in enumerate(path):
        if not isinstance(table.get(step), dict):
            where = ".".join(path[:depth]) or "the recipe"
            raise RecipeError(f"unknown key {key!r}: {where} has {', '.join(table)}")
        table = table[step]
    table[last] = value


def toml_value(text: str) -> Any:
    """A text as the TOML value that it is ("0.5", "true", "[1, 2]"), otherwise as itself."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):  # no TOML, or a number of thousands of digits
        return text
