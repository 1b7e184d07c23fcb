"""Strided and transposed convolutions between an image and its lowest resolution.

Resolutions differ by factors of two: 28 pixels are halved to 14 and 7, 32 to 16 and 8, 64 to 32,
16 and 8.
"""

from typing import NamedTuple

import keras

from keras_gencmp.errors import UserError
from keras_gencmp.networks.blocks import Layers
from keras_gencmp.recipes.schema import Count, CountOrNone


class ConvOptions(NamedTuple):
    """The options of the convolutions between an image and its lowest resolution.

    ``width`` counts the channels beside the image and doubles with every halving; ``first_kernel``
    is the kernel of the first convolution of a path (as ``kernel`` where it is None); ``depth``
    counts the extra 3 x 3 convolutions of every resolution, and ``residual`` turns each of these
    from f(x) to x + f(x).
    """

    width: int
    kernel: Count = 4
    first_kernel: Count | None = None
    depth: CountOrNone = 0
    residual: bool = False


def downsamplings(image: tuple[int, int, int]) -> int:
    """The number of times an image is halved to get to 7 to 13 pixels: 2 for 28 and 32, 3 for 64.

    Raises UserError where the sides cannot be halved at all.
    """
    height, width, _ = image
    count = 0
    while height % 2 == 0 and width % 2 == 0 and min(height, width) >= 14:
        height, width, count = height // 2, width // 2, count + 1
    if not count:
        raise UserError(
            f"images of {height} x {width} pixels cannot be halved; resize them to 28, 32 or 64"
        )
    return count


def lowest_resolution(image: tuple[int, int, int]) -> tuple[int, int]:
    """The height and width of the lowest resolution: 7 x 7 for 28 pixels, 8 x 8 for 32 and 64."""
    levels = downsamplings(image)
    return image[0] >> levels, image[1] >> levels


def downsample(
    x: keras.KerasTensor, layers: Layers, options: ConvOptions, levels: int
) -> list[keras.KerasTensor]:
    """The activations of ``levels`` strided convolutions, each of half the size of the one before.

    The first has no batch norm: it would undo the offset and scale of the input (Radford 2016).
    """
    activations = []
    for level in range(levels):
        kernel = (level == 0 and options.first_kernel) or options.kernel
        width = options.width * 2**level
        x = layers.hidden(keras.layers.Conv2D, x, width, kernel, 2, norm=level > 0, padding="same")
        activations.append(x := extra_convolutions(x, layers, options))
    return activations


def upsample(
    x: keras.KerasTensor, layers: Layers, options: ConvOptions, image: tuple[int, int, int]
) -> keras.KerasTensor:
    """Vectors as feature maps of half the image's size: dense, then transposed convolutions.

    What is missing to an image is `output_image`, the last transposed convolution. Batch norm
    after the dense layer is per unit, not per channel, as in Radford's code for MNIST.
    """
    levels = downsamplings(image)
    start = (*lowest_resolution(image), options.width * 2 ** (levels - 1))
    x = layers.hidden(keras.layers.Dense, x, start[0] * start[1] * start[2])
    x = extra_convolutions(keras.layers.Reshape(start)(x), layers, options)
    for level in reversed(range(levels - 1)):
        kernel = (level == levels - 2 and options.first_kernel) or options.kernel
        width = options.width * 2**level
        x = layers.hidden(keras.layers.Conv2DTranspose, x, width, kernel, 2, padding="same")
        x = extra_convolutions(x, layers, options)
    return x


def output_image(
    x: keras.KerasTensor, layers: Layers, channels: int, kernel: Count = 4
) -> keras.KerasTensor:
    """The last transposed convolution: feature maps as an image of twice their size, linear."""
    kind = keras.layers.Conv2DTranspose
    return layers.linear(kind, x, channels, kernel, 2, padding="same")


def extra_convolutions(
    x: keras.KerasTensor, layers: Layers, options: ConvOptions
) -> keras.KerasTensor:
    """The same resolution after ``depth`` convolutions of 3 x 3, with skips where ``residual``.

    Raises UserError where ``residual`` finds no convolution to skip.
    """
    if options.residual and not options.depth:
        raise UserError("residual skips the extra convolutions: give a depth of at least 1")
    for _ in range(options.depth):
        y = layers.hidden(keras.layers.Conv2D, x, x.shape[-1], 3, padding="same")
        x = keras.layers.Add()([x, y]) if options.residual else y
    return x
