"""The autoencoding discriminator of the energy-based GAN (Zhao 2017)."""

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


def discriminator(
    shapes: Shapes,
    *,
    code: Count = 32,
    width: Count = 32,
    kernel: Count = 4,
    depth: CountOrNone = 0,
    residual: bool = False,
    batch_norm: bool = False,
    weights: str | float = "glorot",
) -> keras.Model:
    """The discriminator image -> [reconstruction in [0, 1], code (code,)].

    The energy is the distance between image and reconstruction, and the pull-away term compares
    the codes. The code is linear, so that its cosines cover [-1, 1].
    """
    heads.refuse_labels(shapes, "energy")
    layers = Layers(weights, "leaky_relu", batch_norm)
    options = ConvOptions(width, kernel, None, depth, residual)
    image = heads.image_inputs(shapes)
    x = downsample(heads.centre(image[0]), layers, options, downsamplings(shapes.image))[-1]
    codes = layers.linear(keras.layers.Dense, keras.layers.Flatten()(x), code)
    x = output_image(
        upsample(codes, layers, options, shapes.image), layers, shapes.image[2], kernel
    )
    return heads.network(image, [heads.to_unit(x, "sigmoid"), codes], "discriminator")
