"""The adversarial VAE of report D: a VAE whose reconstructions must also fool a discriminator.

The report writes L = L_recon - beta L_KL + lambda L_adv and L_adv = log D(x, z) +
log(1 - D(x, G(z))), whose signs contradict each other; the second D gets the real x as its image,
with G(z) in the place of z. We read it as: autoencoder and discriminator minimise, with z ~ q(z|x)
and x' the decoded means,

    autoencoder:    -E log p(x|z) + beta KL(q(z|x) || p(z)) - lambda E log D(x', z)
    discriminator:  -E log D(x, z) - E log(1 - D(x', z))

The z that D sees passes no gradient: D teaches the encoder only through x'.
"""

from typing import ClassVar

import keras
import tensorflow as tf

from keras_gencmp.losses.adversarial import non_saturating
from keras_gencmp.models.base import Tensor
from keras_gencmp.models.vae import VAE
from keras_gencmp.priors.prior import Prior
from keras_gencmp.recipes.schema import Weight


class AdversarialVAE(VAE):
    """Autoencoder against a discriminator of pairs [image, z]; ``strength`` is lambda."""

    players: ClassVar = {**VAE.players, "discriminator": ("discriminator",)}
    metric_names: ClassVar = (
        *VAE.metric_names,
        "discriminator_loss",
        "real_score",
        "fake_score",
    )

    def __init__(
        self,
        encoder: keras.Model,
        decoder: keras.Model,
        discriminator: keras.Model,
        *,
        prior: Prior | None = None,
        beta: Weight = 1.0,
        strength: Weight = 1.0,
        seed: int = 0,
    ) -> None:
        others = {"discriminator": discriminator}
        super().__init__(encoder, decoder, prior=prior, beta=beta, seed=seed, **others)
        self.strength, self.adversarial_loss = strength, non_saturating()

    def objectives(self, x: Tensor, y: Tensor, training: bool) -> dict[str, Tensor]:
        """Both players' losses from one forward pass."""
        mean, log_variance = self.posterior(x, y, training)  # q(z|x)
        z = self.reparameterise(mean, log_variance, self.stream_seed(0, training))  # z ~ q(z|x)
        logits = self.logits(z, y, training)
        reconstruction = tf.reduce_mean(self.reconstruction_loss(x, logits), axis=0)  # -log p(x|z)
        kl = self.p_z.kl(mean, log_variance, z)  # KL(q(z|x) || p(z))
        self.record_metrics(negative_elbo=reconstruction + kl, reconstruction=reconstruction, kl=kl)

        fixed_z, decoded = tf.stop_gradient(z[0]), self.pixels(logits[0])  # x'
        real_score = self.discriminator([x, fixed_z], training=training)  # D(x, z)
        fake_score = self.discriminator([decoded, fixed_z], training=training)  # D(x', z)
        loss = self.adversarial_loss.discriminator(real_score, fake_score)
        fooling = self.adversarial_loss.generator(real_score, fake_score)
        self.record_metrics(discriminator_loss=loss, real_score=real_score, fake_score=fake_score)

        negative_elbo = tf.reduce_mean(reconstruction) + self.beta * tf.reduce_mean(kl)
        return {"autoencoder": negative_elbo + self.strength * fooling, "discriminator": loss}
