"""Samples of the same latents, over the course of a training."""

from __future__ import annotations

import gc
from typing import Any

import keras
import numpy as np

from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.saving import save
from keras_gencmp.inspection.run_titles import run_title
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs.checkpoint import write_array
from keras_gencmp.runs.run import Run

SAMPLES = 64


class SampleGrid(keras.callbacks.Callback):
    """Draws samples of the same latents before the first epoch and after every one."""

    def __init__(self, run: Run, model: GenerativeModel) -> None:
        super().__init__()
        self.set_model(model)
        self.run = run

    def on_train_begin(self, logs: Any = None) -> None:
        """The untrained model's samples."""
        if int(self.model.clock.numpy()) == 0:
            self.draw(0)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """The samples after an epoch."""
        self.draw(epoch + 1)

    def draw(self, epoch: int) -> None:
        """Write the samples as a picture and as an array."""
        with self.model.averaged():
            images = self.model.sample(SAMPLES)
        title = run_title(self.run, int(self.model.clock.numpy()))
        save(grid(images, 8, title), self.run.figures / f"samples-{epoch:04d}.png")
        gc.collect()  # a figure refers to itself: it would stay until Python looks for such circles
        write_array(self.run.samples / f"{epoch:04d}.npy", np.uint8(np.rint(255 * images)))
