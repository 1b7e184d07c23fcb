"""The standard normal prior p(z) = N(z; 0, I) (Kingma and Welling 2014)."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf
from scipy.special import ndtri

from keras_gencmp import noise
from keras_gencmp.losses.variational import gaussian_kl, log_normal
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.priors.prior import Prior

Tensor = Any


class StandardNormal(Prior):
    """p(z) = N(z; 0, I): nothing is learned, and the KL divergence has a closed form."""

    def sample(self, count: int | Tensor, seed: Tensor, xla: bool = False) -> Tensor:
        """Latents (count, latent) from N(0, I)."""
        return noise.normal([count, self.latent], seed, xla)

    def log_prob(self, z: Tensor) -> Tensor:
        """log N(z; 0, I), (..., latent) to (...)."""
        return log_normal(z)

    def energy(self, z: Tensor) -> Tensor:
        """|z|^2 / 2, (..., latent) to (...)."""
        return 0.5 * tf.reduce_sum(tf.square(z), axis=-1)

    def kl(self, mean: Tensor, log_variance: Tensor, z: Tensor) -> Tensor:
        """KL(q(z|x) || N(0, I)) in closed form, (n, latent) to (n,); the samples are not used."""
        return gaussian_kl(mean, log_variance)

    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Means of 0 and standard deviations of 1, each (latent,)."""
        return np.zeros(self.latent), np.ones(self.latent)

    def quantiles(self, probabilities: np.ndarray) -> np.ndarray:
        """The inverse of the Gaussian distribution function, the same for every coordinate."""
        return np.repeat(ndtri(probabilities)[:, None], self.latent, axis=1)


def standard_normal(shapes: Shapes) -> Prior:
    """The prior N(0, I)."""
    return StandardNormal(shapes.latent)
