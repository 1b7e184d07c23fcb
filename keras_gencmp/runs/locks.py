"""Advisory locks: one process trains a run, one command works in a folder, one writes a file.

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
from keras_gencmp.runs.files import WriteError

try:
    import fcntl
except ImportError:  # no such locks on this system
    fcntl = None  # type: ignore[assignment]

NAME = ".lock"  # of the file in a folder that names who holds it
PATIENCE = 20.0  # seconds for the processes of a killed command to save themselves and leave
POLL = 0.2


@contextmanager
def training(folder: Path, patience: float = 0.0) -> Iterator[None]:
    """The lock of a run's folder for as long as the block lasts.

    UserError where another process holds it for longer than ``patience`` seconds, with that process
    and since when.
    """
    with _held(folder, "being trained", patience):
        try:
            yield
        finally:
            (folder / NAME).unlink(missing_ok=True)


@contextmanager
def working(folder: Path, patience: float = PATIENCE) -> Iterator[int]:
    """The lock of a folder, which is made, for one command and the processes that it starts.

    Yields the descriptor of the lock. A process that inherits it holds the folder, too, until it
    ends; so the file stays. UserError where another command holds it for longer than ``patience``
    seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _held(folder, "in use", patience) as descriptor:
        yield descriptor


def wait(folder: Path, patience: float = PATIENCE) -> None:
    """Wait until nobody trains the run in a folder; at most so many seconds."""
    if folder.exists():
        with suppress(UserError), training(folder, patience):
            pass


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


@contextmanager
def _held(folder: Path, state: str, patience: float) -> Iterator[int]:
    """The lock of a folder; ``state`` is what an error says that the folder is."""
    path, until = folder / NAME, time.monotonic() + patience
    while (descriptor := _acquired(path)) is None:
        if time.monotonic() >= until:
            holder = _named_in(path)
            raise UserError(f"{folder} is {state} by {holder}: wait for it, or end it")
        time.sleep(POLL)
    try:
        with suppress(OSError):  # on a full disk it is held without a name
            os.truncate(descriptor, 0)
            os.write(descriptor, _holder().encode())
        yield descriptor
    finally:
        os.close(descriptor)


def _named_in(path: Path) -> str:
    """Who a lock file says that it is held by; the file may be anybody's."""
    with suppress(OSError), path.open(encoding="utf-8", errors="replace") as file:
        return file.readline(200).strip() or "another process"
    return "another process"


def _acquired(path: Path) -> int | None:
    """The descriptor of a lock file that this process holds now; None where another one does."""
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        except OSError as error:
            raise WriteError(path, error) from error
        try:
            if not _locked(descriptor):
                os.close(descriptor)
                return None
            if path.exists() and os.path.samestat(path.stat(), os.fstat(descriptor)):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # whoever held it has just removed it


def _locked(descriptor: int) -> bool:
    """Whether this process holds the lock of a file now."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass  # a file system without locks
    return True


def _holder() -> str:
    return f"process {os.getpid()} on {platform.node()}, since {time.strftime('%Y-%m-%d %H:%M')}"
