"""Checkpoints: after every epoch, and when a signal asks the training to stop."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras

from keras_gencmp import assembly
from keras_gencmp.errors import Interrupted
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs.run import Run
from keras_gencmp.training.callbacks.history import Recorder
from keras_gencmp.training.callbacks.nan_guard import Guard


class Checkpointer(keras.callbacks.Callback):
    """Saves after every epoch, and at once when SIGINT or SIGTERM asks the training to stop."""

    def __init__(self, run: Run, model: GenerativeModel, recorder: Recorder, guard: Guard) -> None:
        super().__init__()
        self.run, self.gencmp, self.recorder, self.guard = run, model, recorder, guard
        self.signal_number = 0

    def on_train_begin(self, logs: Any = None) -> None:
        """A run can be resumed from before its first step."""
        if not self.run.checkpoint_file.exists():
            assembly.save(self.gencmp, self.run.checkpoint_file)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Save in the middle of an epoch and leave, if a signal came.

        After an epoch's last step the history comes first: it is left to the epoch's end.
        """
        within = int(self.gencmp.clock.numpy()) % self.recorder.per_epoch
        if self.signal_number and within:
            self.guard.check(logs or {})
            self.recorder.steps.flush()
            self.save_and_leave()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """The history is already on disk when the checkpoint that continues it appears."""
        if self.signal_number:
            self.save_and_leave()
        assembly.save(self.gencmp, self.run.checkpoint_file)

    def save_and_leave(self) -> None:
        """Save, and end the training with the command that goes on with it."""
        assembly.save(self.gencmp, self.run.checkpoint_file)
        message = f"stopped and saved; go on with: gencmp resume {self.run.directory}"
        raise Interrupted(message, 128 + self.signal_number)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Within this block a first SIGINT or SIGTERM is a wish; a second one acts at once."""
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

        def notice(number: int, frame: Any) -> None:
            self.signal_number = number
            signal.signal(number, before[number])

        for number in before:
            signal.signal(number, notice)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
