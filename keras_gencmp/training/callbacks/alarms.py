"""Alarms, said when they first come up."""

from __future__ import annotations

from typing import Any

import keras

from keras_gencmp.runs.history import History
from keras_gencmp.runs.run import Run
from keras_gencmp.training.alarms import raised
from keras_gencmp.training.callbacks.log import say


class Alarms(keras.callbacks.Callback):
    """Says after every epoch what the histories of losses and of quality have to warn of."""

    def __init__(self, run: Run, losses: History, quality: History) -> None:
        super().__init__()
        self.run, self.losses, self.quality = run, losses, quality

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Say what has come up in this epoch; earlier alarms have been said."""
        for alarm in raised(self.losses.rows, self.quality.rows):
            if alarm.epoch == epoch + 1:
                say(self.run, f"alarm, epoch {alarm.epoch}: {alarm.words}")
