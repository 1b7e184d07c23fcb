"""Hamiltonian Monte Carlo of many chains at once, through a power of the likelihood (Neal 2011)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow as tf

Tensor = Any
LEAPS = 3  # leapfrog steps of a transition, each of which costs one gradient


class Place(NamedTuple):
    """Where the chains are: z (..., latent), log p(x|z) (...), and its gradient in z."""

    z: Tensor
    log_likelihood: Tensor
    gradient: Tensor

    def log_density(self, power: Tensor) -> Tensor:
        """log p(z) p(x|z)^power but for a constant, (...)."""
        return power * self.log_likelihood - half_square(self.z)

    def force(self, power: Tensor) -> Tensor:
        """The gradient of :meth:`log_density`, (..., latent)."""
        return power * self.gradient - self.z


Look = Callable[[Tensor], Place]


def looking(log_likelihood: Callable[[Tensor], Tensor]) -> Look:
    """The function z -> :class:`Place`; chains do not touch each other, so that one tape does."""

    def look(z: Tensor) -> Place:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(z)
            found = log_likelihood(z)
        return Place(z, found, tape.gradient(found, z))

    return look


def transition(
    here: Place, power: Tensor, step: Tensor, seed: Tensor, look: Look
) -> tuple[Place, Tensor]:
    """The chains after one transition, and the probabilities (...) with which they moved.

    It leaves p(z) p(x|z)^power as it is. ``step`` broadcasts against the chains, and must not
    depend on where they are. The probability is min(1, exp(H - H')), where H is minus the log
    density plus half the square of a momentum from N(0, I) (section 3.2 of arXiv:1206.1901).
    """
    momentum = tf.random.stateless_normal(tf.shape(here.z), seed)
    there, arriving = leapfrog(here, momentum, power, step[..., None], look)
    gain = there.log_density(power) - here.log_density(power)
    gain += half_square(momentum) - half_square(arriving)
    # A step so long that it ends at infinity is rejected.
    chance = tf.where(tf.math.is_finite(gain), tf.exp(tf.minimum(gain, 0.0)), 0.0)
    other = tf.random.experimental.stateless_fold_in(seed, 1)
    moved = tf.random.stateless_uniform(tf.shape(chance), other) < chance
    return choose(moved, there, here), chance


def leapfrog(
    place: Place, momentum: Tensor, power: Tensor, step: Tensor, look: Look
) -> tuple[Place, Tensor]:
    """Place and momentum after ``LEAPS`` reversible steps that keep volumes (section 2.3)."""
    momentum += 0.5 * step * place.force(power)
    for _ in tf.range(LEAPS):
        place = look(place.z + step * momentum)
        momentum += step * place.force(power)
    # The last kick was a whole one, and half of it is due.
    return place, momentum - 0.5 * step * place.force(power)


def choose(moved: Tensor, there: Place, here: Place) -> Place:
    """``there`` for the chains (...) that moved, and ``here`` for the others."""
    wide = moved[..., None]
    return Place(
        tf.where(wide, there.z, here.z),
        tf.where(moved, there.log_likelihood, here.log_likelihood),
        tf.where(wide, there.gradient, here.gradient),
    )


def half_square(x: Tensor) -> Tensor:
    """Half the squared length, (..., latent) to (...)."""
    return 0.5 * tf.reduce_sum(tf.square(x), axis=-1)
