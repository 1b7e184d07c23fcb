"""Variational lower bounds of mutual information, in nats (Chen et al. 2016, equation 4).

I(c; G(z, c)) >= H(c) + E log Q(c|G(z, c)): the bound of each image, from the distribution Q(c|x).
And the information of a category in two views of an image, which is no bound.
"""

import math
from typing import Any

import tensorflow as tf

Tensor = Any
TINY = 1e-12  # keeps the logarithm finite


def categorical_information(codes: Tensor, logits: Tensor) -> Tensor:
    """The bound for a code that is uniform over K categories; one-hot and logits (n, K) to (n,).

    It is ln K minus the cross-entropy, so that it never exceeds ln K.
    """
    entropy = math.log(int(logits.shape[-1]))
    return entropy - tf.nn.softmax_cross_entropy_with_logits(codes, logits)


def uniform_information(codes: Tensor, means: Tensor) -> Tensor:
    """The bound for codes from U(-1, 1) with Q = N(means, 1), summed; (n, codes) to (n,).

    H(c) = ln 2 each. The fixed variance is that of the authors' code; with it the bound of a code
    is at most ln 2 - ln(2 pi) / 2 = -0.23 nats, where Q's mean is the code.
    """
    square = tf.square(codes - means)
    return tf.reduce_sum(math.log(2.0) - 0.5 * (square + math.log(2.0 * math.pi)), axis=-1)


def pair_information(logits: Tensor, other: Tensor) -> Tensor:
    """The mutual information of the categories of two views, a scalar from 0 to ln K in nats.

    With P = mean_i Q(c|x_i) Q(c|x'_i)^T, made symmetric, it is sum_{c c'} P ln(P / (P_c P_c')),
    where P_c is a marginal (Ji et al. 2019, equation 3). Logits (n, K) of the views x and x'. ln K
    where each image is sure of one category in both, and the categories are as frequent.
    """
    joint = tf.matmul(tf.nn.softmax(logits), tf.nn.softmax(other), transpose_a=True)
    joint = (joint + tf.transpose(joint)) / (2.0 * tf.reduce_sum(joint))
    joint = tf.maximum(joint, TINY)
    marginal = tf.reduce_sum(joint, axis=1, keepdims=True)
    independent = tf.matmul(marginal, marginal, transpose_b=True)
    return tf.reduce_sum(joint * tf.math.log(joint / independent))
