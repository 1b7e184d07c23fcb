"""Adversarial losses: what discriminator and generator minimise, from logits.

Each is built by a function named after it and holds two pure functions. Expectations are means over
the batch; real and fake terms are added, not averaged.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow as tf

Tensor = Any


class AdversarialLoss(NamedTuple):
    """A pair: ``discriminator(real, fake)`` and ``generator(fake)``, scores (n, 1) to a scalar."""

    discriminator: Callable[[Tensor, Tensor], Tensor]
    generator: Callable[[Tensor], Tensor]


def non_saturating(smoothing: float = 0.0) -> AdversarialLoss:
    """Goodfellow et al. 2014 with the generator's practical objective -log D(G(z)).

    Discriminator: -log D(x) - log(1 - D(G(z))), with D = sigmoid(logit), -log D = softplus(-logit).
    ``smoothing`` s replaces the target 1 of real images by 1 - s (one-sided).
    """
    return AdversarialLoss(
        lambda real, fake: _discriminator_cross_entropy(real, fake, smoothing),
        lambda fake: tf.reduce_mean(tf.nn.softplus(-fake)),
    )


def minimax(smoothing: float = 0.0) -> AdversarialLoss:
    """Goodfellow et al. 2014, equation 1: the generator minimises log(1 - D(G(z))).

    Its gradient vanishes where the discriminator is sure that the image is fake: it saturates.
    """
    return AdversarialLoss(
        lambda real, fake: _discriminator_cross_entropy(real, fake, smoothing),
        lambda fake: -tf.reduce_mean(tf.nn.softplus(fake)),
    )


def wasserstein() -> AdversarialLoss:
    """Arjovsky et al. 2017: the critic minimises f(G(z)) - f(x), the generator -f(G(z)).

    The estimate of the Wasserstein distance is the critic's loss with its sign turned.
    """
    return AdversarialLoss(
        lambda real, fake: tf.reduce_mean(fake) - tf.reduce_mean(real),
        lambda fake: -tf.reduce_mean(fake),
    )


def least_squares() -> AdversarialLoss:
    """Mao et al. 2017, with targets 1 for real, 0 for fake, 1 for the generator (a=0, b=c=1)."""
    return AdversarialLoss(
        lambda real, fake: 0.5 * (_mean_square(real - 1.0) + _mean_square(fake)),
        lambda fake: 0.5 * _mean_square(fake - 1.0),
    )


def hinge() -> AdversarialLoss:
    """Lim and Ye 2017: max(0, 1 - f(x)) + max(0, 1 + f(G(z))); the generator minimises -f(G(z))."""
    return AdversarialLoss(
        lambda real, fake: tf.reduce_mean(tf.nn.relu(1.0 - real) + tf.nn.relu(1.0 + fake)),
        lambda fake: -tf.reduce_mean(fake),
    )


def energy(margin: float = 10.0) -> AdversarialLoss:
    """Zhao et al. 2017: E(x) + max(0, m - E(G(z))) with the hinge taken per sample; E(G(z))."""
    return AdversarialLoss(
        lambda real, fake: tf.reduce_mean(real) + tf.reduce_mean(tf.nn.relu(margin - fake)),
        lambda fake: tf.reduce_mean(fake),
    )


def _discriminator_cross_entropy(real: Tensor, fake: Tensor, smoothing: float) -> Tensor:
    on_real = tf.nn.softplus(-real) + smoothing * real
    return tf.reduce_mean(on_real) + tf.reduce_mean(tf.nn.softplus(fake))


def _mean_square(values: Tensor) -> Tensor:
    return tf.reduce_mean(tf.square(values))
