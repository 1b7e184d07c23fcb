"""Losses of classifiers from few labels: pseudo-labels and feature matching."""

from typing import Any

import tensorflow as tf

Tensor = Any


def pseudo_label_loss(teacher: Tensor, student: Tensor, threshold: float) -> Tensor:
    """Cross-entropy of the classes of which the teacher is sure, a scalar (Sohn et al. 2020).

    mean_i 1[max_y p_i(y) > t] (-log q_i(argmax p_i)), equation 4, of logits (n, classes) of two
    views of the same images: p of the teacher's, through which no gradient passes, and q of the
    student's.
    """
    probabilities = tf.stop_gradient(tf.nn.softmax(teacher))
    sure = tf.cast(tf.reduce_max(probabilities, axis=1) > threshold, "float32")
    classes = tf.argmax(probabilities, axis=1)
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits(classes, student)
    return tf.reduce_mean(sure * loss)


def feature_matching(real: Tensor, fake: Tensor) -> Tensor:
    """|mean f(x) - mean f(G(z))|^2 of features (n, d), a scalar (Salimans 2016, section 3.1)."""
    difference = tf.reduce_mean(real, axis=0) - tf.reduce_mean(fake, axis=0)
    return tf.reduce_sum(tf.square(difference))
