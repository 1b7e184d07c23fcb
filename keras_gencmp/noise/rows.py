"""Uniform numbers that are a pure function of the bits of each row of an array."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

Tensor = Any
WORD = 0xFFFFFFFF  # 32 bits
GOLDEN = 0x9E3779B9  # 2^32 over the golden ratio, the usual step between hashed counters
FRACTION = 24  # bits that a float32 in [0, 1) holds


def of_rows(rows: Tensor, count: int) -> Tensor:
    """``count`` numbers of U(0, 1) for each row of float32 (n, d), (n, count) float32.

    Equal rows have equal numbers, wherever they stand, so that a function of a batch that uses them
    stays one of each row. The bits are hashed with the finaliser of Steele et al. 2014.
    """
    bits = tf.cast(tf.bitcast(tf.cast(rows, "float32"), "uint32"), "int64")
    places = tf.range(1, tf.shape(rows)[1] + 1, dtype="int64") * GOLDEN
    # Each entry is hashed with its place, so that a permutation of a row is another row.
    key = tf.reduce_sum(_mix(bits + places), axis=1, keepdims=True)
    counters = tf.range(1, count + 1, dtype="int64") * GOLDEN
    mixed = _mix(_mix(key) + counters)
    return tf.cast(tf.bitwise.right_shift(mixed, 32 - FRACTION), "float32") / 2.0**FRACTION


def _mix(values: Tensor) -> Tensor:
    """Every bit of a 32-bit number spread over all bits; int64 in and out, products wrap around."""
    values = tf.bitwise.bitwise_and(values, WORD)
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        values = tf.bitwise.bitwise_xor(values, tf.bitwise.right_shift(values, shift))
        values = tf.bitwise.bitwise_and(values * factor, WORD)
    return tf.bitwise.bitwise_xor(values, tf.bitwise.right_shift(values, 16))
