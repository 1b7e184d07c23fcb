"""q(z|x) and p(x|z) of a VAE: what is drawn of them, decoded, and scored."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp import noise
from keras_gencmp.losses import variational as terms
from keras_gencmp.losses.fast_bernoulli import bernoulli_log_likelihood
from keras_gencmp.models import pixel_by_pixel
from keras_gencmp.priors.prior import Prior

Tensor = Any


class EncoderDecoder:
    """The posterior, the decoder and the prior of a VAE: a mixin of GenerativeModel.

    ``likelihood`` of the pixels is "bernoulli" or "gaussian". A network ``autoregression`` adds to
    the logits what the pixels before each pixel say about it.
    """

    encoder: keras.Model
    decoder: keras.Model
    autoregression: keras.Model
    likelihood: str
    p_z: Prior
    roles: tuple[str, ...]
    latent: int
    image_shape: tuple[int, int, int]
    xla: bool
    conditioned: Callable[..., Any]
    decode_many: Callable[..., np.ndarray]
    _in_chunks: Callable[..., np.ndarray]

    @property
    def has_independent_pixels(self) -> bool:
        """Whether the pixels of p(x|z) are independent of each other given z."""
        return "autoregression" not in self.roles

    def posterior(
        self, images: Tensor, labels: Tensor | None = None, training: bool = False
    ) -> tuple[Tensor, Tensor]:
        """Mean and log variance of q(z|x), each (n, latent)."""
        return self.encoder(self.conditioned(images, labels), training=training)

    def reparameterise(
        self, mean: Tensor, log_variance: Tensor, seed: Tensor, count: int | Tensor = 1
    ) -> Tensor:
        """z = mean + exp(log_variance / 2) * epsilon with epsilon ~ N(0, I); (count, n, latent).

        The reparameterisation trick (section 2.4 of the paper).
        """
        shape = tf.concat([[count], tf.shape(mean)], 0)
        epsilon = noise.normal(shape, seed, self.xla)
        return mean + tf.exp(0.5 * log_variance) * epsilon

    def logits(self, z: Tensor, labels: Tensor | None, training: bool = False) -> Tensor:
        """Logits of the Bernoulli pixels of p(x|z), or means of Gaussian ones.

        z is (n, latent) or (k, n, latent), the result (n, h, w, c) or (k, n, h, w, c).
        """
        if len(z.shape) == 2:
            return self.decoder(self.conditioned(z, labels), training=training)
        count = tf.shape(z)[0]
        flat = tf.reshape(z, [-1, self.latent])
        repeated = tf.tile(labels, [count]) if self.conditional else None
        logits = self.logits(flat, repeated, training)
        return tf.reshape(logits, [count, -1, *self.image_shape])

    def reconstruction_loss(self, images: Tensor, logits: Tensor) -> Tensor:
        """-log p(x|z), (..., n), of images (n, h, w, c) and logits (..., n, h, w, c)."""
        if self.likelihood == "bernoulli":
            return terms.bernoulli_nll(images, self._with_neighbours(images, logits))
        return terms.gaussian_nll(images, logits, self.pixel_variance(tf.ones([1, 1])))

    def log_conditional(self, images: Tensor, logits: Tensor) -> Tensor:
        """log p(x|z) as minus :meth:`reconstruction_loss`, by fewer operations; (..., n)."""
        if self.likelihood == "bernoulli":
            return bernoulli_log_likelihood(images, self._with_neighbours(images, logits))
        return -self.reconstruction_loss(images, logits)

    def log_weights(
        self,
        images: Tensor,
        labels: Tensor,
        moments: tuple[Tensor, Tensor],
        seed: Tensor,
        count: int | Tensor,
    ) -> Tensor:
        """log p(x|z) + log p(z) - log q(z|x) of ``count`` samples z of q, (count, n).

        ``moments`` are those of :meth:`posterior`. For evaluations, see :meth:`log_conditional`.
        """
        z = self.reparameterise(*moments, seed, count)
        loss = -self.log_conditional(images, self.logits(z, labels))
        return terms.log_importance_weights(loss, z, *moments, self.p_z.log_prob(z))

    def elbo_terms(self, images: Tensor, labels: Tensor, seed: Tensor) -> tuple[Tensor, Tensor]:
        """-log p(x|z) of one z ~ q(z|x), and KL(q(z|x) || p(z)), each (n,)."""
        mean, log_variance = self.posterior(images, labels)
        z = self.reparameterise(mean, log_variance, seed)
        loss = self.reconstruction_loss(images, self.logits(z[0], labels))
        return loss, self.p_z.kl(mean, log_variance, z)

    def pixels(self, logits: Tensor) -> Tensor:
        """The pixel means of p(x|z), in [0, 1]: Gaussian means that lie outside are cut off."""
        bernoulli = self.likelihood == "bernoulli"
        return tf.sigmoid(logits) if bernoulli else tf.clip_by_value(logits, 0.0, 1.0)

    def decode(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Pixel means of p(x|z), images in [0, 1].

        With an autoregressive term the mean of each pixel is that given the pixels before it, which
        are drawn; the draws are a function of z.
        """
        logits = self.logits(z, labels)
        if self.has_independent_pixels:
            return self.pixels(logits)
        uniform = noise.of_rows(z, int(np.prod(self.image_shape)))
        return pixel_by_pixel.means(logits, self.autoregression, uniform)

    def encode(self, images: Any, labels: Any = None) -> np.ndarray:
        """Posterior means (n, latent) of images in [0, 1]."""
        return self._in_chunks("posterior_mean", images, labels)

    def posterior_mean(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The mean of q(z|x), in inference mode."""
        return self.posterior(images, labels)[0]

    def reconstruct(self, images: Any, labels: Any = None) -> np.ndarray:
        """Images decoded from their posterior means."""
        return self.decode_many(self.encode(images, labels), labels)

    def _with_neighbours(self, images: Tensor, logits: Tensor) -> Tensor:
        return logits if self.has_independent_pixels else logits + self.autoregression(images)
