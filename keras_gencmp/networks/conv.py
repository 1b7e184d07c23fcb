"""Convolutional autoencoders: strided convolutions down, transposed convolutions up.

Width 64 is report A, table 3, without the ReLU that it prints on the linear heads, which would
forbid negative means and log variances.
"""

from collections.abc import Sequence

import keras

from keras_gencmp.networks import heads
from keras_gencmp.networks.blocks import Layers
from keras_gencmp.networks.convolutions import (
    ConvOptions,
    downsample,
    downsamplings,
    output_image,
    upsample,
)
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.recipes.schema import Count, CountOrNone


def encoder(
    shapes: Shapes,
    *,
    head: str = "log_variance",
    width: Count = 32,
    kernel: Count = 4,
    dense: CountOrNone = 0,
    depth: CountOrNone = 0,
    residual: bool = False,
    batch_norm: bool = False,
    weights: str | float = "glorot",
) -> keras.Model:
    """The encoder image (, labels) -> [mean, log variance], each (latent,).

    ``head`` is "log_variance" or "softplus", see `heads.gaussian`; ``dense`` puts a hidden
    layer of that many units in front of the heads.
    """
    layers = Layers(weights, "relu", batch_norm)
    inputs = heads.image_inputs(shapes)
    x = _trunk(inputs, layers, ConvOptions(width, kernel, None, depth, residual), dense)
    return heads.network(inputs, heads.gaussian(x, layers, shapes.latent, head), "encoder")


def code(
    shapes: Shapes,
    *,
    width: Count = 32,
    kernel: Count = 4,
    dense: CountOrNone = 0,
    depth: CountOrNone = 0,
    residual: bool = False,
    batch_norm: bool = False,
    weights: str | float = "glorot",
) -> keras.Model:
    """The encoder of a deterministic autoencoder: image (, labels) -> code (latent,), linear."""
    layers = Layers(weights, "relu", batch_norm)
    inputs = heads.image_inputs(shapes)
    x = _trunk(inputs, layers, ConvOptions(width, kernel, None, depth, residual), dense)
    return heads.network(inputs, layers.linear(keras.layers.Dense, x, shapes.latent), "code")


def decoder(
    shapes: Shapes,
    *,
    width: Count = 32,
    kernel: Count = 4,
    dense: CountOrNone = 0,
    depth: CountOrNone = 0,
    residual: bool = False,
    batch_norm: bool = False,
    weights: str | float = "glorot",
) -> keras.Model:
    """The decoder z (, labels) -> logits (or Gaussian mean) in the image's shape, linear."""
    layers = Layers(weights, "relu", batch_norm)
    inputs = heads.latent_inputs(shapes)
    x = heads.append_vectors(inputs[0], inputs[1:])
    x = layers.hidden(keras.layers.Dense, x, dense) if dense else x
    x = upsample(x, layers, ConvOptions(width, kernel, None, depth, residual), shapes.image)
    return heads.network(inputs, output_image(x, layers, shapes.image[2], kernel), "decoder")


def _trunk(
    inputs: Sequence[keras.KerasTensor], layers: Layers, options: ConvOptions, dense: int
) -> keras.KerasTensor:
    image, *labels = inputs
    levels = downsamplings(image.shape[1:])
    x = downsample(heads.append_label_maps(image, labels), layers, options, levels)[-1]
    x = keras.layers.Flatten()(x)
    return layers.hidden(keras.layers.Dense, x, dense) if dense else x
