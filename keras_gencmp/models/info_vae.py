"""InfoVAE (Zhao et al. 2019): a VAE with an MMD between aggregate posterior and prior."""

from typing import ClassVar

import keras
import tensorflow as tf

from keras_gencmp.losses.divergence import mmd
from keras_gencmp.models.base import Tensor
from keras_gencmp.models.vae import VAE
from keras_gencmp.recipes.schema import CountOrNone, Weight


class InfoVAE(VAE):
    """-E log p(x|z) + (1 - alpha) KL(q(z|x) || p(z)) + (alpha + lambda - 1) MMD^2(q(z) || p(z)).

    Equation 6 of the paper with the MMD as its divergence; ``strength`` is lambda. The MMD is one
    number for a whole batch, the other terms are means over its images, each summed over pixels and
    latent dimensions. alpha = 1 is the MMD-VAE. The weight of the KL term grows from 0 over the
    first ``warm_up`` steps.
    """

    metric_names: ClassVar = (*VAE.metric_names, "mmd")
    takes_prior: ClassVar = False  # the MMD would not teach a mixture its weights

    def __init__(
        self,
        encoder: keras.Model,
        decoder: keras.Model,
        *,
        alpha: float = 0.0,
        strength: Weight = 1000.0,
        warm_up: CountOrNone = 0,
        likelihood: str = "bernoulli",
        seed: int = 0,
    ) -> None:
        super().__init__(
            encoder, decoder, likelihood=likelihood, beta=1.0 - alpha, warm_up=warm_up, seed=seed
        )
        self.mmd_weight = alpha + strength - 1.0

    def objectives(self, x: Tensor, y: Tensor, training: bool) -> dict[str, Tensor]:
        """Equation 6 of the paper, with one posterior sample for each image."""
        mean, log_variance = self.posterior(x, y, training)  # q(z|x)
        z = self.reparameterise(mean, log_variance, self.stream_seed(0, training))  # z ~ q(z|x)
        loss = self.reconstruction_loss(x, self.logits(z, y, training))  # -log p(x|z)
        reconstruction = tf.reduce_mean(loss, axis=0)
        kl = self.p_z.kl(mean, log_variance, z)  # KL(q(z|x) || p(z))
        self.record_metrics(negative_elbo=reconstruction + kl, reconstruction=reconstruction, kl=kl)

        # The z of the batch are a sample of q(z) = E q(z|x).
        distance = mmd(z[0], self.prior(tf.shape(x)[0], self.stream_seed(1, training)))
        self.record_metrics(mmd=distance)
        divergence = self.kl_weight() * tf.reduce_mean(kl) + self.mmd_weight * distance
        return {"autoencoder": tf.reduce_mean(reconstruction) + divergence}
