"""Progress of long phases on stderr: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from types import TracebackType
from typing import Any

import keras

DELAY = 2.0  # seconds before a live line appears: shorter phases need none
CLEAR_LINE = "\r\x1b[2K"


class Progress:
    """Progress of a phase of ``total`` steps, with the time left, as a context manager.

    On a terminal a live line appears after two seconds, and disappears at the end. Elsewhere
    :meth:`log` writes plain lines, at least ``interval`` seconds apart. ``quiet`` writes nothing.
    """

    def __init__(
        self, title: str, total: int, *, interval: float = 10.0, quiet: bool = False
    ) -> None:
        self.title, self.total, self.interval, self.quiet = title, total, interval, quiet
        self.done, self.note = 0, ""
        self.live: Any = None

    def __enter__(self) -> Progress:
        """Start the clock."""
        self.began = self.logged = time.monotonic()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Remove the live line, also after an exception."""
        if self.live:
            self.live.stop()

    def advance(self, steps: int = 1, note: str = "") -> None:
        """Add completed steps, and refresh the live line on a terminal."""
        self.done, self.note = self.done + steps, note or self.note
        if self.quiet or not sys.stderr.isatty():
            return
        if self.live is None and time.monotonic() - self.began >= DELAY:
            self.live = live_line(self.title, self.total)
        if self.live:
            self.live.update(self.live.task_ids[0], completed=self.done, note=self.note)

    def log(self) -> None:
        """Write a plain line, unless stderr is a terminal or the last line is too recent."""
        now = time.monotonic()
        if self.quiet or sys.stderr.isatty() or now - self.logged < self.interval:
            return
        self.logged = now
        left = (now - self.began) / max(self.done, 1) * (self.total - self.done)
        note = self.note or f"{self.done / self.total:.0%}"
        say(f"{self.title}: {note}, {timedelta(seconds=round(left))} left")


class FitProgress(keras.callbacks.Callback):
    """Reports batches, epochs and the mean loss of a Keras fit to a :class:`Progress`."""

    def __init__(self, progress: Progress, epochs: int) -> None:
        super().__init__()
        self.progress, self.epochs, self.epoch = progress, epochs, 0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Remember the epoch, counted from 0."""
        self.epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """One more step; ``logs`` hold the mean loss of this epoch so far."""
        loss = (logs or {}).get("loss", float("nan"))
        self.progress.advance(note=f"epoch {self.epoch + 1}/{self.epochs}, loss {loss:.4f}")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """A plain line where stderr is no terminal."""
        self.progress.log()


def say(text: str) -> None:
    """A line on stderr, instead of the live line that a terminal may show."""
    clear = CLEAR_LINE if sys.stderr.isatty() else ""
    print(f"{clear}{text}", file=sys.stderr, flush=True)


def live_line(title: str, total: int) -> Any:
    """A started Rich progress bar on stderr with one task."""
    import rich.console
    import rich.progress

    # What an evaluation may have left on this line would stand before the bar.
    print(CLEAR_LINE, end="", file=sys.stderr, flush=True)
    bar = rich.progress.Progress(
        rich.progress.TextColumn("{task.description}  {task.fields[note]}", markup=False),
        rich.progress.BarColumn(),
        rich.progress.TimeRemainingColumn(),
        console=rich.console.Console(stderr=True),
        transient=True,
    )
    bar.add_task(title, total=total, note="")
    bar.start()
    return bar
