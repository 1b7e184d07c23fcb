"""Advisory locks: one process at a time trains a run, and one at a time writes a shared file.

The system releases the lock of a process that ends, however it ends, so that nothing has to be
cleaned up. Where it has no such locks, as on some network drives, work goes on without.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from keras_gencmp.errors import UserError

try:
    import fcntl
except ImportError:  # no such locks on this system
    fcntl = None  # type: ignore[assignment]

NAME = ".lock"  # of the file in a run's folder that names who trains it


@contextmanager
def training(folder: Path) -> Iterator[None]:
    """The lock of a run's folder for as long as the block lasts.

    UserError where another process holds it, with that process and since when.
    """
    path = folder / NAME
    descriptor = _acquired(path)
    try:
        os.truncate(descriptor, 0)
        os.write(descriptor, _holder().encode())
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """The lock of a folder, waited for: a file in it is read, changed and written as one step."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _acquired(path: Path) -> int:
    """The descriptor of a lock file that this process holds and that has not been removed."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        try:
            _lock(descriptor, path)
            if path.exists() and os.path.samestat(path.stat(), os.fstat(descriptor)):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # whoever held it has just removed it


def _lock(descriptor: int, path: Path) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(descriptor, 200).decode(errors="replace") or "another process"
        raise UserError(
            f"{path.parent} is being trained by {holder}: wait for it, or end it"
        ) from error
    except OSError:
        pass  # a file system without locks


def _holder() -> str:
    return f"process {os.getpid()} on {platform.node()}, since {time.strftime('%Y-%m-%d %H:%M')}"
