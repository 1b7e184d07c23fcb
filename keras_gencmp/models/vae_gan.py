"""VAE-GAN (Larsen et al. 2016): reconstruction is measured in a discriminator's features."""

from typing import ClassVar

import keras
import tensorflow as tf

from keras_gencmp.losses.adversarial import AdversarialLoss, non_saturating
from keras_gencmp.losses.variational import gaussian_kl
from keras_gencmp.models.base import Tensor
from keras_gencmp.models.vae import VAE


class VAEGAN(VAE):
    """Encoder, decoder and a discriminator that returns [logits, Dis_l], each with its own loss.

    The reconstruction loss never moves the discriminator, nor the adversarial loss the encoder.
    ``gamma`` weighs likeness against fooling the discriminator. The decoder's adversarial loss is
    the non-saturating one; ``loss = "minimax"`` is the paper's. Its gating of updates is left out.
    """

    players: ClassVar = {role: (role,) for role in ("encoder", "decoder", "discriminator")}
    reports: ClassVar = (
        *("reconstruction", "kl", "generator_loss", "discriminator_loss"),
        *("real_score", "fake_score"),
    )
    has_likelihood: ClassVar = False
    explains_pixels: ClassVar = False

    def __init__(
        self,
        encoder: keras.Model,
        decoder: keras.Model,
        discriminator: keras.Model,
        *,
        gamma: float = 1.0,
        loss: AdversarialLoss | None = None,
        seed: int = 0,
    ) -> None:
        super().__init__(encoder, decoder, seed=seed, discriminator=discriminator)
        self.gamma, self.loss_pair = gamma, loss or non_saturating()

    def objectives(self, images: Tensor, labels: Tensor, training: bool) -> dict[str, Tensor]:
        """Algorithm 1 of the paper, from one forward pass; both kinds of fakes weigh half."""
        mean, log_variance = self.infer(images, labels, training)
        z = self.perturb(mean, log_variance, self.chance(0, training))[0]
        real_score, features = self.discriminator(images, training=training)
        rebuilt_score, rebuilt = self.judge(z, training)
        drawn_score, _ = self.judge(self.prior(tf.shape(z)[0], self.chance(1, training)), training)
        fake_score = tf.concat([rebuilt_score, drawn_score], axis=0)
        kl = gaussian_kl(mean, log_variance)
        # -log N(Dis_l(x); Dis_l(x'), I) without its constant
        likeness = 0.5 * tf.reduce_sum(tf.square(features - rebuilt), axis=-1)
        fooled = self.loss_pair.generator(fake_score)
        caught = self.loss_pair.discriminator(real_score, fake_score)
        self.record(reconstruction=likeness, kl=kl, generator_loss=fooled)
        self.record(discriminator_loss=caught, real_score=real_score, fake_score=fake_score)
        return {
            "encoder": tf.reduce_mean(kl + likeness),
            "decoder": tf.reduce_mean(self.gamma * likeness) + fooled,
            "discriminator": caught,
        }

    def judge(self, z: Tensor, training: bool) -> tuple[Tensor, Tensor]:
        """Score and features of the images decoded from z."""
        fake = self.pixels(self.decoder(z, training=training))
        return self.discriminator(fake, training=training)
