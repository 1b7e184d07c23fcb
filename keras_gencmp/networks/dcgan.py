"""The DCGAN of Radford 2016: strided and transposed convolutions, no pooling, N(0, 0.02) weights.

Kernels of 4 and few channels make it cheap without a GPU. With ``batch_norm=False`` in both
players and He's weights it is the pair of WGAN-GP, whose penalty forbids batch norm in the critic;
with ``dense=1024`` it is the pair of InfoGAN (Chen 2016).
"""

import keras

from keras_gencmp.errors import UserError
from keras_gencmp.networks import heads
from keras_gencmp.networks.blocks import Layers
from keras_gencmp.networks.convolutions import (
    ConvOptions,
    downsample,
    downsamplings,
    lowest_resolution,
    output_image,
    upsample,
)
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.recipes.schema import Count, CountOrNone, Fraction, Positive


def generator(
    shapes: Shapes,
    *,
    width: Count = 24,
    kernel: Count = 4,
    first_kernel: Count | None = None,
    dense: CountOrNone = 0,
    depth: CountOrNone = 0,
    residual: bool = False,
    batch_norm: bool = True,
    weights: str | float = 0.02,
    output: str = "tanh",
) -> keras.Model:
    """The generator z (, labels) -> image in [0, 1]: dense, then transposed convolutions.

    28 pixels start from 7 x 7 x 2 width, 32 from 8 x 8 x 2 width, 64 from 8 x 8 x 4 width.
    ``dense`` puts a hidden layer of that many units in front.
    """
    layers = Layers(weights, "relu", batch_norm)
    inputs = heads.latent_inputs(shapes)
    x = heads.append_vectors(inputs[0], inputs[1:])
    x = layers.hidden(keras.layers.Dense, x, dense) if dense else x
    x = upsample(x, layers, ConvOptions(width, kernel, first_kernel, depth, residual), shapes.image)
    image = output_image(x, layers, shapes.image[2], kernel)
    return heads.network(inputs, heads.to_unit(image, output), "generator")


def discriminator(
    shapes: Shapes,
    *,
    outputs: Count = 1,
    features: bool = False,
    level: int | None = None,
    width: Count = 24,
    kernel: Count = 4,
    first_kernel: Count | None = None,
    dense: CountOrNone = 0,
    skip: bool = False,
    depth: CountOrNone = 0,
    residual: bool = False,
    batch_norm: bool = False,
    dropout: Fraction = 0.0,
    weights: str | float = 0.02,
    clip: Positive | None = None,
    pack: Count = 1,
    projection: bool = False,
) -> keras.Model:
    """The discriminator image (, labels) -> logits (outputs,): the generator's mirror.

    ``skip`` connects the flattened maps with the logits past the hidden layer of ``dense`` units,
    too: its batch norm removes what all images of a batch have in common, which is what
    distinguishes the first generated images from real ones. With ``features`` it returns [logits,
    features]: the last hidden vector, from which InfoGAN's Q goes on, or with ``level`` = 1, 2, ...
    the activation of that convolution, flattened, which is VAE-GAN's Dis_l. Raises UserError where
    there is no such convolution. ``pack`` images are seen at once, stacked on channels (PacGAN, Lin
    et al. 2018). Labels enter as constant channels beside the image, or with ``projection`` by the
    product of their embedding with the last hidden vector (Miyato and Koyama 2018).
    """
    if projection and not shapes.classes:
        raise UserError("projection is of labels: use it in a conditional model")
    layers = Layers(weights, "leaky_relu", batch_norm, clip, dropout)
    inputs = heads.image_inputs(shapes, pack)
    x = heads.append_label_maps(heads.centre(inputs[0]), [] if projection else inputs[1:])
    options = ConvOptions(width, kernel, first_kernel, depth, residual)
    maps = downsample(x, layers, options, downsamplings(shapes.image))
    flat = x = keras.layers.Flatten()(maps[-1])
    x = layers.hidden(keras.layers.Dense, x, dense) if dense else x
    chosen = x if level is None else keras.layers.Flatten()(_choose(maps, level))
    x = keras.layers.Concatenate()([flat, x]) if skip and dense else x
    given = (chosen if features else None, inputs[1] if projection else None)
    return heads.discriminator(inputs, x, layers, outputs, *given)


def recognition(
    shapes: Shapes,
    *,
    categories: Count = 10,
    continuous: CountOrNone = 2,
    hidden: Count = 128,
    width: Count = 24,
    dense: CountOrNone = 0,
    batch_norm: bool = False,
    weights: str | float = 0.02,
) -> keras.Model:
    """InfoGAN's Q on the discriminator's features -> [logits (categories,), means (continuous,)].

    The means are those of Gaussians with variance 1. ``width`` and ``dense`` are
    the discriminator's: they fix how long the features are.
    """
    layers = Layers(weights, "leaky_relu", batch_norm)
    height, breadth = lowest_resolution(shapes.image)
    channels = width * 2 ** (downsamplings(shapes.image) - 1)
    features = keras.Input((dense or height * breadth * channels,), name="features")
    x = layers.hidden(keras.layers.Dense, features, hidden)
    outputs = [layers.linear(keras.layers.Dense, x, size) for size in (categories, continuous)]
    return heads.network([features], outputs, "recognition")


def _choose(maps: list[keras.KerasTensor], level: int) -> keras.KerasTensor:
    if not 1 <= level <= len(maps):
        raise UserError(f"level must be between 1 and {len(maps)}, not {level!r}")
    return maps[level - 1]
