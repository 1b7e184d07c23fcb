"""Images drawn pixel by pixel: each pixel's mean depends on the draws of those before it."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import keras
import tensorflow as tf

from keras_gencmp.models.inference import compiled
from keras_gencmp.networks import local

Tensor = Any
Image = tuple[int, int, int]


def means(logits: Tensor, autoregression: keras.Model, uniform: Tensor) -> Tensor:
    """The mean of each pixel given the draws of those before it, in raster order; (n, h, w, c).

    x_i = [u_i < m_i],  m_i = sigmoid(l_i + sum_{j < i} (x_j - a_j) W_ji), with ``logits`` l
    (n, h, w, c), ``uniform`` u (n, h w c), and the centre a and the weights W of the term.
    """
    centre, kernel = local.centre_and_kernel(autoregression)
    logits = tf.cast(logits, "float32")
    return _compiled(tuple(logits.shape[1:]))(logits, uniform, centre, kernel)


@cache
def _compiled(image: Image) -> Callable[..., Tensor]:
    """A graph for images of one shape: run step by step it would take seconds."""
    height, width, channels = image
    pixels = height * width * channels
    arrays = [(None, *image), (None, pixels), (pixels,), (pixels, pixels)]
    function = partial(in_raster_order, image)
    return compiled(function, *((shape, "float32") for shape in arrays))


def in_raster_order(
    image: Image, logits: Tensor, uniform: Tensor, centre: Tensor, kernel: Tensor
) -> Tensor:
    """The means of :func:`means` for images (h, w, c), in h w steps of one loop."""
    height, width, channels = image
    steps, count = height * width, tf.shape(logits)[0]
    centre = tf.reshape(centre, [steps, channels])
    kernel = tf.reshape(kernel, [steps, channels, steps * channels])
    uniform = tf.reshape(uniform, [count, steps, channels])

    def draw(step: Tensor, conditional: Tensor, drawn: Any) -> tuple[Tensor, Tensor, Any]:
        # Only the logits of later pixels change: those of this one are complete.
        first = step * channels
        mean = tf.sigmoid(conditional[:, first : first + channels])
        pixel = tf.cast(uniform[:, step] < mean, "float32")
        conditional += tf.matmul(pixel - centre[step], kernel[step])
        return step + 1, conditional, drawn.write(step, mean)

    start = tf.reshape(logits, [count, steps * channels])
    drawn = tf.TensorArray("float32", steps, element_shape=[None, channels])
    _, _, drawn = tf.while_loop(lambda step, *_: step < steps, draw, [0, start, drawn])
    return tf.reshape(tf.transpose(drawn.stack(), [1, 0, 2]), [count, *image])
