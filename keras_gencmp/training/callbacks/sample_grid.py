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
# Steps at which samples are stored too: most happens at the start, often within one epoch.
EARLY = (2, 5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1000, 1500, 2000)


class SampleGrid(keras.callbacks.Callback):
    """Draws samples of the same latents before the first epoch and after every one.

    At a few early steps they are stored for the animation of the training, without a picture.
    """

    def __init__(self, run: Run, model: GenerativeModel, steps_per_epoch: int) -> None:
        super().__init__()
        self.set_model(model)
        self.run = run
        self.early = {step for step in EARLY if step % steps_per_epoch}

    def on_train_begin(self, logs: Any = None) -> None:
        """The untrained model's samples."""
        if int(self.model.clock.numpy()) == 0:
            self.draw(0)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """The samples after an early step that ends no epoch."""
        step = int(self.model.clock.numpy()) if self.early else 0
        if step in self.early:
            write_array(self.run.early_sample_file(step), self.samples()[1])
        if step >= max(self.early, default=0):
            self.early = set()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """The samples after an epoch."""
        self.draw(epoch + 1)

    def draw(self, epoch: int) -> None:
        """Write the samples as a picture and as an array."""
        images, levels = self.samples()
        title = run_title(self.run, int(self.model.clock.numpy()))
        save(grid(images, 8, title), self.run.figures / f"samples-{epoch:04d}.png")
        gc.collect()  # a figure refers to itself: it would stay until Python looks for such circles
        write_array(self.run.samples / f"{epoch:04d}.npy", levels)

    def samples(self) -> tuple[np.ndarray, np.ndarray]:
        """Images in [0, 1] of the same latents as ever, and their levels as uint8."""
        with self.model.averaged():
            images = self.model.sample(SAMPLES)
        return images, np.uint8(np.rint(255 * np.nan_to_num(images)))  # NaN where it diverges
