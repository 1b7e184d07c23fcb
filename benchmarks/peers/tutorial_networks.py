"""The networks of TensorFlow's DCGAN tutorial, as builders that a recipe can name.

Generator: dense to 7 x 7 x 256, then transposed convolutions of 128, 64 and 1 channels, kernels of
5, batch norm, LeakyReLU, tanh. Discriminator: convolutions of 64 and 128 channels, kernels of 5,
strides of 2, LeakyReLU, dropout of 0.3. The images are rescaled to [-1, 1] at the borders.
"""

from __future__ import annotations

import keras
from keras import layers

from keras_gencmp.networks.shapes import Shapes


def generator(shapes: Shapes, *, width: int = 64) -> keras.Model:
    """The generator z -> image (28, 28, 1) in [0, 1]; the tutorial's ``width`` is 64."""
    z = keras.Input((shapes.latent,), name="z")
    x = layers.Dense(7 * 7 * 4 * width, use_bias=False)(z)
    x = layers.Reshape((7, 7, 4 * width))(_activated(x))
    for channels, stride in ((2 * width, 1), (width, 2)):
        x = _activated(_upwards(channels, stride)(x))
    image = _upwards(1, 2, activation="tanh")(x)
    return keras.Model(z, layers.Rescaling(0.5, 0.5)(image), name="generator")


def discriminator(shapes: Shapes, *, width: int = 64) -> keras.Model:
    """The discriminator image in [0, 1] -> logit; the tutorial's ``width`` is 64."""
    image = keras.Input(shapes.image, name="image")
    x = layers.Rescaling(2.0, -1.0)(image)
    for channels in (width, 2 * width):
        x = layers.LeakyReLU()(layers.Conv2D(channels, 5, 2, padding="same")(x))
        x = layers.Dropout(0.3)(x)
    logit = layers.Dense(1)(layers.Flatten()(x))
    return keras.Model(image, logit, name="discriminator")


def _upwards(channels: int, stride: int, **options: object) -> layers.Layer:
    return layers.Conv2DTranspose(channels, 5, stride, padding="same", use_bias=False, **options)


def _activated(x: keras.KerasTensor) -> keras.KerasTensor:
    return layers.LeakyReLU()(layers.BatchNormalization()(x))
