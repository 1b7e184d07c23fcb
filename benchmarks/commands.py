"""gencmp as a process of its own, as a user types it: its seconds, its peak memory, its screen."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from keras_gencmp.errors import UserError

ROOT = Path(__file__).parent.parent
LINUX_UNIT = 1024  # bytes in which Linux counts the peak; macOS counts single ones


def words(arguments: Sequence[object]) -> list[str]:
    """The command line of gencmp with these arguments."""
    return [sys.executable, "-m", "keras_gencmp", *map(str, arguments)]


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """This environment, with the checkout in front."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **(changes or {})}


def seconds(command: Sequence[str]) -> float:
    """The wall-clock seconds of a command; UserError with its words where it fails."""
    began = time.perf_counter()
    ended = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    taken = time.perf_counter() - began
    if ended.returncode:
        raise UserError(f"{' '.join(command)} failed: {ended.stderr.strip()}")
    return taken


def peak_memory(arguments: Sequence[object], changes: Mapping[str, str]) -> int:
    """The peak resident memory of a gencmp command, bytes."""
    process = subprocess.Popen(
        words(arguments), env=environment(changes), stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise UserError(f"gencmp {arguments[0]} failed: its own words stand above")
    return usage.ru_maxrss * (LINUX_UNIT if sys.platform == "linux" else 1)


def seconds_until(word: str, arguments: Sequence[object]) -> float:
    """Seconds from the start of a gencmp command until its screen shows a word; then it is ended.

    It is given a terminal, on which it shows what it is doing.
    """
    ours, theirs = pty.openpty()
    began = time.perf_counter()
    process = subprocess.Popen(
        words(arguments), env=environment(), stdout=theirs, stderr=theirs, stdin=theirs
    )
    os.close(theirs)
    try:
        shown = b""
        while word.encode() not in shown:
            shown += _read(ours, shown)
        return time.perf_counter() - began
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _read(screen: int, before: bytes) -> bytes:
    """What comes next on a screen; UserError with all before where the command has ended."""
    try:
        return os.read(screen, 4096)
    except OSError as error:  # Linux says so when the other side is closed
        raise UserError(f"gencmp ended early: {before.decode(errors='replace')}") from error
