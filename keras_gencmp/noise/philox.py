"""Random numbers that are one function of their seed, with XLA and without.

TensorFlow's default algorithm is another one under XLA, and even of the same algorithm, Philox
(Salmon et al. 2011), only the random bits agree there: they become floats in another way. Here the
bits become floats as in TensorFlow's own kernels for the CPU. A seed is an integer tensor (2,).
"""

from __future__ import annotations

import math
from typing import Any

import tensorflow as tf

Tensor = Any
LEAST = 1e-7  # of the uniform number whose logarithm is taken


def fold_in(seed: Tensor, data: Tensor) -> Tensor:
    """A new seed (2,) from a seed and an integer."""
    return tf.random.experimental.stateless_fold_in(seed, data, alg="philox")


def integers(shape: Any, seed: Tensor, high: int) -> Tensor:
    """Integers from 0 to ``high`` - 1, int32."""
    return tf.random.stateless_uniform(shape, seed, 0, high, "int32", alg="philox")


def uniform(shape: Any, seed: Tensor, low: float = 0.0, high: float = 1.0) -> Tensor:
    """Numbers from U(low, high), float32."""
    return _fractions(_bits(shape, seed)) * (high - low) + low


def normal(shape: Any, seed: Tensor, xla: bool = False) -> Tensor:
    """Numbers from N(0, 1), float32.

    ``xla`` says that the graph is compiled by XLA, whose kernel would give other numbers. Ours are
    then those of TensorFlow's kernel up to rounding.
    """
    return (
        _box_muller(shape, seed) if xla else tf.random.stateless_normal(shape, seed, alg="philox")
    )


def _box_muller(shape: Any, seed: Tensor) -> Tensor:
    """N(0, 1) from pairs of uniform numbers (Box and Muller 1958), as TensorFlow's kernel pairs."""
    pairs = (tf.reduce_prod(shape) + 1) // 2
    u, v = tf.unstack(_fractions(_bits([pairs, 2], seed)), axis=1)
    radius = tf.sqrt(-2.0 * tf.math.log(tf.maximum(u, LEAST)))
    angle = 2.0 * math.pi * v
    both = tf.stack([radius * tf.sin(angle), radius * tf.cos(angle)], axis=1)
    return tf.reshape(tf.reshape(both, [-1])[: tf.reduce_prod(shape)], shape)


def _bits(shape: Any, seed: Tensor) -> Tensor:
    return tf.random.stateless_uniform(shape, seed, None, None, "uint32", alg="philox")


def _fractions(bits: Tensor) -> Tensor:
    """The lower 23 bits as the fraction of a float in [1, 2), less 1; float32."""
    lower = tf.bitwise.bitwise_and(bits, tf.constant(0x7FFFFF, "uint32"))
    floats = tf.bitwise.bitwise_or(lower, tf.constant(127 << 23, "uint32"))
    return tf.bitcast(floats, "float32") - 1.0
