"""Progress on stderr: a line that changes on a terminal, one line a row elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from keras_gencmp.terminal import console


@contextmanager
def row(name: str) -> Iterator[None]:
    """Say that a row is being evaluated, for as long as it is."""
    if console.has_display():
        console.progress(f"evaluating {name}")
    else:
        console.note(f"evaluating {name} ...")
    try:
        yield
    finally:
        console.clear()


def step(name: str, what: str) -> None:
    """Say on a terminal what is being computed for a row."""
    console.progress(f"evaluating {name}: {what}")
