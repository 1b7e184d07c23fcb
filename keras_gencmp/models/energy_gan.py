"""The energy-based GAN, whose discriminator is an autoencoder (Zhao et al. 2017)."""

from typing import Any, ClassVar

import keras
import tensorflow as tf

from keras_gencmp.losses.adversarial import AdversarialLoss, energy
from keras_gencmp.losses.penalty import pull_away as likeness
from keras_gencmp.models.gan import GAN, Fakes, Tensor


class EnergyGAN(GAN):
    """A GAN that scores by energy: the squared error of an autoencoder, low for real images.

    It is summed over the pixels in [0, 1] of an image: the loss's margin is on that scale.
    ``pull_away`` weighs the pull-away term, which keeps the codes of fakes apart.
    """

    reports: ClassVar = (*GAN.reports, "pull_away")

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        *,
        loss: AdversarialLoss | None = None,
        pull_away: float = 0.1,
        **options: Any,
    ) -> None:
        super().__init__(generator, discriminator, loss=loss or energy(), **options)
        self.weight = pull_away

    def examine(self, images: Tensor, labels: Tensor, training: bool = True) -> list[Tensor]:
        """The energy (n, 1) and the codes (n, code).

        Images are encoded, and compared with what is decoded: their gradient takes both ways.
        """
        reconstruction, codes = self.discriminator(images, training=training)
        error = tf.reduce_sum(tf.square(images - reconstruction), axis=(1, 2, 3))
        return [error[:, None], codes]

    def persuade(self, fakes: Fakes) -> Tensor:
        """The generator's loss: the energy of its images, and the pull-away term."""
        alike = likeness(fakes.others[0])
        self.record(pull_away=alike)
        return super().persuade(fakes) + self.weight * alike
