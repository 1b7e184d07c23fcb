"""Checks of what a recipe says: each failure is one sentence with the nearest name that exists."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, get_type_hints

from keras_gencmp.errors import UserError
from keras_gencmp.recipes.hints import problem, shown
from keras_gencmp.recipes.reading import check_depth
from keras_gencmp.registry import nearest

MAX_INTEGER = 2**63 - 1  # larger numbers are integers in JSON, and nowhere in TensorFlow


class RecipeError(UserError):
    """A recipe that cannot be used: one sentence with the nearest name that exists."""


def check_table(table: Any, where: str) -> Mapping[str, Any]:
    """The same table; RecipeError where it is something else."""
    if not isinstance(table, Mapping):
        raise RecipeError(f"{where} must be a table of keys and values, not {shown(table)}")
    return table


def check_keys(kind: type[Any], table: Mapping[str, Any], where: str) -> None:
    """RecipeError unless every key of a table is a field of the dataclass."""
    for key in table:
        check_known(f"key of {where}:", key, [item.name for item in fields(kind)])


def check_known(what: str, name: str, known: Iterable[str]) -> None:
    """RecipeError with the nearest known name, unless the name is known."""
    known = list(known)
    if name not in known:
        raise RecipeError(f"unknown {what} {shown(name)}: {nearest(name, known)}")


def check_value(hint: Any, value: Any, where: str) -> None:
    """RecipeError unless a value is what its type hint says (see :mod:`.hints`)."""
    sentence = problem(hint, value, where)
    if sentence:
        raise RecipeError(sentence)


def check_fields(kind: type[Any], table: Mapping[str, Any], where: str) -> None:
    """RecipeError unless a table has the keys of the dataclass, and values that fit its hints."""
    check_keys(kind, table, where or "the recipe")
    hints = get_type_hints(kind, include_extras=True)
    for key, value in table.items():
        check_value(hints[key], value, f"{where}.{key}".lstrip("."))


def check_plain(value: Any, where: str = "the recipe") -> None:
    """RecipeError unless a value is nested tables and lists of texts, truths and finite numbers."""
    try:
        check_depth(value)
    except ValueError as error:
        raise RecipeError(f"{where} cannot be used: {error}") from error
    _check_plain(value, "")


def _check_plain(value: Any, where: str) -> None:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise RecipeError(f"a key of {where or 'the recipe'} must be a text, not {key!r}")
            _check_plain(item, f"{where}.{key}".lstrip("."))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _check_plain(item, f"{where}[{index}]")
    elif isinstance(value, float) and not math.isfinite(value):
        raise RecipeError(f"{where} must be a finite number, not {value}")
    elif isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise RecipeError(f"{where} must be a number of at most 64 bits, not {shown(value)}")
    elif not isinstance(value, str | int | float | None):
        raise RecipeError(f"{where} must be plain data, not {type(value).__name__}")
