"""InfoVAE (Zhao et al. 2019): the aggregate posterior is drawn to the prior by an MMD."""

from typing import ClassVar

import keras
import tensorflow as tf

from keras_gencmp.losses.divergence import mmd
from keras_gencmp.models.base import Tensor
from keras_gencmp.models.vae import VAE


class InfoVAE(VAE):
    """-E log p(x|z) + (1 - alpha) KL(q(z|x) || p(z)) + (alpha + lambda - 1) MMD^2(q(z) || p(z)).

    ``strength`` is lambda. The MMD is one number for a whole batch, the other terms are means over
    its images, each summed over pixels and latent dimensions. alpha = 1 is the MMD-VAE. The weight
    of the KL term grows from 0 over the first ``warm_up`` steps.
    """

    reports: ClassVar = (*VAE.reports, "mmd")

    def __init__(
        self,
        encoder: keras.Model,
        decoder: keras.Model,
        *,
        alpha: float = 0.0,
        strength: float = 1000.0,
        warm_up: int = 0,
        likelihood: str = "bernoulli",
        seed: int = 0,
    ) -> None:
        super().__init__(
            encoder, decoder, likelihood=likelihood, beta=1.0 - alpha, warm_up=warm_up, seed=seed
        )
        self.mmd_weight = alpha + strength - 1.0

    def objectives(self, images: Tensor, labels: Tensor, training: bool) -> dict[str, Tensor]:
        """Equation 6 of the paper, with one posterior sample for each image."""
        draws = self.explain(images, labels, 1, self.chance(0, training), training)
        reconstruction, kl = self.elbo(draws)
        prior = self.prior(tf.shape(images)[0], self.chance(1, training))
        distance = mmd(draws.z[0], prior)
        self.record(mmd=distance)
        divergence = self.kl_weight() * kl + self.mmd_weight * distance
        return {"autoencoder": reconstruction + divergence}
