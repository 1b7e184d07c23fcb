"""VAE-GAN (Larsen et al. 2016): reconstruction is measured in a discriminator's features."""

from typing import ClassVar

import keras
import tensorflow as tf

from keras_gencmp.losses.adversarial import AdversarialLoss, non_saturating
from keras_gencmp.models.base import Tensor
from keras_gencmp.models.vae import VAE
from keras_gencmp.recipes.schema import Weight


class VAEGAN(VAE):
    """Encoder, decoder and a discriminator that returns [logits, Dis_l], each with its own loss.

    With z ~ q(z|x), x~ = Dec(z), z_p ~ p(z), x_p = Dec(z_p) (Algorithm 1 of the paper):

        L_prior = KL(q(z|x) || p(z)),   L_rec = E |Dis_l(x) - Dis_l(x~)|^2 / 2
        encoder:        L_prior + L_rec
        decoder:        gamma L_rec - E log Dis(x~) / 2 - E log Dis(x_p) / 2
        discriminator:  -E log Dis(x) - E log(1 - Dis(x~)) / 2 - E log(1 - Dis(x_p)) / 2

    The reconstruction loss never moves the discriminator, nor the adversarial loss the encoder.
    The decoder's adversarial loss is the non-saturating one; ``loss = "minimax"`` is the paper's.
    Its gating of updates is left out.
    """

    players: ClassVar = {role: (role,) for role in ("encoder", "decoder", "discriminator")}
    metric_names: ClassVar = (
        *("reconstruction", "kl", "generator_loss", "discriminator_loss"),
        *("real_score", "fake_score"),
    )
    has_likelihood: ClassVar = False
    has_pixel_likelihood: ClassVar = False
    takes_prior: ClassVar = False  # encoder and decoder would pull at it

    def __init__(
        self,
        encoder: keras.Model,
        decoder: keras.Model,
        discriminator: keras.Model,
        *,
        gamma: Weight = 1.0,
        loss: AdversarialLoss | None = None,
        seed: int = 0,
    ) -> None:
        super().__init__(encoder, decoder, seed=seed, discriminator=discriminator)
        self.gamma, self.adversarial_loss = gamma, loss or non_saturating()

    def objectives(self, x: Tensor, y: Tensor, training: bool) -> dict[str, Tensor]:
        """Algorithm 1 of the paper, from one forward pass; both kinds of images weigh half."""
        mean, log_variance = self.posterior(x, y, training)  # q(z|x)
        z = self.reparameterise(mean, log_variance, self.stream_seed(0, training))[0]
        z_p = self.prior(tf.shape(z)[0], self.stream_seed(1, training))
        x_tilde, x_p = (self.pixels(self.logits(each, y, training)) for each in (z, z_p))

        real_score, real_features = self.discriminator(x, training=training)
        tilde_score, features = self.discriminator(x_tilde, training=training)
        prior_score, _ = self.discriminator(x_p, training=training)
        fake_score = tf.concat([tilde_score, prior_score], axis=0)

        kl = self.p_z.kl(mean, log_variance, z[None])
        # -log N(Dis_l(x); Dis_l(x~), I) without its constant
        reconstruction = 0.5 * tf.reduce_sum(tf.square(real_features - features), axis=-1)
        generator_loss = self.adversarial_loss.generator(real_score, fake_score)
        discriminator_loss = self.adversarial_loss.discriminator(real_score, fake_score)
        self.record_metrics(reconstruction=reconstruction, kl=kl)
        self.record_metrics(generator_loss=generator_loss, discriminator_loss=discriminator_loss)
        self.record_metrics(real_score=real_score, fake_score=fake_score)
        return {
            "encoder": tf.reduce_mean(kl + reconstruction),
            "decoder": tf.reduce_mean(self.gamma * reconstruction) + generator_loss,
            "discriminator": discriminator_loss,
        }
