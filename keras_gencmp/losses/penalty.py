"""Penalties that are added to an adversarial loss: on the critic's slope, and on alike fakes."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf

Tensor = Any
TINY = 1e-12  # the slope of a square root is not finite at zero


def gradient_penalty(weight: float = 10.0) -> Callable[..., Tensor]:
    """WGAN-GP: weight * E (|grad f(x)| - 1)^2 between real and fake (Gulrajani et al. 2017, eq. 3).

    It is a function of (critic, real, fake, seed (2,)). Each x = real + alpha (fake - real) has one
    alpha ~ U(0, 1) of its own, and the norm runs over all pixels of an image.
    """

    def penalty(
        critic: Callable[[Tensor], Tensor], real: Tensor, fake: Tensor, seed: Tensor
    ) -> Any:
        alpha = tf.random.stateless_uniform([tf.shape(real)[0], 1, 1, 1], seed)
        images = real + alpha * (fake - real)
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(images)
            score = critic(images)
        square = tf.reduce_sum(tf.square(tape.gradient(score, images)), axis=(1, 2, 3))
        return weight * tf.reduce_mean(tf.square(tf.sqrt(square + TINY) - 1.0))

    return penalty


def pull_away(codes: Tensor) -> Tensor:
    """The mean of cos^2 over the pairs i != j of codes (n, d), in [0, 1]; 1 where all are alike.

    1 / (n (n - 1)) sum cos^2(S_i, S_j) (Zhao et al. 2017, equation 4).
    """
    unit = tf.math.l2_normalize(codes, axis=1, epsilon=TINY)
    square = tf.square(tf.matmul(unit, unit, transpose_b=True))
    count = tf.cast(tf.shape(codes)[0], codes.dtype)
    return (tf.reduce_sum(square) - tf.linalg.trace(square)) / (count * (count - 1.0))
