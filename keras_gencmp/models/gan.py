"""The generative adversarial network (Goodfellow et al. 2014), for any loss and any networks."""

from collections.abc import Callable
from typing import ClassVar

import keras
import tensorflow as tf

from keras_gencmp.losses.adversarial import AdversarialLoss, non_saturating
from keras_gencmp.models.base import GenerativeModel, Tensor, statistics_kept


class GAN(GenerativeModel):
    """Generator against discriminator: DCGAN, WGAN, LSGAN, ... by loss, networks and steps.

    ``discriminator_steps`` is k of Algorithm 1: k steps of the discriminator, each on a fresh batch
    and fresh z, then one of the generator on fresh z. ``simultaneous`` takes both steps from one
    pass of the generator instead: the update is the gradient of both losses at the same weights and
    the same z, which saves a third of the work. ``penalty(critic, real, fake)`` is added to the
    discriminator's loss.
    """

    players: ClassVar = {"discriminator": ("discriminator",), "generator": ("generator",)}
    reports: ClassVar = ("discriminator_loss", "generator_loss", "real_score", "fake_score")
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
    ) -> None:
        super().__init__(seed=seed, generator=generator, discriminator=discriminator)
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
        with statistics_kept(self.generator):
            fake = self.generate(self.latents_like(labels, stream), labels)
        return self.judge(real, fake, labels)

    def generator_loss(self, labels: Tensor, stream: int) -> Tensor:
        """What the generator minimises, on fresh latents."""
        with statistics_kept(self.discriminator):
            fake = self.generate(self.latents_like(labels, stream), labels)
            return self.persuade(self.score(fake, labels))

    def both_losses(self, real: Tensor, labels: Tensor) -> dict[str, Tensor]:
        """Both players' losses from one pass of the generator."""
        fake = self.generate(self.latents_like(labels, 0), labels)
        fake_score = self.score(fake, labels)
        return {
            "discriminator": self.judge(real, fake, labels, fake_score),
            "generator": self.persuade(fake_score),
        }

    def judge(
        self, real: Tensor, fake: Tensor, labels: Tensor, fake_score: Tensor | None = None
    ) -> Tensor:
        """The discriminator's loss. Real and fake batches go through it separately."""
        real_score = self.score(real, labels)
        fake_score = self.score(fake, labels) if fake_score is None else fake_score
        loss = self.loss_pair.discriminator(real_score, fake_score)
        if self.penalty is not None:
            loss += self.penalty(lambda x: self.score(x, labels), real, fake, self.noise_seed(99))
        self.record(discriminator_loss=loss, real_score=real_score, fake_score=fake_score)
        return loss

    def persuade(self, fake_score: Tensor) -> Tensor:
        """The generator's loss."""
        loss = self.loss_pair.generator(fake_score)
        self.record(generator_loss=loss)
        return loss

    def latents_like(self, labels: Tensor, stream: int) -> Tensor:
        """Fresh latents, one for each label of the batch."""
        return self.prior(tf.shape(labels)[0], self.noise_seed(stream))

    def generate(self, z: Tensor, labels: Tensor, training: bool = True) -> Tensor:
        """Images (n, h, w, c) in [0, 1] from latents; labels are for conditional models."""
        return self.generator(z, training=training)

    def score(self, images: Tensor, labels: Tensor, training: bool = True) -> Tensor:
        """Logits (n, 1) of images being real; labels are for conditional models."""
        return self.discriminator(images, training=training)

    def decode(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images in [0, 1] from latents, in inference mode."""
        return self.generate(z, labels, training=False)
