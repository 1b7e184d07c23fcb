"""Evaluation in the course of a training: scores of the samples, and the best state."""

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
from keras_gencmp.training.callbacks.csv_history import CSVHistory
from keras_gencmp.training.callbacks.log import print_and_log
from keras_gencmp.training.callbacks.terminate_on_nan import TerminateOnNaN

# Scores of a model's samples: ``kid``, ``kid_error`` and ``diversity``, and where there are classes
# ``class_entropy``, ``real_class_entropy``, ``classes_drawn`` and a count of each class; the scores
# of KID's subsets are for early stopping.
Measure = Callable[[GenerativeModel], Row]

LEAST = 0.001  # seconds of an evaluation, as they are rounded


class EvaluationCallback(keras.callbacks.Callback):
    """Scores the samples every few epochs, and saves the state with the lowest KID so far.

    ``measure`` is handed in, so that a test can script the scores.
    """

    def __init__(
        self,
        run: Run,
        model: GenerativeModel,
        quality: History,
        measure: Measure,
        history: CSVHistory,
        nan: TerminateOnNaN,
    ) -> None:
        super().__init__()
        self.set_model(model)
        self.run, self.schedule, self.quality = run, run.recipe.schedule, quality
        self.measure, self.history, self.nan = measure, history, nan

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Evaluate where it is due; its seconds are recorded apart from the training's.

        Seconds above 0 say that an epoch was evaluated.
        """
        began, due = time.monotonic(), self.due(epoch + 1)
        if due:
            self.evaluate(epoch + 1)
        self.history.add_evaluation(max(time.monotonic() - began, LEAST) if due else 0.0)

    def due(self, epoch: int) -> bool:
        """Whether the samples are scored after an epoch, counted from 1."""
        return epoch % self.schedule.evaluation_period == 0 or epoch == self.schedule.epochs

    def evaluate(self, epoch: int) -> None:
        """Add the scores of the model to the history, and save it if they are the best so far."""
        self.quality.append(epoch, self.scores())
        row = self.quality.rows[-1]
        best = quality_rows.best(self.quality.rows) is row
        if best:
            assembly.save(self.model, self.run.best_file)
        self.quality.flush()
        line = f"epoch {epoch}: {summary(row)}{', the best so far' if best else ''}"
        print_and_log(self.run, line)

    def scores(self) -> Row:
        """The scores of the model as it is; Diverged where its images hold a NaN."""
        try:
            with self.model.averaged():
                return self.measure(self.model)
        except Undefined as error:
            self.nan.terminate(str(error))


def summary(row: Row) -> str:
    """Scores as one line of text."""
    classes = [name for name in row if name.startswith(COUNT)]
    drawn = f", {row['classes_drawn']:.0f} of {len(classes)} classes" if classes else ""
    diversity = f", diversity {row['diversity']:.2f} of real"
    return f"KID {row['kid']:#.3g} ± {row['kid_error']:#.2g}{drawn}{diversity}"
