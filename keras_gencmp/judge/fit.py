"""Fitting a judge: a classifier trained on augmented images of a dataset."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from keras_gencmp import data
from keras_gencmp.data import Split
from keras_gencmp.judge.augmentation import augmented
from keras_gencmp.judge.network import network
from keras_gencmp.judge.progress import FitProgress, progress

BATCH = 128
EPOCHS = 10
TRAINED_IMAGES = 60_000  # a small dataset gets more epochs, until so many images are trained on
MOST_EPOCHS = 500  # a handful of images is known by heart long before
LEARNING_RATE = 2e-3
AVERAGED_BATCHES = 30
LINE_INTERVAL = 2.0  # seconds at least between the lines of two epochs in a log


def classifier(
    split: Split, classes: int, *, seed: int, epochs: int | None = None, quiet: bool = False
) -> keras.Model:
    """A network of features and logits, trained on a split by cross-entropy.

    Adam's learning rate falls along a cosine (Loshchilov and Hutter 2017). With one class there is
    nothing to classify: the weights stay random, and only batch normalisation is set.
    """
    model = network(split.images.shape[1:], classes, seed)
    if classes < 2:
        set_batch_norm(model, split, seed, quiet)
    else:
        train(model, split, seed, epochs or default_epochs(len(split.labels)), quiet)
    return model


def default_epochs(count: int) -> int:
    """Epochs over ``count`` images: ten, and for fewer than 6,000 images more, up to 500."""
    return min(MOST_EPOCHS, max(EPOCHS, TRAINED_IMAGES // count))


def train(model: keras.Model, split: Split, seed: int, epochs: int, quiet: bool) -> None:
    """Minimise the cross-entropy of the logits with the labels of augmented images."""
    size = batch_size(len(split.labels))
    steps = data.steps_per_epoch(split, size)
    total = epochs * steps
    batches = augmented_batches(split, size, seed, epochs)
    trained = keras.Model(model.inputs, model.outputs[1])
    trained.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(LEARNING_RATE, total)),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    with progress("fitting the judge", total, interval=LINE_INTERVAL, quiet=quiet) as phase:
        trained.fit(
            batches,
            epochs=epochs,
            steps_per_epoch=steps,
            shuffle=False,
            verbose=0,
            callbacks=[FitProgress(phase, epochs)],
        )


def batch_size(count: int) -> int:
    """Images of a batch: 128, and fewer of fewer than 1,024 images, so that an epoch has steps."""
    return min(BATCH, max(count // 8, 1))


def augmented_batches(split: Split, size: int, seed: int, epochs: int) -> Any:
    """A tf.data pipeline of batches of augmented images in [0, 1] and their labels."""
    batches = data.pipeline(split, batch_size=size, seed=seed, epochs=epochs)
    return batches.enumerate().map(lambda t, batch: (augmented(batch[0], t, seed), batch[1]))


def set_batch_norm(model: keras.Model, split: Split, seed: int, quiet: bool = False) -> None:
    """Set the moving averages of batch normalisation to the statistics of real images.

    Features of random weights reflect the distribution of patches, and need neither labels nor
    training; without this normalisation they would hardly depend on the image.
    """
    with progress("averaging batch statistics", AVERAGED_BATCHES, quiet=quiet) as phase:
        for batch in _random_batches(split, AVERAGED_BATCHES, seed):
            model(batch, training=True)
            phase.advance()
            phase.log()


def accuracy(scores: np.ndarray, labels: np.ndarray) -> float:
    """The share of images whose largest score, of (n, classes), is that of their label."""
    return float((scores.argmax(axis=1) == labels).mean())


def _random_batches(split: Split, count: int, seed: int) -> Iterator[np.ndarray]:
    random = np.random.default_rng(seed)
    for _ in range(count):
        chosen = random.integers(len(split.images), size=BATCH)
        yield split.images[chosen].astype("float32") / 255
