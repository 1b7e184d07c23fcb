"""Progress: epoch, step, losses and the time left."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import keras

from keras_gencmp.runs.run import Run
from keras_gencmp.terminal import console
from keras_gencmp.training.callbacks.log import print_and_log

if TYPE_CHECKING:
    from rich.console import RenderableType

REFRESH = 0.2  # seconds from one refresh of the bar to the next
BAR_WIDTH = 20
# Seconds without a line, where there is no terminal, to the first within an epoch and the next.
FIRST, LATER = 10.0, 60.0


class ProgressBar(keras.callbacks.Callback):
    """A live bar on a terminal, and everywhere one plain line an epoch, also in the log.

    Where there is no terminal, an epoch of more than ten seconds says how far it is.

    ``first_step`` is where the training begins, in the middle of an epoch where it is resumed.
    """

    def __init__(self, run: Run, steps_per_epoch: int, first_step: int) -> None:
        super().__init__()
        self.run, self.steps_per_epoch = run, steps_per_epoch
        self.epochs = run.recipe.schedule.epochs
        self.step = self.first_step = self.counted = first_step
        self.live: Any = None

    @contextmanager
    def shown(self) -> Iterator[None]:
        """The live bar within this block, below all that is printed; none without a terminal.

        Its colours follow the conventions of the terminal, NO_COLOR among them.
        """
        with console.live() as self.live:
            try:
                yield
            finally:
                self.live = None

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Note where this epoch starts."""
        self.offset = max(0, self.first_step - epoch * self.steps_per_epoch)
        self.epoch, self.refreshed = epoch, 0.0
        self.told, self.patience = time.monotonic(), FIRST
        if epoch * self.steps_per_epoch <= self.first_step:
            self.began = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Move the bar, unless it has just moved."""
        self.step = self.epoch * self.steps_per_epoch + self.offset + batch + 1
        if self.step == self.first_step + 1:  # it builds the graph: no measure of the others
            self.began, self.counted = time.monotonic(), self.step
        if self.live and time.monotonic() - self.refreshed > REFRESH:
            self.refreshed = time.monotonic()
            self.live.update(self.render(logs or {}, self.live.console.width), refresh=True)
        elif not self.live and time.monotonic() - self.told > self.patience:
            self.told, self.patience = time.monotonic(), LATER
            step = self.step - self.epoch * self.steps_per_epoch
            console.note(f"{self.title()}  step {step}/{self.steps_per_epoch}  {self.time_left()}")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """One plain line."""
        text = "  ".join([self.title(), *losses(logs or {}), self.time_left()])
        print_and_log(self.run, text)

    def render(self, logs: Mapping[str, float], width: int) -> RenderableType:
        """Epoch, bar, step and time left on one line; the losses on as many as they need."""
        from rich.console import Group
        from rich.progress_bar import ProgressBar as Bar
        from rich.table import Table
        from rich.text import Text

        step = self.step - self.epoch * self.steps_per_epoch
        line = Table.grid(padding=(0, 2))
        bar = Bar(total=self.steps_per_epoch, completed=step, width=BAR_WIDTH)
        line.add_row(self.title(), bar, f"step {step}/{self.steps_per_epoch}", self.time_left())
        return Group(line, Text(console.fill("  ".join(losses(logs)), width)))

    def title(self) -> str:
        """Which epoch of how many."""
        return f"epoch {self.epoch + 1}/{self.epochs}"

    def time_left(self) -> str:
        """The time that the steps to come take at the pace of those after the first."""
        steps = self.epochs * self.steps_per_epoch - self.step
        if steps and self.step == self.counted:
            return "time left not known yet"
        seconds = (time.monotonic() - self.began) / max(1, self.step - self.counted)
        return f"{console.duration(seconds * steps)} left"


def losses(logs: Mapping[str, float]) -> list[str]:
    """Losses as texts, in their order: a model's own come first."""
    return [f"{name} {value:.4f}" for name, value in logs.items()]
