"""Progress on stderr: one line that changes on a terminal, one line a row elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.status import Status

_status: Status | None = None


@contextmanager
def row(name: str) -> Iterator[None]:
    """Says that a row is being evaluated, for as long as it is."""
    global _status
    if not sys.stderr.isatty():
        print(f"evaluating {name} ...", file=sys.stderr, flush=True)
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(_line(name)) as _status:
        try:
            yield
        finally:
            _status = None


def step(name: str, what: str) -> None:
    """Says on a terminal what is being computed for a row."""
    if _status is not None:
        _status.update(_line(name, what))


def _line(name: str, what: str = "") -> str:
    from rich.markup import escape

    return escape(f"evaluating {name}{': ' if what else ''}{what}")
