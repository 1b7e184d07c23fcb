"""Progress: epochs, steps, losses and the time left."""

from __future__ import annotations

import shutil
import sys
import time
from typing import Any

import keras

from keras_gencmp.runs.run import Run
from keras_gencmp.training.callbacks.log import say


class Progress(keras.callbacks.Callback):
    """A living line on a terminal and plain lines in a log: epoch, step, losses, time left."""

    def __init__(self, run: Run, epochs: int, steps_per_epoch: int, first_step: int) -> None:
        super().__init__()
        self.run, self.epochs, self.per_epoch = run, epochs, steps_per_epoch
        self.step = self.first_step = first_step
        self.live = sys.stderr.isatty()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Refresh the living line."""
        self.step = self.epoch * self.per_epoch + self.offset + batch + 1
        if self.live and time.monotonic() - self.shown > 0.2:
            self.shown = time.monotonic()
            at = f"step {self.step - self.epoch * self.per_epoch}/{self.per_epoch}  "
            line = self.line(logs, at)[: shutil.get_terminal_size().columns - 1]
            print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Note where this epoch starts: a resumed one starts in its middle."""
        self.offset = max(0, self.first_step - epoch * self.per_epoch)
        self.epoch, self.shown = epoch, 0.0
        if epoch * self.per_epoch <= self.first_step:
            self.began = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """One plain line."""
        say(self.run, self.line(logs))

    def line(self, logs: Any, at: str = "") -> str:
        """What a line says."""
        values = "  ".join(f"{name} {value:.4f}" for name, value in (logs or {}).items())
        taken = time.monotonic() - self.began
        left = (self.epochs * self.per_epoch - self.step) / (self.step - self.first_step) * taken
        return f"epoch {self.epoch + 1}/{self.epochs}  {at}{values}  {duration(left)} left"


def duration(seconds: float) -> str:
    """Seconds as a person would say them."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
