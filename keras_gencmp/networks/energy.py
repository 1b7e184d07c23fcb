"""The autoencoding discriminator of the energy-based GAN (Zhao 2017)."""

import keras

from keras_gencmp.networks import borders
from keras_gencmp.networks.blocks import Layers
from keras_gencmp.networks.pyramid import Pyramid, contract, draw, expand, halvings
from keras_gencmp.networks.shapes import Shapes


def discriminator(
    shapes: Shapes,
    *,
    code: int = 32,
    width: int = 32,
    kernel: int = 4,
    depth: int = 0,
    residual: bool = False,
    batch_norm: bool = False,
    weights: str | float = "glorot",
) -> keras.Model:
    """The discriminator image -> [reconstruction in [0, 1], code (code,)].

    The energy is the distance between image and reconstruction, and the pull-away term compares
    the codes. The code is linear, so that its cosines cover [-1, 1].
    """
    borders.unlabelled(shapes, "energy")
    layers = Layers(weights, "leaky_relu", batch_norm)
    pyramid = Pyramid(width, kernel, None, depth, residual)
    image = borders.image_inputs(shapes)
    x = contract(borders.centre(image[0]), layers, pyramid, halvings(shapes.image))[-1]
    codes = layers.linear(keras.layers.Dense, keras.layers.Flatten()(x), code)
    x = draw(expand(codes, layers, pyramid, shapes.image), layers, shapes.image[2], kernel)
    return borders.network(image, [borders.to_unit(x, "sigmoid"), codes], "discriminator")
