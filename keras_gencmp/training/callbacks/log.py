"""The log of a run: plain lines on stderr and in train.log."""

from __future__ import annotations

import sys

from keras_gencmp.runs.run import Run


def say(run: Run, line: str) -> None:
    """One line in the place of the living one, and in the log."""
    print(f"\r\033[K{line}" if sys.stderr.isatty() else line, file=sys.stderr, flush=True)
    note(run, line)


def note(run: Run, line: str) -> None:
    """One line in the log alone."""
    with run.log_file.open("a", encoding="utf-8") as file:
        print(line, file=file)
