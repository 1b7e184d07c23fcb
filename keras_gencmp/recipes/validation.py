"""Checks of what a recipe says: each failure is one sentence with the nearest name that exists."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import fields
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

from keras_gencmp.errors import UserError
from keras_gencmp.registry import nearest

_KINDS = {int: "a whole number", str: "a text", bool: "true or false", float: "a number"}


class RecipeError(UserError):
    """A recipe that cannot be used: one sentence with the nearest name that exists."""


def check_table(table: Any, where: str) -> Mapping[str, Any]:
    """The same table; RecipeError where it is something else."""
    if not isinstance(table, Mapping):
        raise RecipeError(f"{where} must be a table of keys and values, not {table!r}")
    return table


def check_keys(kind: type[Any], table: Mapping[str, Any], where: str) -> None:
    """RecipeError unless every key of a table is a field of the dataclass."""
    for key in table:
        check_known(f"key of {where}:", key, [item.name for item in fields(kind)])


def check_known(what: str, name: str, known: Iterable[str]) -> None:
    """RecipeError with the nearest known name, unless the name is known."""
    known = list(known)
    if name not in known:
        raise RecipeError(f"unknown {what} {name!r}: {nearest(name, known)}")


def check_value(hint: Any, value: Any, where: str) -> None:
    """RecipeError unless a value is of the plain kinds that its type hint names, if it does."""
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            choices = ", ".join(map(str, get_args(hint)))
            raise RecipeError(f"{where} must be one of {choices}, not {value!r}")
        return
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    if {*kinds} <= {*_KINDS, NoneType} and not any(_is(kind, value) for kind in kinds):
        wanted = " or ".join(_KINDS[kind] for kind in kinds if kind in _KINDS)
        raise RecipeError(f"{where} must be {wanted}, not {value!r}")


def _is(kind: type[Any], value: Any) -> bool:
    """Whole numbers serve as numbers, but true and false serve as neither."""
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def check_finite(value: Any, where: str) -> None:
    """RecipeError where a number anywhere in nested tables is infinite or no number."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            check_finite(item, f"{where}.{key}".lstrip("."))
    elif isinstance(value, float) and not math.isfinite(value):
        raise RecipeError(f"{where} must be a finite number, not {value}")
