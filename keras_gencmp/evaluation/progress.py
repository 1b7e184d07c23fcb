"""Progress on stderr: a line that changes on a terminal, one line a row elsewhere."""

from __future__ import annotations

import sys

from keras_gencmp import console


def row(name: str) -> None:
    """Say which row begins."""
    if not sys.stderr.isatty():
        console.note(f"evaluating {name} ...")


def step(name: str, what: str) -> None:
    """Say on a terminal what is being computed for a row."""
    console.progress(f"evaluating {name}: {what}")


def clear() -> None:
    """Remove the line."""
    console.clear()
