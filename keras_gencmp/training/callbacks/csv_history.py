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
    """Writes the mean losses of every epoch, the losses of single steps, and seconds per epoch."""

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
        self.saved_metrics = [variable.numpy() for variable in model.metrics_variables]

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Start the clock; an epoch that was interrupted gets its running means back."""
        self.began, self.used = time.monotonic(), time.process_time()
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
        passed, used = time.monotonic() - self.began, time.process_time() - self.used
        self.seconds.append(
            epoch + 1, {"seconds": round(passed, 3), "processor_seconds": round(used, 3)}
        )
        for history in (self.epochs, self.steps, self.seconds):
            history.flush()

    def add_evaluation(self, seconds: float) -> None:
        """Record the seconds of an evaluation beside its epoch's, which do not include them."""
        self.seconds.rows[-1]["evaluation_seconds"] = round(seconds, 3)
        self.seconds.flush()
