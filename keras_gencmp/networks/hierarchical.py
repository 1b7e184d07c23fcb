"""Fully connected networks of a VAE with two stochastic layers (Tomczak and Welling 2018).

The latent vector is [z1, z2], each of half its length.
"""

import math
from collections.abc import Sequence

import keras

from keras_gencmp.errors import UserError
from keras_gencmp.networks import heads
from keras_gencmp.networks.blocks import Layers
from keras_gencmp.networks.shapes import Shapes


def encoder(
    shapes: Shapes,
    *,
    head: str = "log_variance",
    widths: Sequence[int] = (300, 300),
    activation: str = "gelu",
    weights: str | float = "glorot",
) -> keras.Model:
    """q(z2|x): image -> [mean, log variance], each (latent / 2,).

    ``head`` is "log_variance" or "softplus", see `heads.gaussian`.
    """
    layers = Layers(weights, activation)
    inputs = _image_inputs(shapes)
    x = _stack(keras.layers.Flatten()(inputs[0]), layers, widths)
    return heads.network(inputs, heads.gaussian(x, layers, half(shapes), head), "encoder")


def local_features(
    shapes: Shapes, *, width: int = 300, activation: str = "gelu", weights: str | float = "glorot"
) -> keras.Model:
    """What q(z1|x, z2) sees of an image: a hidden layer (width,), the same for every z2."""
    inputs = _image_inputs(shapes)
    x = _stack(keras.layers.Flatten()(inputs[0]), Layers(weights, activation), [width])
    return heads.network(inputs, keras.layers.Identity(dtype="float32")(x), "local_features")


def local_encoder(
    shapes: Shapes,
    *,
    head: str = "log_variance",
    width: int = 300,
    activation: str = "gelu",
    weights: str | float = "glorot",
) -> keras.Model:
    """q(z1|x, z2): [features of x (width,), z2] -> [mean, log variance], each (latent / 2,).

    A hidden layer on z2, and one on both.
    """
    layers = Layers(weights, activation)
    features = keras.Input((width,), dtype="float32", name="features")
    z2 = _half_input(shapes)
    x = _stack(keras.layers.Concatenate()([features, _stack(z2, layers, [width])]), layers, [width])
    moments = heads.gaussian(x, layers, half(shapes), head)
    return heads.network([features, z2], moments, "local_encoder")


def local_prior(
    shapes: Shapes,
    *,
    head: str = "log_variance",
    widths: Sequence[int] = (300, 300),
    activation: str = "gelu",
    weights: str | float = "glorot",
) -> keras.Model:
    """p(z1|z2): z2 -> [mean, log variance], each (latent / 2,)."""
    layers = Layers(weights, activation)
    z2 = _half_input(shapes)
    x = _stack(z2, layers, widths)
    return heads.network([z2], heads.gaussian(x, layers, half(shapes), head), "local_prior")


def decoder(
    shapes: Shapes,
    *,
    width: int = 300,
    activation: str = "gelu",
    weights: str | float = "glorot",
) -> keras.Model:
    """p(x|z1, z2): [z1, z2] in one vector -> logits in the image's shape, linear.

    A hidden layer on each half, and one on both.
    """
    heads.refuse_labels(shapes, "hierarchical")
    layers, inputs = Layers(weights, activation), heads.latent_inputs(shapes)
    middle = half(shapes)
    x = _joined([inputs[0][:, :middle], inputs[0][:, middle:]], layers, width)
    pixels = layers.linear(keras.layers.Dense, x, math.prod(shapes.image))
    logits = keras.layers.Reshape(shapes.image, dtype="float32")(pixels)
    return heads.network(inputs, logits, "decoder")


def half(shapes: Shapes) -> int:
    """The length of z1 and of z2; UserError where the latent vector has no halves."""
    if shapes.latent % 2:
        raise UserError(f"two stochastic layers need an even latent length, not {shapes.latent}")
    return shapes.latent // 2


def _image_inputs(shapes: Shapes) -> list[keras.KerasTensor]:
    heads.refuse_labels(shapes, "hierarchical")
    return heads.image_inputs(shapes)


def _half_input(shapes: Shapes) -> keras.KerasTensor:
    return keras.Input((half(shapes),), dtype="float32", name="z2")


def _stack(x: keras.KerasTensor, layers: Layers, widths: Sequence[int]) -> keras.KerasTensor:
    for width in widths:
        x = layers.hidden(keras.layers.Dense, x, width)
    return x


def _joined(parts: Sequence[keras.KerasTensor], layers: Layers, width: int) -> keras.KerasTensor:
    hidden = [layers.hidden(keras.layers.Dense, part, width) for part in parts]
    return layers.hidden(keras.layers.Dense, keras.layers.Concatenate()(hidden), width)
