"""The lock of a folder in which one command works at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from keras_gencmp.errors import UserError

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

PATIENCE = 20.0  # seconds for workers of a killed command to save themselves and leave


@contextmanager
def locked(folder: Path, patience: float = PATIENCE) -> Iterator[int]:
    """The folder for this command alone within the block; UserError where another works in it.

    Yields the descriptor of the lock. The system gives the lock back when every process that has
    it is gone: a worker that inherits it keeps the folder until it has saved itself.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as file:
        until = time.monotonic() + patience
        while not _taken(file):
            if time.monotonic() > until:
                raise UserError(f"another command works in {folder}: wait for its end")
            time.sleep(0.5)
        yield file.fileno()


def _taken(file: IO[str]) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
