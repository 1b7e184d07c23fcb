"""Penalties: terms that are added to a loss, on a critic's gradient or on similar images.

Images are in [0, 1]. A gradient with respect to them is twice as long as with respect to the same
images in [-1, 1], its square four times: gamma = 2.5 of R1 and R2 here is 10 there.
"""

from collections.abc import Callable
from typing import Any, Protocol

import tensorflow as tf

from keras_gencmp import noise
from keras_gencmp.recipes.schema import Weight

Tensor = Any
Critic = Callable[[Tensor], Tensor]
TINY = 1e-12  # keeps the gradient of the square root finite at zero


class Penalty(Protocol):
    """A function of the critic (images to scores (n, 1)), real and generated images, and a seed.

    Images are (n, h, w, c) in [0, 1], the seed is (2,) for the penalty's own random numbers, and
    the result is a scalar.
    """

    def __call__(self, critic: Critic, real: Tensor, fake: Tensor, seed: Tensor) -> Tensor:
        """The penalty, its weight included."""


def gradient_penalty(weight: Weight = 10.0) -> Penalty:
    """WGAN-GP: weight * E (|grad f(x')| - 1)^2 between real and generated images.

    Gulrajani et al. 2017, equation 3. Each x' = x + alpha (G(z) - x) has one alpha ~ U(0, 1) of its
    own, and the norm runs over all pixels of an image.
    """

    def penalty(critic: Critic, real: Tensor, fake: Tensor, seed: Tensor) -> Tensor:
        alpha = noise.uniform([tf.shape(real)[0], 1, 1, 1], seed)
        square = _squared_gradient(critic, real + alpha * (fake - real))
        return weight * tf.reduce_mean(tf.square(tf.sqrt(square + TINY) - 1.0))

    return penalty


def r1(gamma: Weight = 10.0) -> Penalty:
    """R1: gamma / 2 E |grad f(x)|^2 at real images (Mescheder et al. 2018)."""
    return lambda critic, real, fake, seed: _zero_centred(gamma, critic, real)


def r2(gamma: Weight = 10.0) -> Penalty:
    """R2: gamma / 2 E |grad f(G(z))|^2 at generated images (Mescheder et al. 2018)."""
    return lambda critic, real, fake, seed: _zero_centred(gamma, critic, fake)


def r1_r2(gamma: Weight = 10.0) -> Penalty:
    """R1 and R2 together with one weight: gamma / 2 (E |grad f(x)|^2 + E |grad f(G(z))|^2).

    The regularisation of R3GAN (Huang et al. 2024).
    """
    return lambda critic, real, fake, seed: (
        _zero_centred(gamma, critic, real) + _zero_centred(gamma, critic, fake)
    )


def pull_away_term(codes: Tensor) -> Tensor:
    """The mean of cos^2 over the pairs i != j of codes (n, d), in [0, 1]; 1 where all are parallel.

    1 / (n (n - 1)) sum_i sum_{j != i} cos^2(S_i, S_j) (Zhao et al. 2017, equation 4).
    """
    unit = tf.math.l2_normalize(codes, axis=1, epsilon=TINY)
    square = tf.square(tf.matmul(unit, unit, transpose_b=True))
    count = tf.cast(tf.shape(codes)[0], codes.dtype)
    return (tf.reduce_sum(square) - tf.linalg.trace(square)) / (count * (count - 1.0))


def _zero_centred(gamma: float, critic: Critic, images: Tensor) -> Tensor:
    return 0.5 * gamma * tf.reduce_mean(_squared_gradient(critic, images))


def _squared_gradient(critic: Critic, images: Tensor) -> Tensor:
    """|grad f|^2 at each image, (n,)."""
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(images)
        score = critic(images)
    # The gradient of the sum of all scores: an image's is that of its own score, in which no
    # other image has a part unless the critic has batch norm.
    return tf.reduce_sum(tf.square(tape.gradient(score, images)), axis=(1, 2, 3))
