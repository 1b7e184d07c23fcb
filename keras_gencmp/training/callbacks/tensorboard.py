"""Event files for TensorBoard: the losses of every epoch and the scores of evaluations."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import keras
import tensorflow as tf

from keras_gencmp.errors import UserError
from keras_gencmp.runs.history import History
from keras_gencmp.runs.quality import SUBSET
from keras_gencmp.runs.run import Run


def check_installed() -> None:
    """UserError where TensorBoard, whose format this is, is not installed."""
    if find_spec("tensorboard") is None:
        raise UserError(
            '--tensorboard needs TensorBoard: run pip install "keras-gencmp[tensorboard]"'
        )


class TensorBoardEvents(keras.callbacks.Callback):
    """Writes losses, and scores where there are some, into the run's folder ``tensorboard``."""

    def __init__(self, run: Run, quality: History) -> None:
        super().__init__()
        self.quality = quality
        self.writer = tf.summary.create_file_writer(str(run.tensorboard))

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """One point in every curve; the step of TensorBoard is the epoch, from 1."""
        values = {f"loss/{name}": value for name, value in (logs or {}).items()}
        last = self.quality.rows[-1] if self.quality.rows else {}
        if last.get("epoch") == epoch + 1:
            names = [name for name in last if name != "epoch" and not name.startswith(SUBSET)]
            values |= {f"quality/{name}": last[name] for name in names}
        with self.writer.as_default(step=epoch + 1):
            for name, value in values.items():
                tf.summary.scalar(name, value)
        self.writer.flush()

    def on_train_end(self, logs: Any = None) -> None:
        """Flush what is left."""
        self.writer.flush()
