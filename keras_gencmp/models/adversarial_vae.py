"""The adversarial VAE of report D: a VAE whose reconstructions must also fool a discriminator.

The report writes L = L_recon - beta L_KL + lambda L_adv and L_adv = log D(x, z) +
log(1 - D(x, G(z))), whose signs contradict each other and whose second D sees no fake image. We
read it as: autoencoder and discriminator minimise, with z ~ q(z|x) and x' the decoded pixel means,

    autoencoder:    -E_q log p(x|z) + beta KL(q(z|x) || p(z)) - lambda log D(x', z)
    discriminator:  -log D(x, z) - log(1 - D(x', z))

The z that D sees passes no gradient: the encoder hears of D only through x'.
"""

from typing import ClassVar

import keras
import tensorflow as tf

from keras_gencmp.losses.adversarial import non_saturating
from keras_gencmp.models.base import Tensor
from keras_gencmp.models.vae import VAE


class AdversarialVAE(VAE):
    """Autoencoder against a discriminator of pairs [image, z]; ``strength`` is lambda."""

    players: ClassVar = {**VAE.players, "discriminator": ("discriminator",)}
    reports: ClassVar = (*VAE.reports, "discriminator_loss", "real_score", "fake_score")

    def __init__(
        self,
        encoder: keras.Model,
        decoder: keras.Model,
        discriminator: keras.Model,
        *,
        beta: float = 1.0,
        strength: float = 1.0,
        seed: int = 0,
    ) -> None:
        super().__init__(encoder, decoder, beta=beta, seed=seed, discriminator=discriminator)
        self.strength, self.loss_pair = strength, non_saturating()

    def objectives(self, images: Tensor, labels: Tensor, training: bool) -> dict[str, Tensor]:
        """Both players' losses from one forward pass."""
        draws = self.explain(images, labels, 1, self.chance(0, training), training)
        reconstruction, kl = self.elbo(draws)
        z, fake = tf.stop_gradient(draws.z[0]), self.pixels(draws.logits[0])
        real_score, fake_score = (
            self.discriminator([x, z], training=training) for x in (images, fake)
        )
        loss = self.loss_pair.discriminator(real_score, fake_score)
        self.record(discriminator_loss=loss, real_score=real_score, fake_score=fake_score)
        adversarial = self.strength * self.loss_pair.generator(fake_score)
        return {
            "autoencoder": reconstruction + self.beta * kl + adversarial,
            "discriminator": loss,
        }
