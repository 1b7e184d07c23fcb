"""A registry: the names of all things of one kind, and where each is defined."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import entry_points
from typing import Any, Generic, TypeVar

from keras_gencmp.errors import UserError
from keras_gencmp.registry.lookup import load_path


@dataclass(frozen=True)
class Entry:
    """One row: a name, the path "package.module:attribute" of what it names, and a summary."""

    name: str
    path: str
    summary: str = ""


Row = TypeVar("Row", bound=Entry)


class Registry(Mapping[str, Row], Generic[Row]):
    """Rows by name, those of the package first, then those of installed packages.

    ``kind`` is the field's word for the things ("loss"). An installed package adds a thing by an
    entry point of the group "keras_gencmp.<kind>", with "_" for a space, of which
    ``installed(name, path)`` makes a row.
    Reading a registry imports none of the things; :meth:`load` imports one.
    """

    def __init__(
        self,
        kind: str,
        rows: Iterable[Row],
        installed: Callable[[str, str], Row] | None = None,
    ) -> None:
        self.kind, self._installed = kind, installed
        self._own = {row.name: row for row in rows}

    @cached_property
    def _rows(self) -> dict[str, Row]:
        """A name of the package is never taken over by an installed one."""
        make = self._installed
        group = f"keras_gencmp.{self.kind.replace(' ', '_')}"
        points = entry_points(group=group) if make else ()
        return {point.name: make(point.name, point.value) for point in points if make} | self._own

    def __getitem__(self, name: str) -> Row:
        """The row of a name; UserError with the nearest name for an unknown one."""
        if name not in self._rows:
            raise UserError(f"unknown {self.kind} {name!r}: {nearest(name, self._rows)}")
        return self._rows[name]

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def __iter__(self) -> Iterator[str]:
        others = [name for name in self._rows if name not in self._own]
        return iter([*self._own, *others])

    def __len__(self) -> int:
        return len(self._rows)

    def load(self, name: str) -> Any:
        """The thing itself; its module is imported."""
        return load_path(self[name].path, self.kind)


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint with the known names: the closest one where there is one, otherwise all."""
    known = list(known)
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"choose from {', '.join(known)}"
