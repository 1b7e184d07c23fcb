"""A VAE of two stochastic layers (Tomczak and Welling 2018, section 3)."""

from typing import Any, ClassVar

import keras
import tensorflow as tf

from keras_gencmp import noise
from keras_gencmp.losses.variational import gaussian_kl_between, log_normal
from keras_gencmp.models.base import Tensor
from keras_gencmp.models.vae import VAE, Bound
from keras_gencmp.priors.prior import Prior
from keras_gencmp.priors.standard_normal import StandardNormal


class HierarchicalVAE(VAE):
    """q(z2|x), q(z1|x, z2), p(z2), p(z1|z2) and p(x|z1, z2), all of diagonal Gaussians but p(x|z).

    -ELBO = -E log p(x|z1, z2) + E KL(q(z1|x, z2) || p(z1|z2)) + KL(q(z2|x) || p(z2))

    A latent z is [z1, z2], each of half its length. ``encoder`` is q(z2|x), ``local_encoder``
    q(z1|x, z2) from [``local_features`` of x, z2], ``local_prior`` p(z1|z2), each to [mean, log
    variance], and ``prior`` p(z2).
    """

    players: ClassVar = {
        "autoencoder": (
            *VAE.players["autoencoder"],
            "local_features",
            "local_encoder",
            "local_prior",
        )
    }
    levels: ClassVar = 2

    def __init__(
        self,
        encoder: keras.Model,
        local_features: keras.Model,
        local_encoder: keras.Model,
        local_prior: keras.Model,
        decoder: keras.Model,
        *,
        prior: Prior | None = None,
        **options: Any,
    ) -> None:
        networks = {
            "local_features": local_features,
            "local_encoder": local_encoder,
            "local_prior": local_prior,
        }
        super().__init__(encoder, decoder, prior=prior, **networks, **options)
        if prior is None:
            self._use_prior(StandardNormal(self.latent // self.levels))

    def prior(self, count: int | Tensor, seed: Tensor) -> Tensor:
        """z2 ~ p(z2) and z1 ~ p(z1|z2) as [z1, z2], (count, latent)."""
        z2 = self.given_prior.sample(count, seed, self.xla)
        mean, log_variance = self.local_prior(z2, training=False)
        epsilon = noise.normal(tf.shape(mean), noise.fold_in(seed, 2), self.xla)
        return tf.concat([mean + tf.exp(0.5 * log_variance) * epsilon, z2], axis=-1)

    def log_prior(self, z: Tensor) -> Tensor:
        """log p(z2) + log p(z1|z2) of z = [z1, z2], (..., latent) to (...)."""
        z1, z2 = tf.split(z, 2, axis=-1)
        return self.given_prior.log_prob(z2) + log_normal(z1, *self.moments_of_rows(z2))

    def bound(self, x: Tensor, y: Tensor, training: bool, samples: int, weighted: bool) -> Bound:
        """-ELBO, or ``weighted`` -E log 1/K sum_k w_k; and its terms."""
        q2 = self.posterior(x, y, training)  # q(z2|x)
        seed = self.stream_seed(0, training)
        loss, kl, log_w = self.terms(x, q2, seed, samples, training)
        return self.negative_elbo(loss, kl, log_w if weighted else None)

    def terms(
        self, x: Tensor, q2: tuple[Tensor, Tensor], seed: Tensor, count: Any, training: bool = False
    ) -> tuple[Tensor, Tensor, Tensor]:
        """-log p(x|z) (count, n), the sum of both KL (n,), and log w (count, n), of samples z."""
        z2 = self.reparameterise(*q2, seed, count)  # z2 ~ q(z2|x)
        q1 = self.local_posterior(x, z2, training)  # q(z1|x, z2)
        epsilon = noise.normal(tf.shape(q1[0]), noise.fold_in(seed, 1), self.xla)
        z1 = q1[0] + tf.exp(0.5 * q1[1]) * epsilon  # z1 ~ q(z1|x, z2)
        p1 = self.moments_of_rows(z2, training)  # p(z1|z2)
        logits = self.logits(tf.concat([z1, z2], -1), None, training)
        # -log p(x|z), by fewer operations where no gradient is taken.
        loss = self.reconstruction_loss(x, logits) if training else -self.log_conditional(x, logits)
        kl_1 = tf.reduce_mean(gaussian_kl_between(*q1, *p1), axis=0)
        kl = kl_1 + self.given_prior.kl(*q2, z2)
        log_p = self.given_prior.log_prob(z2) + log_normal(z1, *p1)
        log_q = log_normal(z2, *q2) + log_normal(z1, *q1)
        return loss, kl, log_p - loss - log_q

    def local_posterior(self, x: Tensor, z2: Tensor, training: bool = False) -> list[Tensor]:
        """Mean and log variance of q(z1|x, z2), each like z2 (k, n, latent / 2)."""
        # What is seen of an image is the same for all its z2: computed once for each image.
        features = tf.tile(self.local_features(x, training=training), [tf.shape(z2)[0], 1])
        flat = tf.reshape(z2, [-1, z2.shape[-1]])
        moments = self.local_encoder([features, flat], training=training)
        return [tf.reshape(each, tf.shape(z2)) for each in moments]

    def moments_of_rows(self, z2: Tensor, training: bool = False) -> list[Tensor]:
        """Mean and log variance of p(z1|z2), each like z2 (..., latent / 2)."""
        moments = self.local_prior(tf.reshape(z2, [-1, z2.shape[-1]]), training=training)
        return [tf.reshape(each, tf.shape(z2)) for each in moments]

    def log_weights(
        self,
        images: Tensor,
        labels: Tensor,
        moments: tuple[Tensor, Tensor],
        seed: Tensor,
        count: int | Tensor,
    ) -> Tensor:
        """log p(x, z1, z2) - log q(z1, z2|x) of ``count`` samples of both layers, (count, n)."""
        return self.terms(images, moments, seed, count)[2]

    def elbo_terms(self, images: Tensor, labels: Tensor, seed: Tensor) -> tuple[Tensor, Tensor]:
        """-log p(x|z) of one z, and the sum of both KL terms, each (n,)."""
        loss, kl, _ = self.terms(images, self.posterior(images), seed, 1)
        return loss[0], kl

    def posterior_mean(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """[E q(z1|x, E z2), E q(z2|x)], (n, latent)."""
        mean = self.posterior(images)[0]
        return tf.concat([self.local_posterior(images, mean[None])[0][0], mean], axis=-1)

    def _use_prior(self, prior: Prior) -> None:
        if prior.latent * self.levels != self.latent:
            raise ValueError(
                f"the prior is of {prior.latent} latents, not of half of {self.latent}"
            )
        prior.attach(self.posterior)
        self.given_prior = prior
