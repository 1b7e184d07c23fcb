"""Augmentation of training images: random shifts, rotations and changes of size."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

Tensor = Any
SHIFT = 2.5 / 28  # largest shift along each axis, as a share of the image's side
ROTATION = 0.2  # largest angle in radians
SCALE = 0.12  # largest relative change of size


def augmented(images: Tensor, step: Tensor, seed: int) -> Tensor:
    """A batch of square images, each transformed at random as a pure function of (seed, step).

    Pixels are interpolated bilinearly; what comes from outside of the image is 0.
    """
    key = tf.random.experimental.stateless_fold_in(tf.constant([seed, 0], "int64"), step)
    draws = tf.random.stateless_uniform([4, tf.shape(images)[0]], key, -1.0, 1.0)
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=affine_transforms(draws, images.shape[1]),
        output_shape=tf.shape(images)[1:3],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )


def affine_transforms(draws: Tensor, side: int) -> Tensor:
    """Coefficients (n, 8) of the maps from output to input pixels, from draws (4, n) in [-1, 1].

    Output pixel (x, y) is read at (a x + b y + c, d x + e y + f), where the matrix [a b; d e]
    rotates and scales about the image's centre. The draws are angle, scale, and the two shifts.
    """
    angle, scale = draws[0] * ROTATION, 1.0 + draws[1] * SCALE
    cosine, sine = scale * tf.cos(angle), scale * tf.sin(angle)
    shift, centre = draws[2:] * SHIFT * side, (side - 1) / 2
    # The centre is mapped onto itself, and shifted: c = x0 - a x0 - b y0 + shift, f likewise.
    column = centre * (1.0 - cosine + sine) + shift[0]
    row = centre * (1.0 - sine - cosine) + shift[1]
    # The last two coefficients are those of a perspective.
    zero = tf.zeros_like(angle)
    return tf.stack([cosine, -sine, column, sine, cosine, row, zero, zero], axis=1)
