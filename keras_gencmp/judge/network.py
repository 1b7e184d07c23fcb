"""The network of a judge: strided convolutions, 128 features, and one logit for each class."""

from __future__ import annotations

import keras
import numpy as np

FEATURES = 128
WIDTHS = (24, 48, 64)
DROPOUT = 0.3
# A judge computes in this precision whatever precision the models that it scores were trained in.
EXACT = {"dtype": "float32"}


def network(shape: tuple[int, int, int], classes: int, seed: int) -> keras.Model:
    """Images (n, h, w, c) in [0, 1] -> features (n, 128) after a ReLU, and logits (n, classes).

    Convolutions of 5 x 5 and stride 2 with batch normalisation halve the image until its sides are
    at most 8 pixels (28 -> 14 -> 7), and a dense layer gives the features. Dropout stands before
    and after them. For MNIST it has 0.33 million weights. The initial weights are a function of the
    seed; no global seed is used or changed.
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
    logits = keras.layers.Dense(classes, kernel_initializer=next(weights), **EXACT)
    return keras.Model(inputs, [features, logits(_dropout(features, seed + 1))])


def depth(side: int) -> int:
    """The number of convolutions that reduce a side to at most 8 pixels: two or three."""
    halvings = int(np.ceil(np.log2(max(side, 1) / 8)))
    return int(np.clip(halvings, 2, len(WIDTHS)))


def _dropout(x: keras.KerasTensor, seed: int) -> keras.KerasTensor:
    return keras.layers.Dropout(DROPOUT, seed=seed, **EXACT)(x)
