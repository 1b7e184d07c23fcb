"""Early stopping on the evaluations of a training."""

from __future__ import annotations

from typing import Any

import keras

from keras_gencmp.recipes.schema import Schedule
from keras_gencmp.runs.history import History
from keras_gencmp.training import early_stopping


class EarlyStopping(keras.callbacks.Callback):
    """Ends a training whose evaluations no longer improve, if its schedule asks for that.

    Nothing has to be saved for it: the decision is a function of quality.csv, so that a run that
    was killed ends like the uninterrupted one.
    """

    def __init__(self, schedule: Schedule, quality: History) -> None:
        super().__init__()
        self.schedule, self.quality = schedule, quality

    @property
    def reached(self) -> bool:
        """Whether the evaluations so far end the training."""
        return early_stopping.applies(self.schedule, self.quality.rows)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Stop after this epoch, if the rule says so."""
        if self.reached:
            self.model.stop_training = True
