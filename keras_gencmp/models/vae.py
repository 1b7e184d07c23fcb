"""The variational autoencoder (Kingma and Welling 2014)."""

from typing import Any, ClassVar

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp import noise
from keras_gencmp.losses import variational as terms
from keras_gencmp.models.base import GenerativeModel, Tensor
from keras_gencmp.priors.prior import Prior
from keras_gencmp.recipes.schema import Count, CountOrNone, Weight


class VAE(GenerativeModel):
    """Encoder q(z|x) and decoder p(x|z), trained on the negative evidence lower bound in nats.

    -ELBO(x) = -E log p(x|z) + KL(q(z|x) || p(z)) with z ~ q(z|x). ``likelihood`` of the pixels is
    "bernoulli", from logits, or "gaussian", from means and one variance for all pixels, a learned
    weight of the autoencoder (Dai and Wipf 2019). ``beta`` weighs the KL term (Higgins et al.
    2017), growing linearly to its value over the first ``warm_up`` steps. Each expectation
    is the mean over ``samples`` of z; ``importance_weighted`` trains on their tighter bound (Burda
    et al. 2016). The metrics are always the terms of -ELBO, with beta 1.
    """

    players: ClassVar = {
        "autoencoder": ("encoder", "decoder", "pixel_variance", "prior_parameters")
    }
    metric_names: ClassVar = ("negative_elbo", "reconstruction", "kl")
    has_encoder: ClassVar = True
    has_pixel_likelihood: ClassVar = True
    has_likelihood: ClassVar = True
    takes_prior: ClassVar = True

    def __init__(
        self,
        encoder: keras.Model,
        decoder: keras.Model,
        *,
        prior: Prior | None = None,
        likelihood: str = "bernoulli",
        beta: Weight = 1.0,
        warm_up: CountOrNone = 0,
        samples: Count = 1,
        importance_weighted: bool = False,
        seed: int = 0,
        **others: keras.Model,
    ) -> None:
        if likelihood not in ("bernoulli", "gaussian"):
            raise ValueError(f"likelihood is bernoulli or gaussian, not {likelihood!r}")
        if importance_weighted and (beta != 1 or warm_up):
            raise ValueError("the importance-weighted bound goes with beta 1 and no warm-up")
        if likelihood == "gaussian":
            others["pixel_variance"] = pixel_variance()
        if prior and prior.parameters:
            others["prior_parameters"] = prior.parameters
        super().__init__(seed=seed, encoder=encoder, decoder=decoder, **others)
        if prior:
            self._use_prior(prior)
        self.likelihood, self.beta, self.warm_up = likelihood, beta, warm_up
        self.samples, self.importance_weighted = samples, importance_weighted

    def train_step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One step down the gradient of -ELBO; in a subclass, of each player's objective."""
        x, y = batch
        self.minimize_together(lambda: self.objectives(x, y, training=True))
        return self.finish_step()

    def test_step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """The same losses on held-out images."""
        x, y = batch
        self.objectives(x, y, training=False)
        return self.recorded_metrics()

    def objectives(self, x: Tensor, y: Tensor, training: bool) -> dict[str, Tensor]:
        """-ELBO (equation 10 of the paper), or -E log 1/K sum_k w_k; means over the batch."""
        mean, log_variance = self.posterior(x, y, training)  # q(z|x)
        seed = self.stream_seed(0, training)
        z = self.reparameterise(mean, log_variance, seed, self.samples)  # z ~ q(z|x)
        loss = self.reconstruction_loss(x, self.logits(z, y, training))  # -log p(x|z)
        reconstruction = tf.reduce_mean(loss, axis=0)
        kl = self.p_z.kl(mean, log_variance, z)  # KL(q(z|x) || p(z))
        self.record_metrics(negative_elbo=reconstruction + kl, reconstruction=reconstruction, kl=kl)
        if self.importance_weighted:
            log_p = self.p_z.log_prob(z)  # log p(z)
            log_w = terms.log_importance_weights(loss, z, mean, log_variance, log_p)
            return {"autoencoder": -tf.reduce_mean(terms.importance_weighted_bound(log_w))}
        weighted = self.kl_weight() * tf.reduce_mean(kl)
        return {"autoencoder": tf.reduce_mean(reconstruction) + weighted}

    def prepare(self, split: Any) -> None:
        """Let the prior take what it needs of the training images before the first step."""
        if not int(self.clock.numpy()):
            self.p_z.prepare(split.images, self.seed)

    def _use_prior(self, prior: Prior) -> None:
        if self.p_z is not self.given_prior:
            raise ValueError("its class has a prior of its own, and takes no other")
        if prior.latent != self.latent:
            raise ValueError(f"the prior is of {prior.latent} latents, not of {self.latent}")
        of_images = self.has_likelihood and not self.conditional
        prior.attach(self.posterior if of_images else None)
        self.p_z = self.given_prior = prior

    def kl_weight(self) -> Tensor:
        """Beta at this step of the warm-up."""
        progress = tf.cast(self.clock.value, "float32") / max(self.warm_up, 1)
        return self.beta * (tf.minimum(1.0, progress) if self.warm_up else 1.0)

    def stream_seed(self, stream: int, training: bool) -> Tensor:
        """The seed of a stream of noise; training and evaluation have streams of their own."""
        return self.noise_seed(2 * stream + (0 if training else 1))

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

    def logits(self, z: Tensor, labels: Tensor, training: bool = False) -> Tensor:
        """Logits of the Bernoulli pixels of p(x|z), or means of Gaussian ones.

        z is (n, latent) or (k, n, latent), the result (n, h, w, c) or (k, n, h, w, c).
        """
        if len(z.shape) == 2:
            return self.decoder(self.conditioned(z, labels), training=training)
        count = tf.shape(z)[0]
        flat = tf.reshape(z, [-1, self.latent])
        logits = self.logits(flat, tf.tile(labels, [count]), training)
        return tf.reshape(logits, [count, -1, *self.image_shape])

    def reconstruction_loss(self, images: Tensor, logits: Tensor) -> Tensor:
        """-log p(x|z), (..., n), of images (n, h, w, c) and logits (..., n, h, w, c)."""
        if self.likelihood == "bernoulli":
            return terms.bernoulli_nll(images, logits)
        return terms.gaussian_nll(images, logits, self.pixel_variance(tf.ones([1, 1])))

    def pixels(self, logits: Tensor) -> Tensor:
        """The pixel means of p(x|z), in [0, 1]: Gaussian means that lie outside are cut off."""
        bernoulli = self.likelihood == "bernoulli"
        return tf.sigmoid(logits) if bernoulli else tf.clip_by_value(logits, 0.0, 1.0)

    def decode(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Pixel means of p(x|z), images in [0, 1]."""
        return self.pixels(self.logits(z, labels))

    def encode(self, images: Any, labels: Any = None) -> np.ndarray:
        """Posterior means (n, latent) of images in [0, 1]."""
        return self._in_chunks("posterior_mean", images, labels)

    def posterior_mean(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The mean of q(z|x), in inference mode."""
        return self.posterior(images, labels)[0]

    def reconstruct(self, images: Any, labels: Any = None) -> np.ndarray:
        """Images decoded from their posterior means."""
        return self.decode_many(self.encode(images, labels), labels)


def pixel_variance() -> keras.Model:
    """The log variance of all pixels as a network of one weight: 1 (1,) -> log variance (1,).

    It starts at a variance of 0.05, half of that of MNIST's pixels.
    """
    one, start = keras.Input((1,), dtype="float32"), keras.initializers.Constant(np.log(0.05))
    weight = keras.layers.Dense(1, use_bias=False, kernel_initializer=start, dtype="float32")
    return keras.Model(one, weight(one), name="pixel_variance")
