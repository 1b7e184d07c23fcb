"""Views: images moved a little at random, of which a classifier should say what it says of them."""

import math
from typing import Any

import tensorflow as tf

from keras_gencmp import noise

Tensor = Any


def random_views(
    images: Tensor,
    seed: Tensor,
    *,
    shift: float,
    rotation: float = 0.0,
    scale: float = 0.0,
    shear: float = 0.0,
) -> Tensor:
    """Each image (n, h, w, c) under an affine map of its own, a pure function of the seed (2,).

    Uniform within both signs of: ``shift`` in pixels along each axis, ``rotation`` in degrees,
    ``scale`` and ``shear`` as relative changes. What comes from outside of the image is 0.
    """
    count = tf.shape(images)[0]
    draws = tf.unstack(noise.uniform([count, 5], seed, -1.0, 1.0), axis=1)
    angle, size = draws[0] * math.radians(rotation), 1.0 + draws[1] * scale
    cosine, sine = size * tf.cos(angle), size * tf.sin(angle)
    slant = draws[2] * shear
    matrix = [[cosine, slant * cosine - sine], [sine, slant * sine + cosine]]
    return affine(images, matrix, (draws[3] * shift, draws[4] * shift))


def affine(images: Tensor, matrix: list[list[Tensor]], shift: tuple[Tensor, Tensor]) -> Tensor:
    """Images read at A (x, y) + shift about their centre, interpolated bilinearly; 0 outside.

    The entries of A and the two shifts, in pixels, are (n,) each: x runs along the columns. It
    gathers pixel by pixel, because XLA does not have TensorFlow's operation for it.
    """
    height, width = images.shape[1:3]
    y, x = tf.meshgrid(tf.range(height), tf.range(width), indexing="ij")
    x = tf.cast(tf.reshape(x, [1, -1]), "float32") - (width - 1) / 2
    y = tf.cast(tf.reshape(y, [1, -1]), "float32") - (height - 1) / 2
    (a, b), (c, d) = ([entry[:, None] for entry in row] for row in matrix)
    columns = a * x + b * y + shift[0][:, None] + (width - 1) / 2
    rows = c * x + d * y + shift[1][:, None] + (height - 1) / 2
    return tf.reshape(_read(images, rows, columns), tf.shape(images))


def _read(images: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """The pixels (n, k, c) at fractional rows and columns (n, k), from their four neighbours."""
    height, width = images.shape[1:3]
    # A border of two zeros, in which everything that is outside ends.
    padded = tf.pad(images, [[0, 0], [2, 2], [2, 2], [0, 0]])
    flat = tf.reshape(padded, [-1, (height + 4) * (width + 4), images.shape[3]])
    rows = tf.clip_by_value(rows + 2.0, 0.0, height + 2.0)
    columns = tf.clip_by_value(columns + 2.0, 0.0, width + 2.0)
    top, left = tf.floor(rows), tf.floor(columns)
    down, right = (rows - top)[..., None], (columns - left)[..., None]
    first = tf.cast(top, "int32") * (width + 4) + tf.cast(left, "int32")

    def at(offset: int) -> Tensor:
        return tf.gather(flat, first + offset, batch_dims=1)

    upper = (1.0 - right) * at(0) + right * at(1)
    lower = (1.0 - right) * at(width + 4) + right * at(width + 5)
    return (1.0 - down) * upper + down * lower
