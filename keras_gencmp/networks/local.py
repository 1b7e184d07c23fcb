"""The local autoregressive term: what the pixels before a pixel add to its logit."""

import math
from typing import Annotated, Any

import keras
import numpy as np

from keras_gencmp.networks import heads
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.recipes.hints import Range

Tensor = Any
Reach = Annotated[int, Range(ge=0, le=64)]


@keras.saving.register_keras_serializable("keras_gencmp")
class Local(keras.constraints.Constraint):
    """A weight constraint that keeps W_ji only for pixels j before i, at most so far away.

    Before is earlier in raster order, and all channels of an earlier pixel count. W is 0 at the
    start and Keras applies constraints inside ``optimizer.apply``: it never has another entry.
    """

    def __init__(self, image: tuple[int, int, int], rows: int, columns: int) -> None:
        self.image, self.rows, self.columns = tuple(image), rows, columns
        self.mask = mask(self.image, rows, columns)

    def __call__(self, weight: Any) -> Any:
        """The weight with all other entries at 0."""
        return weight * keras.ops.cast(self.mask, weight.dtype)

    def get_config(self) -> dict[str, Any]:
        """The options, which are saved with a network."""
        return {"image": self.image, "rows": self.rows, "columns": self.columns}


def mask(image: tuple[int, int, int], rows: int, columns: int) -> np.ndarray:
    """Which W_ji are kept, (pixels, pixels) of bool, for pixels in raster order."""
    height, width, channels = image
    y, x = np.divmod(np.arange(height * width), width)
    down, across = y[None, :] - y[:, None], x[None, :] - x[:, None]
    before = (down > 0) | ((down == 0) & (across > 0))
    near = (down <= rows) & (np.abs(across) <= columns)
    return np.kron(before & near, np.ones((channels, channels), bool))


def autoregression(shapes: Shapes, *, rows: Reach = 4, columns: Reach = 4) -> keras.Model:
    """The term image -> (x - a) W in the image's shape, linear and 0 at the start.

    a are the pixel means of the training images, and W_ji is not 0 only for pixels j before i in
    raster order that are at most ``rows`` and ``columns`` away.
    """
    image = heads.image_inputs(Shapes(shapes.image))
    x = keras.layers.Flatten(dtype="float32")(image[0])
    # Batch norm that is never trained subtracts its moving mean, and any Keras can load it.
    centred = keras.layers.BatchNormalization(
        center=False, scale=False, epsilon=0.0, trainable=False, dtype="float32", name="centre"
    )(x)
    pixels = keras.layers.Dense(
        math.prod(shapes.image),
        use_bias=False,
        kernel_initializer="zeros",
        kernel_constraint=Local(shapes.image, rows, columns),
        dtype="float32",
        name="kernel",
    )(centred)
    logits = keras.layers.Reshape(shapes.image, dtype="float32")(pixels)
    return heads.network(image, logits, "autoregression")


def centre_and_kernel(network: keras.Model) -> tuple[Tensor, Tensor]:
    """a (pixels,) and W (pixels, pixels) of the term."""
    return network.get_layer("centre").moving_mean.value, network.get_layer("kernel").kernel.value


def set_centre(network: keras.Model, means: np.ndarray) -> None:
    """Set a to the pixel means (h, w, c) of the training images."""
    network.get_layer("centre").moving_mean.assign(means.reshape(-1))
