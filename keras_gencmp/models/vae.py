"""The variational autoencoder (Kingma and Welling 2014)."""

from typing import Any, ClassVar

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp.losses.variational import bernoulli_nll, gaussian_kl
from keras_gencmp.models.base import GenerativeModel, Tensor, in_chunks


class VAE(GenerativeModel):
    """Encoder q(z|x) and decoder p(x|z), trained on the negative evidence lower bound in nats.

    ``beta`` weighs the KL term (Higgins et al. 2017), growing linearly to its value over the first
    ``warm_up`` training steps. The reports are always those of the bound itself, beta = 1.
    """

    players: ClassVar = {"autoencoder": ("encoder", "decoder")}
    reports: ClassVar = ("negative_elbo", "reconstruction", "kl")

    def __init__(
        self,
        encoder: keras.Model,
        decoder: keras.Model,
        *,
        beta: float = 1.0,
        warm_up: int = 0,
        seed: int = 0,
    ) -> None:
        super().__init__(seed=seed, encoder=encoder, decoder=decoder)
        self.beta, self.warm_up = beta, warm_up

    def train_step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One step of encoder and decoder together down -ELBO (equation 10 of the paper)."""
        self.minimize("autoencoder", lambda: self.negative_elbo(*batch, training=True))
        return self.results()

    def test_step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """The same loss on held-out images."""
        self.negative_elbo(*batch, training=False)
        return self.take_notes()

    def negative_elbo(self, images: Tensor, labels: Tensor, training: bool) -> Tensor:
        """-E_q log p(x|z) + beta KL(q(z|x) || p(z)), one posterior sample, mean over the batch."""
        mean, log_variance = self.infer(images, labels, training)
        z = self.perturb(mean, log_variance, self.noise_seed(0 if training else 1))
        reconstruction = bernoulli_nll(images, self.logits(z, labels, training))
        kl = gaussian_kl(mean, log_variance)
        self.record(negative_elbo=reconstruction + kl, reconstruction=reconstruction, kl=kl)
        return tf.reduce_mean(reconstruction + self.kl_weight() * kl)

    def kl_weight(self) -> Tensor:
        """Beta at this step of the warm-up."""
        progress = tf.cast(self.clock.value, "float32") / max(self.warm_up, 1)
        return self.beta * (tf.minimum(1.0, progress) if self.warm_up else 1.0)

    def infer(
        self, images: Tensor, labels: Tensor, training: bool = False
    ) -> tuple[Tensor, Tensor]:
        """Mean and log variance of q(z|x), each (n, latent)."""
        return self.encoder(images, training=training)

    def perturb(self, mean: Tensor, log_variance: Tensor, seed: Tensor) -> Tensor:
        """z = mean + sd * epsilon: the reparametrisation trick, one epsilon per image."""
        noise = tf.random.stateless_normal(tf.shape(mean), seed)
        return mean + tf.exp(0.5 * log_variance) * noise

    def logits(self, z: Tensor, labels: Tensor, training: bool = False) -> Tensor:
        """Logits of the Bernoulli pixels of p(x|z)."""
        return self.decoder(z, training=training)

    def decode(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Pixel means of p(x|z), images in [0, 1]."""
        return tf.sigmoid(self.logits(z, labels))

    def encode(self, images: Any, labels: Any = None) -> np.ndarray:
        """Posterior means (n, latent) of images in [0, 1]."""
        return in_chunks(self._compiled("posterior_mean"), np.asarray(images, "float32"), labels)

    def posterior_mean(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The mean of q(z|x), in inference mode."""
        return self.infer(images, labels)[0]

    def reconstruct(self, images: Any, labels: Any = None) -> np.ndarray:
        """Images decoded from their posterior means."""
        return self.decode_many(self.encode(images, labels), labels)
