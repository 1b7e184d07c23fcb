"""Progress on stderr: one living line on a terminal, one line a row elsewhere."""

from __future__ import annotations

import sys


def row(name: str) -> None:
    """Say which row begins."""
    if not sys.stderr.isatty():
        print(f"evaluating {name} ...", file=sys.stderr, flush=True)


def step(name: str, what: str) -> None:
    """Say on a terminal what is being computed for a row."""
    if sys.stderr.isatty():
        print(f"\r\x1b[2Kevaluating {name}: {what}", end="", file=sys.stderr, flush=True)


def clear() -> None:
    """Empty the living line."""
    if sys.stderr.isatty():
        print("\r\x1b[2K", end="", file=sys.stderr, flush=True)
