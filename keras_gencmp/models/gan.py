"""The generative adversarial network (Goodfellow et al. 2014), for any loss and any networks."""

from typing import Any, ClassVar, NamedTuple

import keras
import tensorflow as tf

from keras_gencmp.losses.adversarial import AdversarialLoss, non_saturating
from keras_gencmp.losses.penalty import Penalty
from keras_gencmp.models.base import GenerativeModel, Tensor
from keras_gencmp.models.packing import packed
from keras_gencmp.models.players import frozen_moving_averages
from keras_gencmp.recipes.schema import Count


class ForwardPass(NamedTuple):
    """One minibatch through both networks: what the losses of a step are computed from.

    x (n, h, w, c) and its labels y (n,), z (n, latent) and ``fake`` = G(z), ``real_score`` = D(x)
    and ``fake_score`` = D(G(z)), both (n, 1). ``features`` is what the discriminator returns
    besides, where it does; ``stream`` numbers the noise of the step. D(x) is None where no loss
    needs it.
    """

    x: Tensor
    y: Tensor
    z: Tensor
    fake: Tensor
    real_score: Tensor | None
    fake_score: Tensor
    features: Any
    stream: int


class GAN(GenerativeModel):
    """Generator against discriminator: DCGAN, WGAN, LSGAN, ... by loss, networks and steps.

    ``discriminator_steps`` is k of Algorithm 1: k steps of the discriminator, each on a fresh batch
    and fresh z, then one of the generator on fresh z. ``simultaneous`` takes both steps from one
    pass of the generator instead: the update is the gradient of both losses at the same weights and
    the same z, which saves a third of the work. ``penalty`` is added to the discriminator's loss,
    with ``penalty_every`` = k in every k-th training step only, k times as heavy (the lazy
    regularisation of Karras et al. 2020). The metric ``value`` is minus the loss without the
    penalty: V(D, G) of Goodfellow's equation 1, -log 4 where D cannot tell, or the critic's
    estimate of the Wasserstein distance.

    A discriminator whose input has m times the channels of an image scores packs of m images
    (PacGAN, Lin et al. 2018): that a generator draws few modes shows at once in a pack. Nothing
    else changes: scores are then (n / m, 1).
    """

    players: ClassVar = {"discriminator": ("discriminator",), "generator": ("generator",)}
    metric_names: ClassVar = (
        "discriminator_loss",
        "generator_loss",
        "value",
        "real_score",
        "fake_score",
    )
    decoding_role: ClassVar = "generator"
    # The discriminator may score packs of images; not where it knows something of each image.
    packs: ClassVar[bool] = True

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        *,
        loss: AdversarialLoss | None = None,
        penalty: Penalty | None = None,
        penalty_every: Count = 1,
        discriminator_steps: Count = 1,
        simultaneous: bool = False,
        seed: int = 0,
        **others: keras.Model,
    ) -> None:
        super().__init__(seed=seed, generator=generator, discriminator=discriminator, **others)
        if simultaneous and discriminator_steps != 1:
            raise ValueError("simultaneous steps go with one discriminator step")
        if min(discriminator_steps, penalty_every) < 1:
            raise ValueError("discriminator_steps and penalty_every are 1 or more")
        self.adversarial_loss = loss or non_saturating()
        self.penalty, self.penalty_every = penalty, penalty_every
        self.discriminator_steps, self.simultaneous = discriminator_steps, simultaneous
        if self.pack > 1 and not self.packs:
            raise ValueError(f"{type(self).__name__} needs a score of each image: set pack = 1")

    @property
    def batches_per_step(self) -> int:
        """One fresh batch for each discriminator step."""
        return self.discriminator_steps

    @property
    def pack(self) -> int:
        """The number m of images that the discriminator scores together."""
        return int(self.discriminator.inputs[0].shape[-1]) // self.image_shape[-1]

    def train_step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Algorithm 1 of Goodfellow et al. 2014, or with ``simultaneous`` both steps at once."""
        if self.simultaneous:
            # Both gradients are taken at the same weights, from one G(z), D(G(z)) and D(x).
            x, y = batch
            z = self.prior(tf.shape(y)[0], self.noise_seed(0))
            self.minimize_together(lambda: self.both_losses(self.forward(x, y, z)))
            return self.finish_step()
        for k, (x, y) in enumerate(self.minibatches(batch)):
            # Move D down the gradient of -E log D(x) - E log(1 - D(G(z))), or of another loss.
            z = self.prior(tf.shape(y)[0], self.noise_seed(k))
            with frozen_moving_averages(self.networks_of("generator")):
                self.minimize(
                    "discriminator",
                    lambda: self.discriminator_loss(self.forward(x, y, z, stream=k)),  # noqa: B023
                )
        # Move G down the gradient of -E log D(G(z)), or of a loss that needs D(x), too.
        z = self.prior(tf.shape(y)[0], self.noise_seed(self.discriminator_steps))
        score_real = self.adversarial_loss.generator_needs_real
        with frozen_moving_averages(self.networks_of("discriminator")):
            self.minimize(
                "generator", lambda: self.generator_loss(self.forward(x, y, z, score_real))
            )
        return self.finish_step()

    def minibatches(self, batch: tuple[Tensor, Tensor]) -> list[tuple[Tensor, Tensor]]:
        """The batch as ``discriminator_steps`` minibatches of fresh images and their labels."""
        return list(zip(*(tf.split(part, self.discriminator_steps) for part in batch), strict=True))

    def forward(
        self, x: Tensor, y: Tensor, z: Tensor, score_real: bool = True, stream: int = 0
    ) -> ForwardPass:
        """G(z), D(G(z)) and D(x).

        Real and generated images pass through D one after the other: batch norm must not see both.
        """
        fake = self.generate(z, y)  # G(z)
        fake_score, features = self.discriminate(fake, y)  # D(G(z))
        real_score = self.score(x, y) if score_real else None  # D(x)
        return ForwardPass(x, y, z, fake, real_score, fake_score, features, stream)

    def both_losses(self, step: ForwardPass) -> dict[str, Tensor]:
        """The losses of both players from one forward pass."""
        return {
            "discriminator": self.discriminator_loss(step),
            "generator": self.generator_loss(step),
        }

    def discriminator_loss(self, step: ForwardPass) -> Tensor:
        """In the paper -E log D(x) - E log(1 - D(G(z))); with the penalty, if any."""
        loss = self.adversarial_loss.discriminator(step.real_score, step.fake_score)
        self.record_metrics(value=-loss, real_score=step.real_score, fake_score=step.fake_score)
        if self.penalty is not None:
            loss += self.lazy_penalty(step)
        self.record_metrics(discriminator_loss=loss)
        return loss

    def generator_loss(self, step: ForwardPass) -> Tensor:
        """In the paper -E log D(G(z))."""
        loss = self.adversarial_loss.generator(step.real_score, step.fake_score)
        self.record_metrics(generator_loss=loss)
        return loss

    def lazy_penalty(self, step: ForwardPass) -> Tensor:
        """The penalty times ``penalty_every`` where it is due by the clock, and 0 elsewhere."""

        def penalty() -> Tensor:
            seed = self.noise_seed(100 + step.stream)
            x, fake = packed(step.x, self.pack), packed(step.fake, self.pack)
            return self.penalty(lambda images: self.score(images, step.y), x, fake, seed)

        if self.penalty_every == 1:
            return penalty()
        due = tf.equal(self.clock.value % self.penalty_every, 0)
        return tf.cond(due, lambda: self.penalty_every * penalty(), lambda: 0.0)

    def generate(self, z: Tensor, labels: Tensor, training: bool = True) -> Tensor:
        """G(z): images (n, h, w, c) in [0, 1] from latents; labels are for conditional models."""
        return self.generator(self.conditioned(z, labels), training=training)

    def discriminate(
        self, images: Tensor, labels: Tensor, training: bool = True
    ) -> tuple[Tensor, Any]:
        """D(x): the score (n, 1), a logit of being real, and the network's other output or None."""
        if images.shape[-1] == self.image_shape[-1]:  # a penalty's are packed already
            images = packed(images, self.pack)
        outputs = self.discriminator(self.conditioned(images, labels), training=training)
        score, *features = tf.nest.flatten(outputs)
        return score, features[0] if features else None

    def score(self, images: Tensor, labels: Tensor, training: bool = True) -> Tensor:
        """The score (n, 1) alone."""
        return self.discriminate(images, labels, training)[0]

    def decode(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images in [0, 1] from latents, in inference mode."""
        return self.generate(z, labels, training=False)
