"""Type hints as checks of plain data: whether a value fits a hint, and if not, what would."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

_WORDS: dict[Any, str] = {
    int: "a whole number",
    float: "a number",
    str: "a text",
    bool: "true or false",
    list: "a list",
    tuple: "a list",
    Sequence: "a list",
    dict: "a table",
    Mapping: "a table",
}


@dataclass(frozen=True)
class Range:
    """The numbers that a hint admits, as in ``Annotated[int, Range(ge=1)]``.

    ``ge`` and ``le`` are bounds that belong to the range, ``gt`` and ``lt`` bounds that do not;
    ``multiple`` is what they are whole multiples of.
    """

    ge: float | None = None
    le: float | None = None
    gt: float | None = None
    lt: float | None = None
    multiple: int | None = None

    def admits(self, value: float) -> bool:
        """Whether a number is within all bounds; NaN is within none."""
        return not (
            (self.ge is not None and not value >= self.ge)
            or (self.le is not None and not value <= self.le)
            or (self.gt is not None and not value > self.gt)
            or (self.lt is not None and not value < self.lt)
            or (self.multiple is not None and value % self.multiple != 0)
        )

    def __str__(self) -> str:
        bounds = {"at least": self.ge, "above": self.gt, "below": self.lt, "at most": self.le}
        words = " and ".join(
            f"{name} {bound}" for name, bound in bounds.items() if bound is not None
        )
        words += f" in multiples of {self.multiple}" if self.multiple else ""
        return f"of {words}" if words.startswith("at") else words


@dataclass(frozen=True)
class Pattern:
    """The texts that a hint admits: those that match a regular expression as a whole."""

    regex: str
    description: str

    def admits(self, value: str) -> bool:
        """Whether the whole text matches."""
        return re.fullmatch(self.regex, value) is not None

    def __str__(self) -> str:
        return self.description


def problem(hint: Any, value: Any, where: str) -> str:
    """What is wrong with a value, as in "latent must be a whole number, not 'big'"; "" if it fits.

    Hints may be plain kinds, None, Literal, unions, lists, tables, TypedDicts, and Annotated with
    a :class:`Range` or a :class:`Pattern`. Any other hint admits everything. A TypedDict admits
    keys that it does not name: later versions of a file may have more of them.
    """
    if is_typeddict(hint):
        return _table_problem(hint, value, where)
    origin, arguments = get_origin(hint), get_args(hint)
    inner: list[tuple[Any, Any, str]] = []
    if origin in (list, tuple, Sequence) and isinstance(value, list | tuple):
        inner = [(arguments[0], item, f"{where}[{index}]") for index, item in enumerate(value)]
    elif origin in (dict, Mapping) and isinstance(value, Mapping):
        inner = [(arguments[0], key, f"the key {shown(key)} of {where}") for key in value]
        inner += [(arguments[1], item, f"{where}.{key}") for key, item in value.items()]
    elif not _fits(hint, value):
        return f"{where} must be {description(hint)}, not {shown(value)}"
    return next(filter(None, (problem(*each) for each in inner)), "")


def description(hint: Any) -> str:
    """The values that a hint admits, in words."""
    if get_origin(hint) is Annotated:
        return " ".join([description(get_args(hint)[0]), *map(str, hint.__metadata__)])
    if get_origin(hint) is Literal:
        return f"one of {', '.join(map(str, get_args(hint)))}"
    if _is_union(hint):
        members = [each for each in get_args(hint) if each is not NoneType]
        return " or ".join(dict.fromkeys(map(description, members)))
    if is_typeddict(hint):
        return "a table"
    return _WORDS.get(get_origin(hint) or hint, "something else")


def shown(value: Any) -> str:
    """A value as an error sentence shows it, cut where it is long."""
    return reprlib.repr(value)


def _table_problem(hint: Any, value: Any, where: str) -> str:
    if not isinstance(value, Mapping):
        return f"{where} must be a table, not {shown(value)}"
    missing = sorted(hint.__required_keys__ - set(value))
    if missing:
        return f"{where} lacks {', '.join(missing)}"
    hints = get_type_hints(hint, include_extras=True)
    known = [(hints[key], value[key], f"{where}.{key}") for key in hints if key in value]
    return next(filter(None, (problem(*each) for each in known)), "")


def _fits(hint: Any, value: Any) -> bool:
    if get_origin(hint) is Annotated:
        base, *limits = get_args(hint)
        return _fits(base, value) and all(limit.admits(value) for limit in limits)
    if get_origin(hint) is Literal:
        return any(value == each and type(value) is type(each) for each in get_args(hint))
    if _is_union(hint):
        return any(not problem(each, value, "") for each in get_args(hint))
    kind = get_origin(hint) or hint
    if kind in (list, tuple, Sequence):
        return isinstance(value, list | tuple)
    if kind in (dict, Mapping):
        return isinstance(value, Mapping)
    if kind in (int, float, str, bool, None, NoneType):
        return _is(kind, value)
    return True


def _is(kind: Any, value: Any) -> bool:
    """Whole numbers serve as numbers, but true and false serve as neither."""
    if isinstance(value, bool) or kind is bool:
        return isinstance(value, bool) and kind is bool
    if kind in (None, NoneType):
        return value is None
    return isinstance(value, (int, float) if kind is float else kind)


def _is_union(hint: Any) -> bool:
    return isinstance(hint, UnionType) or get_origin(hint) is Union
