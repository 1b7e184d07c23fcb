"""CSV files of a training: losses of epochs and of single steps, and seconds."""

from __future__ import annotations

import time
from typing import Any

import keras

from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs.history import History
from keras_gencmp.runs.run import Run

ITERATIONS_PER_EPOCH = 50  # rows of single steps for the loss curves


class CSVHistory(keras.callbacks.Callback):
    """Writes the mean losses of every epoch, the losses of single steps, and seconds per epoch.

    The seconds of an epoch that was stopped within it are those of all its parts.
    """

    def __init__(self, run: Run, model: GenerativeModel, steps_per_epoch: int) -> None:
        super().__init__()
        self.set_model(model)
        step = int(model.clock.numpy())
        epoch = step // steps_per_epoch
        self.steps_per_epoch = steps_per_epoch
        self.epochs = History(run.history_file, "epoch", epoch)
        self.steps = History(run.iterations_file, "step", step)
        self.seconds = History(run.timing_file, "epoch", epoch)
        for history in (self.epochs, self.seconds):
            history.check_reaches(epoch)
        self.every = max(1, steps_per_epoch // ITERATIONS_PER_EPOCH)
        self.partial_epoch = step % steps_per_epoch != 0
        self.spent = spent_on(run, epoch + 1) if self.partial_epoch else (0.0, 0.0)
        self.saved_metrics = [variable.numpy() for variable in model.metrics_variables]

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Start the clock; an epoch that was interrupted gets its running means back."""
        passed, used = self.spent
        self.began, self.used = time.monotonic() - passed, time.process_time() - used
        self.spent = 0.0, 0.0
        if self.partial_epoch:
            pairs = zip(self.model.metrics_variables, self.saved_metrics, strict=True)
            for variable, value in pairs:
                variable.assign(value)
            self.partial_epoch = False

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Record this step's losses, if it is one of those that are recorded."""
        step = int(self.model.clock.numpy())
        if step % self.every == 0:
            self.steps.append(step, logs or {})

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Write all rows so far."""
        self.epochs.append(epoch + 1, logs or {})
        self.add_seconds(epoch + 1)
        for history in (self.epochs, self.steps, self.seconds):
            history.flush()

    def flush_begun(self) -> None:
        """Write the single steps of an epoch that is left within it, and its seconds so far."""
        self.add_seconds(int(self.model.clock.numpy()) // self.steps_per_epoch + 1)
        for history in (self.steps, self.seconds):
            history.flush()

    def add_seconds(self, epoch: int) -> None:
        """The seconds of an epoch, counted from 1, since it began."""
        passed, used = time.monotonic() - self.began, time.process_time() - self.used
        row = {"seconds": round(passed, 3), "processor_seconds": round(used, 3)}
        self.seconds.append(epoch, row)

    def add_evaluation(self, seconds: float) -> None:
        """Record the seconds of an evaluation beside its epoch's, which do not include them."""
        self.seconds.rows[-1]["evaluation_seconds"] = round(seconds, 3)
        self.seconds.flush()


def spent_on(run: Run, epoch: int) -> tuple[float, float]:
    """The seconds, wall-clock and of the processor, that a begun epoch has taken so far."""
    rows = History(run.timing_file, "epoch", epoch).rows
    row = rows[-1] if rows and rows[-1]["epoch"] == epoch else {}
    return row.get("seconds", 0.0), row.get("processor_seconds", 0.0)
