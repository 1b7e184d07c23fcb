"""Convolutional autoencoders: strided convolutions down, transposed convolutions up.

Width 64 is report A, table 3, without the ReLU that it prints on the linear heads, which would
forbid negative means and log variances.
"""

from collections.abc import Sequence

import keras

from keras_gencmp.networks import borders
from keras_gencmp.networks.blocks import Layers
from keras_gencmp.networks.pyramid import Pyramid, contract, draw, expand, halvings
from keras_gencmp.networks.shapes import Shapes


def encoder(
    shapes: Shapes,
    *,
    head: str = "log_variance",
    width: int = 32,
    kernel: int = 4,
    dense: int = 0,
    depth: int = 0,
    residual: bool = False,
    batch_norm: bool = False,
    weights: str | float = "glorot",
) -> keras.Model:
    """The encoder image (, labels) -> [mean, log variance], each (latent,).

    ``head`` is "log_variance" or "softplus", see `borders.gaussian`; ``dense`` puts a hidden
    layer of that many units in front of the heads.
    """
    layers = Layers(weights, "relu", batch_norm)
    inputs = borders.image_inputs(shapes)
    x = _trunk(inputs, layers, Pyramid(width, kernel, None, depth, residual), dense)
    return borders.network(inputs, borders.gaussian(x, layers, shapes.latent, head), "encoder")


def code(
    shapes: Shapes,
    *,
    width: int = 32,
    kernel: int = 4,
    dense: int = 0,
    depth: int = 0,
    residual: bool = False,
    batch_norm: bool = False,
    weights: str | float = "glorot",
) -> keras.Model:
    """The encoder of a deterministic autoencoder: image (, labels) -> code (latent,), linear."""
    layers = Layers(weights, "relu", batch_norm)
    inputs = borders.image_inputs(shapes)
    x = _trunk(inputs, layers, Pyramid(width, kernel, None, depth, residual), dense)
    return borders.network(inputs, layers.linear(keras.layers.Dense, x, shapes.latent), "code")


def decoder(
    shapes: Shapes,
    *,
    width: int = 32,
    kernel: int = 4,
    dense: int = 0,
    depth: int = 0,
    residual: bool = False,
    batch_norm: bool = False,
    weights: str | float = "glorot",
) -> keras.Model:
    """The decoder z (, labels) -> logits (or Gaussian mean) in the image's shape, linear."""
    layers = Layers(weights, "relu", batch_norm)
    inputs = borders.latent_inputs(shapes)
    x = borders.join(inputs[0], inputs[1:])
    x = layers.hidden(keras.layers.Dense, x, dense) if dense else x
    x = expand(x, layers, Pyramid(width, kernel, None, depth, residual), shapes.image)
    return borders.network(inputs, draw(x, layers, shapes.image[2], kernel), "decoder")


def _trunk(
    inputs: Sequence[keras.KerasTensor], layers: Layers, pyramid: Pyramid, dense: int
) -> keras.KerasTensor:
    image, *labels = inputs
    levels = halvings(image.shape[1:])
    x = contract(borders.join_maps(image, labels), layers, pyramid, levels)[-1]
    x = keras.layers.Flatten()(x)
    return layers.hidden(keras.layers.Dense, x, dense) if dense else x
