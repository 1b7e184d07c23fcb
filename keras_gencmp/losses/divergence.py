"""Divergences between two samples of latents, differentiable and without parameters."""

from typing import Any

import tensorflow as tf

Tensor = Any


def mmd(x: Tensor, y: Tensor) -> Tensor:
    """The unbiased squared maximum mean discrepancy of x (n, d) and y (m, d); a scalar.

    Gretton et al. 2012, equation 3: means over the pairs within each sample, without a point and
    itself, minus twice the mean over all pairs across. Unbiased, so that it can be negative. The
    kernel is exp(-||a - b||^2 / 2d); two draws from N(0, I) are 2d apart on average.
    """
    return _within(x) + _within(y) - 2.0 * tf.reduce_mean(_kernel(x, y))


def _within(x: Tensor) -> Tensor:
    count = tf.cast(tf.shape(x)[0], x.dtype)
    return (tf.reduce_sum(_kernel(x, x)) - count) / (count * (count - 1.0))


def _kernel(x: Tensor, y: Tensor) -> Tensor:
    squares = tf.reduce_sum(tf.square(x[:, None] - y[None]), axis=-1)
    return tf.exp(-squares / (2.0 * x.shape[-1]))
