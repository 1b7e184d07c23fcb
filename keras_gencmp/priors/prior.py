"""What every prior p(z) gives: samples, a log density, and what follows from these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp.losses.variational import log_normal

Tensor = Any
# From images (n, h, w, c) to mean and log variance of q(z|x), each (n, latent).
Posterior = Callable[[Tensor], tuple[Tensor, Tensor]]
DRAWS = 100_000  # from which moments and quantiles without a closed form are estimated
SEED = (0, 0)


class Prior:
    """The distribution p(z) of latents z (latent,).

    A subclass states :meth:`sample` and :meth:`log_prob`; all else follows from these, and is
    overridden where a closed form is known. ``parameters`` is what is learned of p(z), a network
    1 -> arrays, or None. It moves with the autoencoder.
    """

    parameters: keras.Model | None = None

    def __init__(self, latent: int) -> None:
        self.latent = latent

    @property
    def has_density(self) -> bool:
        """Whether :meth:`log_prob` is known."""
        return True

    def sample(self, count: int | Tensor, seed: Tensor, xla: bool = False) -> Tensor:
        """Latents (count, latent) as a pure function of the seed (2,).

        ``xla`` says that the graph is compiled by XLA, see :mod:`keras_gencmp.noise`.
        """
        raise NotImplementedError

    def log_prob(self, z: Tensor) -> Tensor:
        """log p(z) in nats, (..., latent) to (...)."""
        raise NotImplementedError

    def energy(self, z: Tensor) -> Tensor:
        """-log p(z) but for a constant, (..., latent) to (...)."""
        return -self.log_prob(z)

    def kl(self, mean: Tensor, log_variance: Tensor, z: Tensor) -> Tensor:
        """KL(q(z|x) || p(z)) of Gaussians q(z|x) with these moments (n, latent); (n,).

        The mean of log q(z|x) - log p(z) over samples z (k, n, latent) of q, which is unbiased
        (Kingma and Welling 2014, equation 6).
        """
        return tf.reduce_mean(log_normal(z, mean, log_variance) - self.log_prob(z), axis=0)

    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean and standard deviation of each coordinate, (latent,), from 100,000 draws."""
        draws = self._draws()
        return draws.mean(axis=0), draws.std(axis=0)

    def quantiles(self, probabilities: np.ndarray) -> np.ndarray:
        """Quantiles of each coordinate's own distribution, (n,) to (n, latent); from draws."""
        return np.quantile(self._draws(), probabilities, axis=0)

    def attach(self, posterior: Posterior | None) -> None:
        """Take q(z|x) of the model, None where it is no Gaussian of the image alone.

        As a rule nothing is taken. ValueError where the prior cannot be that of the model.
        """

    def prepare(self, images: np.ndarray, seed: int) -> None:
        """Take what is needed of the training images, uint8 (n, h, w, c). As a rule: nothing."""

    def _draws(self) -> np.ndarray:
        return np.asarray(self.sample(DRAWS, tf.constant(SEED, "int64")), "float64")
