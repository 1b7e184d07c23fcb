"""The variational autoencoder (Kingma and Welling 2014)."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp.losses import variational as terms
from keras_gencmp.models import data_start
from keras_gencmp.models.base import GenerativeModel, Tensor
from keras_gencmp.models.encoder_decoder import EncoderDecoder
from keras_gencmp.models.players import Gradients
from keras_gencmp.networks import local
from keras_gencmp.priors.prior import Prior
from keras_gencmp.recipes.hints import Range
from keras_gencmp.recipes.schema import Count, CountOrNone, Fraction, Weight

ROLES = ("encoder", "decoder", "pixel_variance", "prior_parameters", "autoregression")
# A loss, and the terms of -ELBO of each image.
Bound = tuple[Tensor, Mapping[str, Tensor]]


class VAE(EncoderDecoder, GenerativeModel):
    """Encoder q(z|x) and decoder p(x|z), trained on the negative evidence lower bound in nats.

    -ELBO(x) = -E log p(x|z) + KL(q(z|x) || p(z)) with z ~ q(z|x). ``likelihood`` of the pixels is
    "bernoulli", from logits, or "gaussian", from means and one variance for all pixels, a learned
    weight of the autoencoder (Dai and Wipf 2019). ``prior`` is p(z), N(0, I) unless a recipe names
    another under [prior]. ``beta`` weighs the KL term (Higgins et al. 2017), growing linearly to
    its value over the first ``warm_up`` steps or ``warm_up_epochs``. Each expectation is the mean
    over ``samples`` of z; ``importance_weighted`` trains on their tighter bound (Burda et al.
    2016). The last part of the training, a fraction ``fine_tuning`` of its steps, has that bound of
    ``fine_tuning_samples`` as its objective. ``output_bias = "pixel_means"`` starts the decoder at
    the pixel means of the training images. A network ``autoregression`` ("local.autoregression")
    makes each pixel depend on those before it: no plain VAE any more. The metrics are always the
    terms of -ELBO, with beta 1.
    """

    players: ClassVar = {"autoencoder": ROLES}
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
        autoregression: keras.Model | None = None,
        likelihood: str = "bernoulli",
        output_bias: Literal["zeros", "pixel_means"] = "zeros",
        beta: Weight = 1.0,
        warm_up: CountOrNone = 0,
        warm_up_epochs: Annotated[float, Range(ge=0)] = 0.0,
        samples: Count = 1,
        importance_weighted: bool = False,
        fine_tuning: Fraction = 0.0,
        fine_tuning_samples: Count = 5,
        seed: int = 0,
        **others: keras.Model,
    ) -> None:
        warms_up = bool(warm_up or warm_up_epochs)
        check_options(likelihood, beta, warms_up, importance_weighted, bool(fine_tuning))
        if warm_up and warm_up_epochs:
            raise ValueError("the warm-up is counted in steps or in epochs: set one of both")
        if likelihood == "gaussian":
            others["pixel_variance"] = pixel_variance()
        if prior and prior.parameters:
            others["prior_parameters"] = prior.parameters
        if autoregression:
            if likelihood != "bernoulli":
                raise ValueError("the autoregressive term goes with the likelihood bernoulli")
            others["autoregression"] = autoregression
        super().__init__(seed=seed, encoder=encoder, decoder=decoder, **others)
        if prior:
            self._use_prior(prior)
        self.likelihood, self.output_bias = likelihood, output_bias
        self.beta, self.warm_up, self.warm_up_epochs = beta, warm_up, warm_up_epochs
        self.samples, self.importance_weighted = samples, importance_weighted
        self.fine_tuning, self.fine_tuning_samples = fine_tuning, fine_tuning_samples

    def train_step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One step down the gradient of -ELBO; in a subclass, of each player's objective."""
        x, y = batch
        if not self.fine_tuning:
            self.minimize_together(lambda: self.objectives(x, y, training=True))
            return self.finish_step()
        # Both gradients are in the graph: which one is computed is a function of the clock.
        gradients, metrics = tf.cond(
            self.training_progress.fraction() >= 1.0 - self.fine_tuning,
            lambda: self.gradients_of_bound(x, y, self.fine_tuning_samples, True),
            lambda: self.gradients_of_bound(x, y, self.samples, self.importance_weighted),
        )
        self.record_metrics(**metrics)
        self.apply_gradients(gradients)
        return self.finish_step()

    def test_step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """The same losses on held-out images."""
        x, y = batch
        self.objectives(x, y, training=False)
        return self.recorded_metrics()

    def objectives(self, x: Tensor, y: Tensor, training: bool) -> dict[str, Tensor]:
        """The bound, a mean over the batch."""
        loss, metrics = self.bound(x, y, training, self.samples, self.importance_weighted)
        self.record_metrics(**metrics)
        return {"autoencoder": loss}

    def gradients_of_bound(
        self, x: Tensor, y: Tensor, samples: int, weighted: bool
    ) -> tuple[Gradients, Mapping[str, Tensor]]:
        """Of one of the two bounds of a training that is fine-tuned; and the terms of -ELBO."""
        terms_of_bound: dict[str, Tensor] = {}

        def objective() -> dict[str, Tensor]:
            loss, found = self.bound(x, y, True, samples, weighted)
            terms_of_bound.update(found)
            return {"autoencoder": loss}

        return self.gradients(objective), terms_of_bound

    def bound(self, x: Tensor, y: Tensor, training: bool, samples: int, weighted: bool) -> Bound:
        """-ELBO (equation 10 of the paper), or ``weighted`` -E log 1/K sum_k w_k; and its terms."""
        mean, log_variance = self.posterior(x, y, training)  # q(z|x)
        seed = self.stream_seed(0, training)
        z = self.reparameterise(mean, log_variance, seed, samples)  # z ~ q(z|x)
        loss = self.reconstruction_loss(x, self.logits(z, y, training))  # -log p(x|z)
        kl = self.p_z.kl(mean, log_variance, z)  # KL(q(z|x) || p(z))
        if not weighted:
            return self.negative_elbo(loss, kl)
        log_p = self.p_z.log_prob(z)  # log p(z)
        log_w = terms.log_importance_weights(loss, z, mean, log_variance, log_p)
        return self.negative_elbo(loss, kl, log_w)

    def negative_elbo(self, loss: Tensor, kl: Tensor, log_w: Tensor | None = None) -> Bound:
        """The objective and its terms from -log p(x|z) (k, n), the KL (n,), and log w (k, n)."""
        reconstruction = tf.reduce_mean(loss, axis=0)
        metrics = {
            "negative_elbo": reconstruction + kl,
            "reconstruction": reconstruction,
            "kl": kl,
        }
        if log_w is not None:
            return -tf.reduce_mean(terms.importance_weighted_bound(log_w)), metrics
        weighted = self.kl_weight() * tf.reduce_mean(kl)
        return tf.reduce_mean(reconstruction) + weighted, metrics

    def prepare(self, split: Any) -> None:
        """Before the first step: the prior and the biases take what they need of the images."""
        if int(self.clock.numpy()):
            return
        self.given_prior.prepare(split.images, self.seed)
        means = data_start.pixel_means(split.images)
        if not self.has_independent_pixels:
            local.set_centre(self.autoregression, means)
        if self.output_bias == "pixel_means":
            data_start.set_output_bias(self.decoder, means, self.likelihood)
        if self.averages:
            self.averages.restart()

    def kl_weight(self) -> Tensor:
        """Beta at this step of the warm-up."""
        if self.warm_up_epochs:
            progress = self.training_progress.epochs() / self.warm_up_epochs
        else:
            progress = tf.cast(self.clock.value, "float32") / max(self.warm_up, 1)
        return self.beta * (
            tf.minimum(1.0, progress) if self.warm_up or self.warm_up_epochs else 1.0
        )

    def stream_seed(self, stream: int, training: bool) -> Tensor:
        """The seed of a stream of noise; training and evaluation have streams of their own."""
        return self.noise_seed(2 * stream + (0 if training else 1))

    def _use_prior(self, prior: Prior) -> None:
        if self.p_z is not self.given_prior:
            raise ValueError("its class has a prior of its own, and takes no other")
        if prior.latent != self.latent:
            raise ValueError(f"the prior is of {prior.latent} latents, not of {self.latent}")
        of_images = self.has_likelihood and not self.conditional
        prior.attach(self.posterior if of_images else None)
        self.p_z = self.given_prior = prior


def check_options(
    likelihood: str, beta: float, warms_up: bool, importance_weighted: bool, fine_tuned: bool
) -> None:
    """ValueError for options of a VAE that do not go together."""
    if likelihood not in ("bernoulli", "gaussian"):
        raise ValueError(f"likelihood is bernoulli or gaussian, not {likelihood!r}")
    if importance_weighted and (beta != 1 or warms_up):
        raise ValueError("the importance-weighted bound goes with beta 1 and no warm-up")
    if fine_tuned and beta != 1:
        raise ValueError("fine-tuning on the importance-weighted bound goes with beta 1")


def pixel_variance() -> keras.Model:
    """The log variance of all pixels as a network of one weight: 1 (1,) -> log variance (1,).

    It starts at a variance of 0.05, half of that of MNIST's pixels.
    """
    one, start = keras.Input((1,), dtype="float32"), keras.initializers.Constant(np.log(0.05))
    weight = keras.layers.Dense(1, use_bias=False, kernel_initializer=start, dtype="float32")
    return keras.Model(one, weight(one), name="pixel_variance")
