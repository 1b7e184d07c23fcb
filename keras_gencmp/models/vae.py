"""The variational autoencoder (Kingma and Welling 2014)."""

from typing import Any, ClassVar, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp.losses import variational as terms
from keras_gencmp.models.base import GenerativeModel, Tensor


class Draws(NamedTuple):
    """q(z|x) of n images, (n, latent), and k draws of z from it: z (k, n, latent), -log p(x|z)."""

    mean: Tensor
    log_variance: Tensor
    z: Tensor
    logits: Tensor
    nll: Tensor

    def log_weights(self) -> Tensor:
        """log p(x|z) + log p(z) - log q(z|x), (k, n): the importance weights of p(x)."""
        posterior = terms.log_normal(self.z, self.mean, self.log_variance)
        return terms.log_normal(self.z) - self.nll - posterior


class VAE(GenerativeModel):
    """Encoder q(z|x) and decoder p(x|z), trained on the negative evidence lower bound in nats.

    ``likelihood`` of the pixels is "bernoulli", from logits, or "gaussian", from means and one
    variance for all pixels, a learned weight of the autoencoder (Dai and Wipf 2019). ``beta``
    weighs the KL term (Higgins et al. 2017), growing linearly to its value over the first
    ``warm_up`` steps. ``samples`` draws of z stand for each expectation; ``importance_weighted``
    trains on their tighter bound (Burda et al. 2016). The reports are always those of the ELBO.
    """

    players: ClassVar = {"autoencoder": ("encoder", "decoder", "pixel_variance")}
    reports: ClassVar = ("negative_elbo", "reconstruction", "kl")
    has_likelihood: ClassVar = True  # p(x|z) and q(z|x) are densities, whose weights bound p(x)
    explains_pixels: ClassVar = True  # the decoder is trained on log p(x|z), x being the pixels

    def __init__(
        self,
        encoder: keras.Model,
        decoder: keras.Model,
        *,
        likelihood: str = "bernoulli",
        beta: float = 1.0,
        warm_up: int = 0,
        samples: int = 1,
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
        super().__init__(seed=seed, encoder=encoder, decoder=decoder, **others)
        self.likelihood, self.beta, self.warm_up = likelihood, beta, warm_up
        self.samples, self.importance_weighted = samples, importance_weighted

    def train_step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One step down each player's objective: for the VAE, -ELBO (equation 10 of the paper)."""
        self.minimize_together(lambda: self.objectives(*batch, training=True))
        return self.results()

    def test_step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """The same losses on held-out images."""
        self.objectives(*batch, training=False)
        return self.take_notes()

    def objectives(self, images: Tensor, labels: Tensor, training: bool) -> dict[str, Tensor]:
        """-E_q log p(x|z) + beta KL(q(z|x) || p(z)), or -E log 1/K sum_k w_k; mean over images."""
        draws = self.explain(images, labels, self.samples, self.chance(0, training), training)
        reconstruction, kl = self.elbo(draws)
        if self.importance_weighted:
            bound = terms.importance_weighted_bound(draws.log_weights())
            return {"autoencoder": -tf.reduce_mean(bound)}
        return {"autoencoder": reconstruction + self.kl_weight() * kl}

    def explain(
        self, images: Tensor, labels: Tensor, count: int, seed: Tensor, training: bool = False
    ) -> Draws:
        """``count`` draws from the posterior of each image, and how well they explain it."""
        mean, log_variance = self.infer(images, labels, training)
        z = self.perturb(mean, log_variance, seed, count)
        flat = tf.reshape(z, [-1, self.latent])
        logits = self.logits(flat, tf.tile(labels, [count]), training)
        logits = tf.reshape(logits, [count, -1, *self.image_shape])
        return Draws(mean, log_variance, z, logits, self.nll(images, logits))

    def elbo(self, draws: Draws) -> tuple[Tensor, Tensor]:
        """The two terms of -ELBO, recorded for each image: means over the batch."""
        reconstruction = tf.reduce_mean(draws.nll, axis=0)
        kl = terms.gaussian_kl(draws.mean, draws.log_variance)
        self.record(negative_elbo=reconstruction + kl, reconstruction=reconstruction, kl=kl)
        return tf.reduce_mean(reconstruction), tf.reduce_mean(kl)

    def kl_weight(self) -> Tensor:
        """Beta at this step of the warm-up."""
        progress = tf.cast(self.clock.value, "float32") / max(self.warm_up, 1)
        return self.beta * (tf.minimum(1.0, progress) if self.warm_up else 1.0)

    def chance(self, stream: int, training: bool) -> Tensor:
        """The seed of a stream of noise; training and evaluation have streams of their own."""
        return self.noise_seed(2 * stream + (0 if training else 1))

    def infer(
        self, images: Tensor, labels: Tensor, training: bool = False
    ) -> tuple[Tensor, Tensor]:
        """Mean and log variance of q(z|x), each (n, latent)."""
        return self.encoder(images, training=training)

    def perturb(self, mean: Tensor, log_variance: Tensor, seed: Tensor, count: int = 1) -> Tensor:
        """z = mean + sd * epsilon (count, n, latent): the reparametrisation trick."""
        noise = tf.random.stateless_normal(tf.concat([[count], tf.shape(mean)], 0), seed)
        return mean + tf.exp(0.5 * log_variance) * noise

    def logits(self, z: Tensor, labels: Tensor, training: bool = False) -> Tensor:
        """Logits of the Bernoulli pixels of p(x|z), or means of Gaussian ones."""
        return self.decoder(z, training=training)

    def nll(self, images: Tensor, logits: Tensor) -> Tensor:
        """-log p(x|z), (..., n)."""
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
        return self._mapped("posterior_mean", images, labels)

    def posterior_mean(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The mean of q(z|x), in inference mode."""
        return self.infer(images, labels)[0]

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
