"""How a judge is made: a classifier trained on shifted, turned and scaled training images."""

from __future__ import annotations

import sys
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp import data
from keras_gencmp.data import Split
from keras_gencmp.judge.network import BATCH, measure_averages, network

Tensor = Any
IMAGES = 60_000  # a small dataset is passed until the network has seen so many images
EPOCHS = 10
RATE = 2e-3
# Largest change of each image: pixels of shift per side of 28, radians, share of its size.
SHIFT, TURN, SCALE = 2.5 / 28, 0.2, 0.12


def classifier(
    split: Split, classes: int, *, seed: int, epochs: int | None = None, quiet: bool = False
) -> keras.Model:
    """A network trained on a split by cross-entropy: Adam, its rate falling along a cosine.

    With one class there is nothing to tell apart: the weights stay random, and only the
    normalisation is measured.
    """
    model = network(split.images.shape[1:], classes, seed)
    if classes < 2:
        measure_averages(model, split, seed)
    else:
        _train(model, split, seed, epochs or passes(len(split.labels)), quiet)
    return model


def _train(model: keras.Model, split: Split, seed: int, epochs: int, quiet: bool) -> None:
    size = min(BATCH, max(len(split.labels) // 8, 1))
    steps = data.steps_per_epoch(split, size)
    batches = data.pipeline(split, batch_size=size, seed=seed, epochs=epochs)
    moved = batches.enumerate().map(lambda step, batch: (_moved(batch[0], step, seed), batch[1]))
    trained = keras.Model(model.inputs, model.outputs[1])
    trained.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(RATE, epochs * steps)),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    lines = [] if quiet else [_Line(epochs)]
    trained.fit(
        moved, epochs=epochs, steps_per_epoch=steps, shuffle=False, verbose=0, callbacks=lines
    )


def passes(count: int) -> int:
    """How often ``count`` images are passed: ten times, and small sets more often."""
    return max(EPOCHS, IMAGES // count)


def accuracy(logits: np.ndarray, labels: np.ndarray) -> float:
    """The share of images whose largest logit is that of their class."""
    return float((logits.argmax(axis=1) == labels).mean())


def _moved(images: Tensor, step: Tensor, seed: int) -> Tensor:
    """A batch with each image moved a little, as a pure function of (seed, step)."""
    key = tf.random.experimental.stateless_fold_in(tf.constant([seed, 0], "int64"), step)
    draws = tf.random.stateless_uniform([4, tf.shape(images)[0]], key, -1.0, 1.0)
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=_transforms(draws, images.shape[1]),
        output_shape=tf.shape(images)[1:3],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )


def _transforms(draws: Tensor, side: int) -> Tensor:
    """Where each output pixel (x, y) is read, (a x + b y + c, d x + e y + f): (n, 8)."""
    turn, scale = draws[0] * TURN, 1.0 + draws[1] * SCALE
    cosine, sine = scale * tf.cos(turn), scale * tf.sin(turn)
    shift, centre = draws[2:] * SHIFT * side, (side - 1) / 2
    column = centre * (1.0 - cosine + sine) + shift[0]
    row = centre * (1.0 - sine - cosine) + shift[1]
    zero = tf.zeros_like(turn)
    return tf.stack([cosine, -sine, column, sine, cosine, row, zero, zero], axis=1)


class _Line(keras.callbacks.Callback):
    """One line an epoch on stderr."""

    def __init__(self, epochs: int) -> None:
        super().__init__()
        self.epochs = epochs

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Say which epoch is done."""
        if (epoch + 1) % max(self.epochs // 10, 1) == 0:
            loss = (logs or {}).get("loss", float("nan"))
            print(f"judge: epoch {epoch + 1}/{self.epochs}, loss {loss:.4f}", file=sys.stderr)
