"""Quality over the course of a training: scores of the samples, the best state, the stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import keras

from keras_gencmp import assembly
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs import quality as quality_rows
from keras_gencmp.runs.history import History, Row
from keras_gencmp.runs.quality import COUNT
from keras_gencmp.runs.run import Run
from keras_gencmp.training import early_stopping
from keras_gencmp.training.callbacks.history import Recorder
from keras_gencmp.training.callbacks.log import say
from keras_gencmp.training.callbacks.nan_guard import Guard

# Scores of a model's samples: ``kid``, ``kid_error`` and ``diversity``, and where there are classes
# ``class_entropy``, ``real_class_entropy``, ``classes_drawn`` and a count of each class; the rest
# is for the stopping rule.
Measure = Callable[[GenerativeModel], Row]


class Quality(keras.callbacks.Callback):
    """Scores the samples every few epochs, keeps the best state, and ends a saturated training.

    What it measures by is handed in. A run without an evaluation has an idle one.
    """

    def __init__(self, run: Run, recorder: Recorder, guard: Guard, measure: Measure | None) -> None:
        super().__init__()
        self.run, self.recorder, self.guard, self.measure = run, recorder, guard, measure
        self.gencmp, self.schedule = recorder.gencmp, run.recipe.schedule
        epoch = int(self.gencmp.clock.numpy()) // recorder.per_epoch
        self.history = History(run.quality_file, "epoch", epoch)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Evaluate if it is this epoch's turn; its seconds are told apart from the training's."""
        if self.measure:
            began = time.monotonic()
            if self.due(epoch + 1):
                self.keep(epoch + 1, self.scores(self.measure))
            self.recorder.add_evaluation(time.monotonic() - began)
            if self.saturated:
                self.gencmp.stop_training = True

    def due(self, epoch: int) -> bool:
        """Whether the samples are scored after an epoch, counted from 1."""
        return epoch % self.schedule.evaluation_period == 0 or epoch == self.schedule.epochs

    @property
    def saturated(self) -> bool:
        """Whether the evaluations so far end the training."""
        schedule, rows = self.schedule, self.history.rows
        return schedule.stop_when_saturated and early_stopping.saturated(rows, schedule.patience)

    def scores(self, measure: Measure) -> Row:
        """The scores of the model as it is; one whose images hold a NaN ends the training."""
        try:
            return measure(self.gencmp)
        except Undefined as error:
            self.guard.refuse(str(error))

    def keep(self, epoch: int, scores: Row) -> None:
        """Keep a row of scores, and the state that earned it if it is the best so far."""
        self.history.append(epoch, scores)
        row = self.history.rows[-1]
        best = quality_rows.best(self.history.rows) is row
        if best:
            assembly.save(self.gencmp, self.run.best_file)
        self.history.flush()
        say(self.run, f"epoch {epoch}: {told(row)}{', the best so far' if best else ''}")


def told(row: Row) -> str:
    """Scores as a person would say them."""
    classes = [name for name in row if name.startswith(COUNT)]
    drawn = f", {row['classes_drawn']:.0f} of {len(classes)} classes" if classes else ""
    diversity = f", diversity {row['diversity']:.2f} of real"
    return f"KID {row['kid']:#.3g} ± {row['kid_error']:#.2g}{drawn}{diversity}"
