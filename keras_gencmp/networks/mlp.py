"""Fully connected networks: those of the vanilla GAN and of the vanilla VAE.

``widths`` lists the hidden layers (none: a linear model). ``residual`` adds a skip connection
x + f(x) around every hidden layer that is as wide as its input.
"""

import math
from collections.abc import Sequence

import keras

from keras_gencmp.errors import UserError
from keras_gencmp.networks import heads
from keras_gencmp.networks.blocks import Layers
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.recipes.schema import Count, Fraction, Positive


def generator(
    shapes: Shapes,
    *,
    widths: Sequence[Count] = (256, 512),
    activation: str = "relu",
    batch_norm: bool = False,
    residual: bool = False,
    weights: str | float = "glorot",
    output: str = "tanh",
) -> keras.Model:
    """The generator z (, labels) -> image in [0, 1] (Goodfellow 2014)."""
    layers = Layers(weights, activation, batch_norm)
    inputs = heads.latent_inputs(shapes)
    x = _stack(heads.append_vectors(inputs[0], inputs[1:]), layers, widths, residual)
    image = heads.to_unit(_image(x, layers, shapes), output)
    return heads.network(inputs, image, "generator")


def discriminator(
    shapes: Shapes,
    *,
    outputs: Count = 1,
    features: bool = False,
    widths: Sequence[Count] = (512, 256),
    dropout: Fraction = 0.0,
    batch_norm: bool = False,
    residual: bool = False,
    weights: str | float = "glorot",
    clip: Positive | None = None,
) -> keras.Model:
    """The discriminator image (, labels) -> logits (outputs,), with LeakyReLU of slope 0.2.

    With ``features`` it returns [logits, the last hidden activation].
    """
    layers = Layers(weights, "leaky_relu", batch_norm, clip, dropout)
    inputs = heads.image_inputs(shapes)
    x = heads.append_vectors(keras.layers.Flatten()(heads.centre(inputs[0])), inputs[1:])
    x = _stack(x, layers, widths, residual, bare_input=True)
    return heads.discriminator(inputs, x, layers, outputs, x if features else None)


def encoder(
    shapes: Shapes,
    *,
    head: str = "log_variance",
    widths: Sequence[Count] = (400,),
    activation: str = "relu",
    batch_norm: bool = False,
    residual: bool = False,
    weights: str | float = "glorot",
) -> keras.Model:
    """The encoder image (, labels) -> [mean, log variance], each (latent,) (Kingma 2014).

    ``head`` is "log_variance" or "softplus", see `heads.gaussian`. 200-200 tanh is Burda's.
    """
    layers = Layers(weights, activation, batch_norm)
    inputs = heads.image_inputs(shapes)
    x = heads.append_vectors(keras.layers.Flatten()(inputs[0]), inputs[1:])
    x = _stack(x, layers, widths, residual)
    return heads.network(inputs, heads.gaussian(x, layers, shapes.latent, head), "encoder")


def code(
    shapes: Shapes,
    *,
    widths: Sequence[Count] = (400,),
    activation: str = "relu",
    batch_norm: bool = False,
    residual: bool = False,
    weights: str | float = "glorot",
) -> keras.Model:
    """The encoder of a deterministic autoencoder: image (, labels) -> code (latent,), linear."""
    layers = Layers(weights, activation, batch_norm)
    inputs = heads.image_inputs(shapes)
    x = heads.append_vectors(keras.layers.Flatten()(inputs[0]), inputs[1:])
    x = _stack(x, layers, widths, residual)
    return heads.network(inputs, layers.linear(keras.layers.Dense, x, shapes.latent), "code")


def decoder(
    shapes: Shapes,
    *,
    widths: Sequence[Count] = (400,),
    activation: str = "relu",
    batch_norm: bool = False,
    residual: bool = False,
    weights: str | float = "glorot",
) -> keras.Model:
    """The decoder z (, labels) -> logits (or Gaussian mean) in the image's shape, linear."""
    layers = Layers(weights, activation, batch_norm)
    inputs = heads.latent_inputs(shapes)
    x = _stack(heads.append_vectors(inputs[0], inputs[1:]), layers, widths, residual)
    return heads.network(inputs, _image(x, layers, shapes), "decoder")


def _image(x: keras.KerasTensor, layers: Layers, shapes: Shapes) -> keras.KerasTensor:
    pixels = layers.linear(keras.layers.Dense, x, math.prod(shapes.image))
    return keras.layers.Reshape(shapes.image, dtype="float32")(pixels)


def _stack(
    x: keras.KerasTensor,
    layers: Layers,
    widths: Sequence[int],
    residual: bool,
    bare_input: bool = False,
) -> keras.KerasTensor:
    if residual and not any(a == b for a, b in zip(widths, widths[1:], strict=False)):
        raise UserError("residual needs two hidden layers of equal width, one after the other")
    for index, width in enumerate(widths):
        y = layers.hidden(keras.layers.Dense, x, width, norm=index > 0 or not bare_input)
        x = keras.layers.Add()([x, y]) if residual and x.shape[-1] == width else y
    return x
