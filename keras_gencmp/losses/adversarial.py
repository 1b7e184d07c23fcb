"""Adversarial losses: what discriminator and generator minimise, as functions of their scores.

A builder named after the loss returns an :class:`AdversarialLoss` of two pure functions. D(x) and
D(G(z)) below are probabilities, of which the scores are the logits: -log D = softplus(-logit). f(x)
is a score without a sigmoid, that of a critic. Expectations are means over the batch; the terms of
real and of generated images are added, not averaged.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow as tf

from keras_gencmp.recipes.schema import Fraction, Weight

Tensor = Any


class AdversarialLoss(NamedTuple):
    """``discriminator(real, fake)`` and ``generator(real, fake)``: scores to a scalar.

    Scores are (n, 1) of real images and (k n, 1) of generated ones, with k = 1 in a GAN.

    Most generators are trained on the scores of their own images alone: then ``real`` may be None
    for ``generator``. ``generator_needs_real`` says that it may not, and costs one more pass of
    the real images through the discriminator where the two players move one after the other.
    """

    discriminator: Callable[[Tensor, Tensor], Tensor]
    generator: Callable[[Tensor | None, Tensor], Tensor]
    generator_needs_real: bool = False


def non_saturating(smoothing: Fraction = 0.0) -> AdversarialLoss:
    """Goodfellow et al. 2014 with the generator's practical objective (their section 3).

    Discriminator: -E log D(x) - E log(1 - D(G(z))); generator: -E log D(G(z)).
    ``smoothing`` s replaces the target 1 of real images by 1 - s (one-sided; Salimans et al. 2016):
    -(1 - s) log D(x) - s log(1 - D(x)).
    """
    return AdversarialLoss(
        lambda real, fake: _cross_entropy(real, fake, smoothing),
        lambda _, fake: tf.reduce_mean(tf.nn.softplus(-fake)),
    )


def minimax(smoothing: Fraction = 0.0) -> AdversarialLoss:
    """Goodfellow et al. 2014, equation 1: the generator minimises E log(1 - D(G(z))).

    Discriminator and ``smoothing`` are those of :func:`non_saturating`. The generator's gradient
    vanishes where the discriminator is sure that an image is generated: the loss saturates.
    """
    return AdversarialLoss(
        lambda real, fake: _cross_entropy(real, fake, smoothing),
        lambda _, fake: -tf.reduce_mean(tf.nn.softplus(fake)),
    )


def wasserstein() -> AdversarialLoss:
    """Arjovsky et al. 2017. Critic: E f(G(z)) - E f(x); generator: -E f(G(z)).

    The critic's loss with its sign turned estimates the Wasserstein distance, provided that the
    critic is Lipschitz: clip its weights, or add a gradient penalty.
    """
    return AdversarialLoss(
        lambda real, fake: tf.reduce_mean(fake) - tf.reduce_mean(real),
        lambda _, fake: -tf.reduce_mean(fake),
    )


def least_squares() -> AdversarialLoss:
    """Mao et al. 2017, equation 9 (targets a = 0, b = c = 1).

    Discriminator: E (f(x) - 1)^2 / 2 + E f(G(z))^2 / 2; generator: E (f(G(z)) - 1)^2 / 2.
    """
    return AdversarialLoss(
        lambda real, fake: 0.5 * (_mean_square(real - 1.0) + _mean_square(fake)),
        lambda _, fake: 0.5 * _mean_square(fake - 1.0),
    )


def hinge() -> AdversarialLoss:
    """Lim and Ye 2017.

    Critic: E max(0, 1 - f(x)) + E max(0, 1 + f(G(z))); generator: -E f(G(z)).
    """
    return AdversarialLoss(
        lambda real, fake: tf.reduce_mean(
            tf.nn.relu(1.0 - real) + tf.nn.relu(1.0 + paired(fake, real))
        ),
        lambda _, fake: -tf.reduce_mean(fake),
    )


def energy(margin: Weight = 10.0) -> AdversarialLoss:
    """Zhao et al. 2017, equations 1 and 2, of energies: the lower a score, the more real.

    Discriminator: E e(x) + E max(0, m - e(G(z))), with the hinge taken for each sample by itself;
    generator: E e(G(z)). ``margin`` m is on the scale of the energies.
    """
    return AdversarialLoss(
        lambda real, fake: tf.reduce_mean(real) + tf.reduce_mean(tf.nn.relu(margin - fake)),
        lambda _, fake: tf.reduce_mean(fake),
    )


def paired(fake: Tensor, real: Tensor) -> Tensor:
    """Scores (k n, 1) as (k, n, 1), k of generated images beside each real one of (n, 1)."""
    return tf.reshape(fake, tf.concat([[-1], tf.shape(real)], axis=0))


def _cross_entropy(real: Tensor, fake: Tensor, smoothing: float) -> Tensor:
    # softplus(-l) + s l is the cross-entropy of the target 1 - s with sigmoid(l).
    of_real = tf.nn.softplus(-real) + smoothing * real
    return tf.reduce_mean(of_real) + tf.reduce_mean(tf.nn.softplus(fake))


def _mean_square(values: Tensor) -> Tensor:
    return tf.reduce_mean(tf.square(values))
