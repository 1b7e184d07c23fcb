"""Relativistic losses, of how much more real the real images are than the generated ones.

Both players see the scores f of real and of generated images (Jolicoeur-Martineau 2018), so that
the generator also descends by lowering the scores of real images: its loss needs them.
"""

from typing import Any

import tensorflow as tf

from keras_gencmp.losses.adversarial import AdversarialLoss, paired

Tensor = Any


def relativistic_pairing() -> AdversarialLoss:
    """RpGAN (Jolicoeur-Martineau 2018): each real image is paired with one generated image.

    Critic: -E log sigmoid(f(x) - f(G(z))); generator: -E log sigmoid(f(G(z)) - f(x)). R3GAN (Huang
    et al. 2024) adds the penalties R1 and R2, with which it converges: ``penalty = "r1_r2"``. Where
    there are k generated images for each real one, each of the k is paired with it.
    """
    return AdversarialLoss(
        lambda real, fake: tf.reduce_mean(tf.nn.softplus(paired(fake, real) - real)),
        lambda real, fake: tf.reduce_mean(tf.nn.softplus(real - paired(fake, real))),
        generator_needs_real=True,
    )


def relativistic_average() -> AdversarialLoss:
    """RaGAN (Jolicoeur-Martineau 2018): each image is compared with the mean of the other kind.

    With D(x) = sigmoid(f(x) - E f(G(z))) and D(G(z)) = sigmoid(f(G(z)) - E f(x)), the critic
    minimises -E log D(x) - E log(1 - D(G(z))), the generator -E log D(G(z)) - E log(1 - D(x)).
    """
    return AdversarialLoss(
        _average_cross_entropy,
        # The generator's is the critic's with real and generated images exchanged.
        lambda real, fake: _average_cross_entropy(fake, real),
        generator_needs_real=True,
    )


def _average_cross_entropy(more: Tensor, less: Tensor) -> Tensor:
    """The loss that raises the scores ``more`` above the mean of ``less``, and lowers ``less``."""
    above = more - tf.reduce_mean(less)
    below = less - tf.reduce_mean(more)
    return tf.reduce_mean(tf.nn.softplus(-above)) + tf.reduce_mean(tf.nn.softplus(below))
