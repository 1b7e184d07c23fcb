"""Progress: epochs, steps, losses and the time left."""

from __future__ import annotations

import time
from typing import Any

import keras

from keras_gencmp import console
from keras_gencmp.runs.run import Run
from keras_gencmp.training.callbacks.log import say


class Progress(keras.callbacks.Callback):
    """A progress bar on a terminal and plain lines in a log: epoch, step, losses, time left."""

    def __init__(self, run: Run, epochs: int, steps_per_epoch: int, first_step: int) -> None:
        super().__init__()
        self.run, self.epochs, self.per_epoch = run, epochs, steps_per_epoch
        self.step = self.first_step = first_step

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Refresh the progress bar."""
        self.step = self.epoch * self.per_epoch + self.offset + batch + 1
        if time.monotonic() - self.shown > 0.2:
            self.shown = time.monotonic()
            step = f"step {self.step - self.epoch * self.per_epoch}/{self.per_epoch}"
            share = self.step / (self.epochs * self.per_epoch)
            text = f"epoch {self.epoch + 1}/{self.epochs}  {step}  {self.left()} left"
            console.progress(text, share, self.values(logs))

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Note where this epoch starts: a resumed one starts in its middle."""
        self.offset = max(0, self.first_step - epoch * self.per_epoch)
        self.epoch, self.shown = epoch, 0.0
        if epoch * self.per_epoch <= self.first_step:
            self.began = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """One plain line."""
        line = f"epoch {self.epoch + 1}/{self.epochs}  {self.values(logs)}  {self.left()} left"
        say(self.run, line)

    def on_train_end(self, logs: Any = None) -> None:
        """Remove the progress bar."""
        console.clear()

    def values(self, logs: Any) -> str:
        """The losses by name."""
        return "  ".join(f"{name} {value:.4f}" for name, value in (logs or {}).items())

    def left(self) -> str:
        """The time left, at the pace of this training so far."""
        taken = time.monotonic() - self.began
        rest = self.epochs * self.per_epoch - self.step
        return duration(rest / (self.step - self.first_step) * taken)


def duration(seconds: float) -> str:
    """Seconds as a person would say them."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
