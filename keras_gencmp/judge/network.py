"""The network of a judge: strided convolutions, 128 features, one logit a class."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np

from keras_gencmp.data import Split

FEATURES = 128
WIDTHS = (24, 48, 64)
BATCH = 128
# Whatever precision a model was trained in, its judge computes in this one.
EXACT = {"dtype": "float32"}


def network(shape: tuple[int, int, int], classes: int, seed: int) -> keras.Model:
    """Images in [0, 1] -> [features (n, 128), logits (n, classes)]; features are after the ReLU.

    5 x 5 convolutions of stride 2 halve the image until its sides are 8 at most (28 -> 14 -> 7),
    each with batch normalisation; a dense layer gives the features. Dropout of 0.3 stands before
    and after them. 0.33 million weights for MNIST. Weights are drawn from the seed, and no global
    seed is touched.
    """
    weights = (keras.initializers.GlorotUniform(seed * 10 + k) for k in range(10))
    inputs = keras.Input(shape, **EXACT)
    x = inputs
    for width in WIDTHS[: depth(max(shape[:2]))]:
        x = keras.layers.Conv2D(
            width, 5, 2, "same", use_bias=False, kernel_initializer=next(weights), **EXACT
        )(x)
        x = keras.layers.BatchNormalization(momentum=0.9, **EXACT)(x)
        x = keras.layers.ReLU(**EXACT)(x)
    x = _dropout(keras.layers.Flatten(**EXACT)(x), seed)
    features = keras.layers.Dense(FEATURES, "relu", kernel_initializer=next(weights), **EXACT)(x)
    last = keras.layers.Dense(classes, kernel_initializer=next(weights), **EXACT)
    return keras.Model(inputs, [features, last(_dropout(features, seed + 1))])


def depth(side: int) -> int:
    """How many halvings bring a side to 8 pixels, two at least and three at most."""
    halvings = int(np.ceil(np.log2(max(side, 1) / 8)))
    return int(np.clip(halvings, 2, len(WIDTHS)))


def measure_averages(model: keras.Model, split: Split, seed: int) -> None:
    """Set the batch normalisation of untrained convolutions to the statistics of real images.

    Features of random weights see the distribution of patches, and need neither labels nor
    training; without this normalisation they would hardly depend on the image.
    """
    for batch in _batches(split, 30, seed):
        model(batch, training=True)


def _dropout(x: keras.KerasTensor, seed: int) -> keras.KerasTensor:
    return keras.layers.Dropout(0.3, seed=seed, **EXACT)(x)


def _batches(split: Split, count: int, seed: int) -> Iterator[np.ndarray]:
    random = np.random.default_rng(seed)
    for _ in range(count):
        chosen = random.integers(len(split.images), size=BATCH)
        yield split.images[chosen].astype("float32") / 255
