"""Adversarial variational Bayes (Mescheder et al. 2017): a posterior without a density."""

from typing import ClassVar

import keras
import tensorflow as tf

from keras_gencmp import noise
from keras_gencmp.losses.adversarial import non_saturating
from keras_gencmp.losses.variational import log_normal
from keras_gencmp.models.base import Tensor
from keras_gencmp.models.inference import BATCH
from keras_gencmp.models.vae import VAE
from keras_gencmp.priors.prior import Prior
from keras_gencmp.recipes.schema import CountOrNone, Weight


class AVB(VAE):
    """Encoder [x, noise] -> [z, E z, Var z] and decoder against T(x, z), a logit of z ~ q(z|x).

    T minimises -E log sigmoid(T(x, z)) - E log(1 - sigmoid(T(x, z_p))), z ~ q(z|x), z_p ~ p(z),
    and so approaches log q(z|x) - log p(z), which stands in for the KL term: the autoencoder
    minimises -E log p(x|z) + beta E T(x, z). With ``adaptive_contrast`` T compares q with r(z|x) =
    N(E z, Var z) instead, and log r(z|x) - log p(z) is added in closed form. The recorded KL is an
    estimate by T: while T lags behind, it is too small, and -ELBO no bound.
    """

    players: ClassVar = {**VAE.players, "discriminator": ("discriminator",)}
    metric_names: ClassVar = ("reconstruction", "kl_estimate", "discriminator_loss")
    has_likelihood: ClassVar = False

    def __init__(
        self,
        encoder: keras.Model,
        decoder: keras.Model,
        discriminator: keras.Model,
        *,
        prior: Prior | None = None,
        adaptive_contrast: bool = True,
        beta: Weight = 1.0,
        warm_up: CountOrNone = 0,
        seed: int = 0,
    ) -> None:
        networks = {"encoder": encoder, "decoder": decoder, "discriminator": discriminator}
        super().__init__(**networks, prior=prior, beta=beta, warm_up=warm_up, seed=seed)
        self.adaptive_contrast, self.adversarial_loss = adaptive_contrast, non_saturating()

    def objectives(self, x: Tensor, y: Tensor, training: bool) -> dict[str, Tensor]:
        """Algorithm 1 of the paper: the primal and the dual objective at the same weights."""
        count = tf.shape(x)[0]
        noise = self.noise(count, self.stream_seed(0, training))
        z, mean, variance = self.encoder([x, noise], training=training)  # z ~ q(z|x)
        contrasted, log_reference = self.contrast(z, mean, variance)
        z_p = self.reference(count, self.stream_seed(1, training))  # what T sees of z ~ r(z|x)
        score = self.discriminator([x, contrasted], training=training)  # T(x, z)
        prior_score = self.discriminator([x, z_p], training=training)  # T(x, z_p)

        reconstruction = self.reconstruction_loss(x, self.logits(z, y, training))  # -log p(x|z)
        kl = score[:, 0] + log_reference - self.p_z.log_prob(z)
        dual = self.adversarial_loss.discriminator(score, prior_score)
        self.record_metrics(reconstruction=reconstruction, kl_estimate=kl, discriminator_loss=dual)
        primal = tf.reduce_mean(reconstruction + self.kl_weight() * kl)
        return {"autoencoder": primal, "discriminator": dual}

    def contrast(self, z: Tensor, mean: Tensor, variance: Tensor) -> tuple[Tensor, Tensor]:
        """What T sees of z, and log r(z|x): z normalised by the moments of r; (n, latent), (n,).

        Without adaptive contrast it is z itself, and log p(z). The moments pass no gradient
        (section 3.3 of the paper): at T's optimum it is zero in expectation.
        """
        if not self.adaptive_contrast:
            return z, self.p_z.log_prob(z)
        mean, variance = tf.stop_gradient(mean), tf.stop_gradient(variance) + 1e-4
        return (z - mean) / tf.sqrt(variance), log_normal(z, mean, tf.math.log(variance))

    def reference(self, count: Tensor, seed: Tensor) -> Tensor:
        """Samples of r(z|x) as T sees them, from p(z) or, normalised, from N(0, I)."""
        if not self.adaptive_contrast:
            return self.prior(count, seed)
        return noise.normal([count, self.latent], seed, self.xla)

    def noise(self, count: Tensor, seed: Tensor) -> Tensor:
        """The encoder's noise, from N(0, I); (count, length of the encoder's second input)."""
        return noise.normal([count, self.encoder.inputs[1].shape[-1]], seed, self.xla)

    def posterior_mean(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """E z given each image, over the same noises for every image."""
        count = tf.shape(images)[0]
        rows = tf.maximum(count, BATCH)  # the encoder's moments need many noises
        filled = tf.pad(images, [[0, rows - count], [0, 0], [0, 0], [0, 0]])
        noise = self.noise(rows, tf.zeros([2], "int64"))
        return self.encoder([filled, noise], training=False)[1][:count]
