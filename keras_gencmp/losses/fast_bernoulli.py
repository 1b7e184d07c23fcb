"""The Bernoulli likelihood of many decoded images: the same number with a hundredth of the logs."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

Tensor = Any
FACTORS = 100  # at most: each is in (1, 2], and 2^127 is the largest float's power


def bernoulli_log_likelihood(images: Tensor, logits: Tensor) -> Tensor:
    """log p(x|z) of independent Bernoulli pixels given by logits; (..., h, w, c) to (...).

    sum_i x_i l_i - softplus(l_i), where softplus(l) = max(l, 0) + log(1 + exp(-|l|)) and the
    logarithms of up to a hundred pixels are that of one product. It is what evaluations of millions
    of decoded images take; training keeps :func:`.variational.bernoulli_nll`.
    """
    *rows, height, width, channels = logits.shape
    pixels = height * width * channels
    lead = tf.shape(logits)[: len(rows)]
    grouped = tf.concat([lead, [-1, largest_divisor(pixels, FACTORS)]], 0)
    factors = tf.reshape(1.0 + tf.exp(-tf.abs(logits)), grouped)
    logarithms = tf.reduce_sum(tf.math.log(tf.reduce_prod(factors, axis=-1)), axis=-1)
    linear = tf.reduce_sum(images * logits - tf.nn.relu(logits), axis=(-3, -2, -1))
    return linear - logarithms


def largest_divisor(number: int, limit: int) -> int:
    """The largest divisor of a number that is at most ``limit``."""
    return max(each for each in range(1, min(number, limit) + 1) if number % each == 0)
