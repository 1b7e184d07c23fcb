"""Alarms, reported when they are first raised."""

from __future__ import annotations

from typing import Any

import keras

from keras_gencmp.runs.alarms import raised
from keras_gencmp.runs.history import History
from keras_gencmp.runs.run import Run
from keras_gencmp.training.callbacks.log import print_and_log


class AlarmCallback(keras.callbacks.Callback):
    """Reports after every epoch the alarms that the histories of losses and quality raise."""

    def __init__(self, run: Run, losses: History, quality: History) -> None:
        super().__init__()
        self.run, self.losses, self.quality = run, losses, quality

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Report the alarms of this epoch; earlier ones have been reported."""
        for alarm in raised(self.losses.rows, self.quality.rows):
            if alarm.epoch == epoch + 1:
                print_and_log(self.run, f"alarm, epoch {alarm.epoch}: {alarm.message}")
