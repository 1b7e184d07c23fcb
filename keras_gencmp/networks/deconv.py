"""The generator of report A, table 1: five transposed convolutions from a single pixel.

The spatial sizes are 3, 7, 7, 14, 28 for 28 pixels, 4, 8, 8, 16, 32 for 32, and 4, 8, 8, 16, 32,
64 for 64. As the report prints it, with padding 1 in its 5 x 5 layer, the image would have 36
pixels; padding 2 ("same") gives the stated 28. The column "depth" counts input channels.
"""

import keras

from keras_gencmp.errors import UserError
from keras_gencmp.networks import heads
from keras_gencmp.networks.blocks import Layers
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.recipes.schema import Count

# Image side -> the kernels of the first two layers, the padding of the second, doublings after.
PLANS = {28: (3, 3, "valid", 2), 32: (4, 4, "same", 2), 64: (4, 4, "same", 3)}


def generator(
    shapes: Shapes,
    *,
    width: Count = 64,
    batch_norm: bool = True,
    weights: str | float = 0.02,
    output: str = "tanh",
) -> keras.Model:
    """The generator z (, labels), as one pixel of that many channels, -> image in [0, 1].

    The hidden layers have 8, 4, 2 and 1 times ``width`` channels (64 pixels: once more ``width``),
    batch norm and ReLU; 64 is the report's. It names no initial weights; these are DCGAN's.
    Raises UserError for other sizes than squares of 28, 32 and 64 pixels.
    """
    first, second, padding, doublings = _plan(shapes)
    layers, kind = Layers(weights, "relu", batch_norm), keras.layers.Conv2DTranspose
    inputs = heads.latent_inputs(shapes)
    x = heads.append_vectors(inputs[0], inputs[1:])
    x = keras.layers.Reshape((1, 1, x.shape[-1]))(x)
    x = layers.hidden(kind, x, 8 * width, first)
    x = layers.hidden(kind, x, 4 * width, second, 2, padding=padding)
    x = layers.hidden(kind, x, 2 * width, 5, padding="same")
    for _ in range(doublings - 1):
        x = layers.hidden(kind, x, width, 4, 2, padding="same")
    image = layers.linear(kind, x, shapes.image[2], 4, 2, padding="same")
    return heads.network(inputs, heads.to_unit(image, output), "generator")


def _plan(shapes: Shapes) -> tuple[int, int, str, int]:
    height, width, _ = shapes.image
    if height != width or height not in PLANS:
        raise UserError("deconv generates square images of 28, 32 or 64 pixels; resize the images")
    return PLANS[height]
