"""Progress of long phases with the time left: a changing line on a terminal, lines in a log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras

from keras_gencmp.terminal import console

DELAY = 2.0  # seconds before a terminal shows anything: shorter phases need no progress
REFRESH = 0.2  # seconds from one refresh of the line to the next
INTERVAL = 10.0  # seconds at least from one line of a log to the next


class Progress:
    """Progress of a phase of ``total`` steps; ``quiet`` shows none.

    A terminal shows a line that :meth:`advance` refreshes, once the phase has taken two seconds.
    Elsewhere :meth:`log` writes lines, at least ``interval`` seconds apart.
    """

    def __init__(self, title: str, total: int, interval: float, quiet: bool) -> None:
        self.title, self.total, self.interval = title, total, interval
        self.on_terminal = not quiet and console.has_display()
        self.in_log = not quiet and not self.on_terminal
        self.done, self.note = 0, ""
        self.counted = 0  # steps before those that the pace is measured of
        self.began = self.shown = self.paced = time.monotonic()

    def advance(self, steps: int = 1, note: str = "") -> None:
        """Add completed steps; ``note`` says how far that is, in place of a percentage."""
        self.done, self.note = self.done + steps, note
        now = time.monotonic()
        if not self.counted:  # the first step builds a graph: no measure of the others
            self.counted, self.paced = self.done, now
        if self.on_terminal and now - self.began >= DELAY and now - self.shown >= REFRESH:
            self.shown = now
            console.progress(self.line())

    def log(self) -> None:
        """Write a line, unless stderr is a terminal or the last line is too recent."""
        now = time.monotonic()
        if self.in_log and now - self.shown >= self.interval:
            self.shown = now
            console.note(self.line())

    def wait(self) -> None:
        """As :meth:`log`, within a phase whose own lines are far apart: after ten seconds."""
        if time.monotonic() - self.shown >= INTERVAL:
            self.log()

    def line(self) -> str:
        """Title, note and the time left."""
        note = self.note or f"{self.done / self.total:.0%}"
        return console.GAP.join([self.title, note, self.time_left()])

    def time_left(self) -> str:
        """The time that the steps to come take at the pace of those after the first."""
        steps, measured = self.total - self.done, self.done - self.counted
        if steps and not measured:
            return "time left not known yet"
        pace = (time.monotonic() - self.paced) / max(measured, 1)
        return f"{console.duration(pace * steps)} left"


@contextmanager
def progress(
    title: str, total: int, *, interval: float = INTERVAL, quiet: bool = False
) -> Iterator[Progress]:
    """The :class:`Progress` of a block, after which a terminal shows what it showed before."""
    with console.restored():
        yield Progress(title, total, interval, quiet)


class FitProgress(keras.callbacks.Callback):
    """Reports the steps, epochs and mean loss of a Keras fit to a :class:`Progress`."""

    def __init__(self, phase: Progress, epochs: int) -> None:
        super().__init__()
        self.phase, self.epochs, self.epoch = phase, epochs, 0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Remember the epoch, counted from 0."""
        self.epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """One more step; ``logs`` hold the mean loss of the epoch so far."""
        loss = (logs or {}).get("loss", float("nan"))
        epoch = f"epoch {self.epoch + 1}/{self.epochs}"
        self.phase.advance(note=console.GAP.join([epoch, f"loss {loss:.4f}"]))
        self.phase.wait()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """A line where stderr is no terminal."""
        self.phase.log()
