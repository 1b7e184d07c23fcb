"""The log of a run: plain lines on stderr and in train.log."""

from __future__ import annotations

from keras_gencmp.runs.files import append_line
from keras_gencmp.runs.run import Run
from keras_gencmp.terminal import console


def print_and_log(run: Run, line: str) -> None:
    """One line on stderr, above the progress bar where there is one, and in the log."""
    console.note(line)
    log(run, line)


def log(run: Run, line: str) -> None:
    """One line in the log alone."""
    append_line(run.log_file, console.one_line(line))
