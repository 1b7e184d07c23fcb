"""Annealed importance sampling of p(x) = E p(x|z), z ~ N(0, I) (Neal 2001; Wu et al. 2017).

A chain begins at the prior and is led to the posterior through p(z) p(x|z)^b, b rising from 0 to 1.
Its weight is the product of p(x|z_t)^(b_t+1 - b_t), whose expectation is p(x) however fast b rises.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from keras_gencmp.evaluation.likelihood.hmc import looking, transition

Tensor = Any
STEEPNESS = 4.0
FIRST_STEP, TARGET, GAIN = 0.5, 0.65, 0.1
PILOT = 1


class Annealed(NamedTuple):
    """The log weights of the chains of each image, and the share of their moves accepted."""

    log_weights: np.ndarray
    acceptance: np.ndarray


def temperatures(count: int) -> np.ndarray:
    """The powers b from 0 to 1, (count + 1,): a sigmoid's values at even places from -4 to 4.

    They are dense at both ends, where the posterior is born and where it is sharp.
    """
    rising = np.tanh(np.linspace(-0.5, 0.5, count + 1) * STEEPNESS)
    return ((rising / rising[-1] + 1.0) / 2.0).astype("float32")


def annealing(
    log_likelihood: Callable[[Tensor, Tensor, Tensor], Tensor], latent: int, chains: int
) -> Callable[..., tuple[Tensor, Tensor]]:
    """The compiled function (images, labels, powers, seed) -> the parts of Annealed.

    ``log_likelihood`` takes images and labels of length n and z (chains, n, latent), and gives
    log p(x|z), (chains, n). Every image has a pilot besides its chains, whose acceptance leads the
    step size of all of them to 65 %. It is not weighed: a chain whose own fate chose its steps
    would no longer have p(x) as the expectation of its weight.
    """

    def anneal(
        images: Tensor, labels: Tensor, powers: Tensor, seed: Tensor
    ) -> tuple[Tensor, Tensor]:
        look = looking(lambda z: log_likelihood(images, labels, z))
        shape = [chains + PILOT, tf.shape(images)[0], latent]
        place = look(tf.random.stateless_normal(shape, _folded(seed, 0)))
        log_weights = accepted = tf.zeros_like(place.log_likelihood)
        step = FIRST_STEP * tf.ones_like(place.log_likelihood[:PILOT])
        for t in tf.range(1, tf.size(powers)):
            log_weights += (powers[t] - powers[t - 1]) * place.log_likelihood
            place, chance = transition(place, powers[t], step, _folded(seed, t), look)
            step *= tf.exp(GAIN * (chance[:PILOT] - TARGET))
            accepted += chance
        rate = accepted / tf.cast(tf.size(powers) - 1, "float32")
        return log_weights[PILOT:], rate[PILOT:]

    # As in ``models.passes.compiled``: a partial, so that the traces of each are counted alone.
    return tf.function(partial(anneal), reduce_retracing=True)


def _folded(seed: Tensor, t: Tensor) -> Tensor:
    return tf.random.experimental.stateless_fold_in(seed, t)
