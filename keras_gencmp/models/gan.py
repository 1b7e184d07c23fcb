"""The generative adversarial network (Goodfellow et al. 2014), for any loss and any networks."""

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

import keras
import tensorflow as tf

from keras_gencmp.losses.adversarial import AdversarialLoss, non_saturating
from keras_gencmp.models.base import GenerativeModel, Tensor
from keras_gencmp.models.passes import statistics_kept


class Fakes(NamedTuple):
    """Generated images, the number of their noise stream, z, and the discriminator's answers."""

    stream: int
    z: Tensor
    images: Tensor
    score: Tensor
    others: list[Tensor]


class GAN(GenerativeModel):
    """Generator against discriminator: DCGAN, WGAN, LSGAN, ... by loss, networks and steps.

    ``discriminator_steps`` is k of Algorithm 1: k steps of the discriminator, each on a fresh batch
    and fresh z, then one of the generator on fresh z. ``simultaneous`` takes both steps from one
    pass of the generator instead: the update is the gradient of both losses at the same weights and
    the same z, which saves a third of the work. ``penalty(critic, real, fake, seed)`` is added to
    the discriminator's loss. The report ``value`` is minus that loss without the penalty: V(D, G)
    of Goodfellow's equation 1, -log 4 where D cannot tell, or the critic's estimate of the
    Wasserstein distance.
    """

    players: ClassVar = {"discriminator": ("discriminator",), "generator": ("generator",)}
    reports: ClassVar = (
        "discriminator_loss",
        "generator_loss",
        "value",
        "real_score",
        "fake_score",
    )
    decoding_role: ClassVar = "generator"

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        *,
        loss: AdversarialLoss | None = None,
        penalty: Callable[..., Tensor] | None = None,
        discriminator_steps: int = 1,
        simultaneous: bool = False,
        seed: int = 0,
        **others: keras.Model,
    ) -> None:
        super().__init__(seed=seed, generator=generator, discriminator=discriminator, **others)
        if simultaneous and discriminator_steps != 1:
            raise ValueError("simultaneous steps go with one discriminator step")
        self.loss_pair, self.penalty = loss or non_saturating(), penalty
        self.discriminator_steps, self.simultaneous = discriminator_steps, simultaneous

    @property
    def batches_per_step(self) -> int:
        """One fresh batch for each discriminator step."""
        return self.discriminator_steps

    def train_step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Algorithm 1 of Goodfellow et al. 2014, or both steps at once."""
        if self.simultaneous:
            self.minimize_together(lambda: self.both_losses(*batch))
            return self.results()
        for step, part in enumerate(self.split(batch)):
            self.minimize("discriminator", lambda: self.discriminator_loss(*part, stream=step))  # noqa: B023
        self.minimize("generator", lambda: self.generator_loss(part[1], self.discriminator_steps))
        return self.results()

    def split(self, batch: tuple[Tensor, Tensor]) -> list[tuple[Tensor, Tensor]]:
        """The batch as ``discriminator_steps`` fresh parts."""
        return list(zip(*(tf.split(part, self.discriminator_steps) for part in batch), strict=True))

    def discriminator_loss(self, real: Tensor, labels: Tensor, stream: int) -> Tensor:
        """What the discriminator minimises; the generator's statistics stay as they are."""
        with statistics_kept(*self.networks_of("generator")):
            return self.judge(real, labels, self.forge(labels, stream))

    def generator_loss(self, labels: Tensor, stream: int) -> Tensor:
        """What the generator minimises; the discriminator's statistics stay as they are."""
        with statistics_kept(*self.networks_of("discriminator")):
            return self.persuade(self.forge(labels, stream))

    def both_losses(self, real: Tensor, labels: Tensor) -> dict[str, Tensor]:
        """Both players' losses from one pass of the generator."""
        fakes = self.forge(labels, stream=0)
        losses = self.judge(real, labels, fakes), self.persuade(fakes)
        return dict(zip(("discriminator", "generator"), losses, strict=True))

    def forge(self, labels: Tensor, stream: int) -> Fakes:
        """As many fresh fakes as labels, made from them and judged under them."""
        z = self.prior(tf.shape(labels)[0], self.noise_seed(stream))
        images = self.generate(z, labels)
        score, *others = self.examine(images, labels)
        return Fakes(stream, z, images, score, others)

    def judge(self, real: Tensor, labels: Tensor, fakes: Fakes) -> Tensor:
        """The discriminator's loss. Real and fake batches go through it separately."""
        real_score = self.score(real, labels)
        loss = self.loss_pair.discriminator(real_score, fakes.score)
        self.record(value=-loss, real_score=real_score, fake_score=fakes.score)
        if self.penalty is not None:
            seed = self.noise_seed(100 + fakes.stream)
            loss += self.penalty(lambda x: self.score(x, labels), real, fakes.images, seed)
        self.record(discriminator_loss=loss)
        return loss

    def persuade(self, fakes: Fakes) -> Tensor:
        """The generator's loss."""
        loss = self.loss_pair.generator(fakes.score)
        self.record(generator_loss=loss)
        return loss

    def given(self, x: Tensor, labels: Tensor) -> Any:
        """Latents or images as the networks take them: alone, or with what they are given."""
        return x

    def generate(self, z: Tensor, labels: Tensor, training: bool = True) -> Tensor:
        """Images (n, h, w, c) in [0, 1] from latents; labels are for conditional models."""
        return self.generator(self.given(z, labels), training=training)

    def examine(self, images: Tensor, labels: Tensor, training: bool = True) -> list[Tensor]:
        """The score (n, 1) of being real, and what else the discriminator answers."""
        return tf.nest.flatten(self.discriminator(self.given(images, labels), training=training))

    def score(self, images: Tensor, labels: Tensor, training: bool = True) -> Tensor:
        """Logits (n, 1) of images being real; labels are for conditional models."""
        return self.examine(images, labels, training)[0]

    def decode(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images in [0, 1] from latents, in inference mode."""
        return self.generate(z, labels, training=False)
