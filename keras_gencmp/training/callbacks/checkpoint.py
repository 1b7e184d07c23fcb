"""Checkpoints: after every epoch, and when a signal asks the training to stop."""

from __future__ import annotations

from typing import Any

import keras

from keras_gencmp import assembly
from keras_gencmp.errors import Interrupted
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs import checkpoint
from keras_gencmp.runs.run import Run
from keras_gencmp.training.callbacks.csv_history import CSVHistory
from keras_gencmp.training.callbacks.terminate_on_nan import TerminateOnNaN
from keras_gencmp.training.signals import StopSignals
from keras_gencmp.training.trust import go_on


class ModelCheckpoint(keras.callbacks.Callback):
    """Saves the whole state after every epoch, and at once when a signal asks to stop."""

    def __init__(
        self,
        run: Run,
        model: GenerativeModel,
        history: CSVHistory,
        nan: TerminateOnNaN,
        signals: StopSignals,
    ) -> None:
        super().__init__()
        self.set_model(model)
        self.run, self.history, self.nan, self.signals = run, history, nan, signals

    def on_train_begin(self, logs: Any = None) -> None:
        """A run can be resumed from before its first step."""
        if not self.run.checkpoint_file.exists():
            assembly.save(self.model, self.run.checkpoint_file)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Save in the middle of an epoch and leave, if a signal came.

        After an epoch's last step the history comes first: it is left to the epoch's end.
        """
        within = int(self.model.clock.numpy()) % self.history.steps_per_epoch
        if self.signals.number and within:
            self.nan.check(logs or {})
            self.history.flush_begun()
            self.save_and_leave()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """The history is already on disk when the checkpoint that continues it appears."""
        if self.signals.number:
            self.save_and_leave()
        self.save()

    def save(self) -> None:
        """Save, and keep the checkpoint before."""
        checkpoint.keep(self.run.checkpoint_file, self.run.previous_file)
        assembly.save(self.model, self.run.checkpoint_file)

    def save_and_leave(self) -> None:
        """Save, and end the training with the command that continues it."""
        self.save()
        raise Interrupted(f"stopped and saved; {go_on(self.run)}", 128 + self.signals.number)
