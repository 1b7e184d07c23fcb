"""The energy-based GAN, whose discriminator is an autoencoder (Zhao et al. 2017)."""

from typing import Any, ClassVar

import keras
import tensorflow as tf

from keras_gencmp.losses.adversarial import AdversarialLoss, energy
from keras_gencmp.losses.penalty import pull_away_term
from keras_gencmp.models.gan import GAN, ForwardPass, Tensor
from keras_gencmp.recipes.schema import Weight


class EnergyGAN(GAN):
    """A GAN that scores by energy: the squared error of an autoencoder, low for real images.

    e(x) = |x - Dec(Enc(x))|^2, summed over the pixels in [0, 1] of an image: the loss's margin is
    on that scale. The generator minimises E e(G(z)) + w PT, where PT is the pull-away term, which
    keeps the codes Enc(G(z)) apart, and ``pull_away`` its weight w.
    """

    metric_names: ClassVar = (*GAN.metric_names, "pull_away")

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        *,
        loss: AdversarialLoss | None = None,
        pull_away: Weight = 0.1,
        **options: Any,
    ) -> None:
        super().__init__(generator, discriminator, loss=loss or energy(), **options)
        self.pull_away = pull_away

    def discriminate(
        self, images: Tensor, labels: Tensor, training: bool = True
    ) -> tuple[Tensor, Tensor]:
        """The energy (n, 1) and the codes (n, code)."""
        reconstruction, codes = self.discriminator(images, training=training)
        # The gradient of a generated image passes through both sides of the difference.
        error = tf.reduce_sum(tf.square(images - reconstruction), axis=(1, 2, 3))
        return error[:, None], codes

    def generator_loss(self, step: ForwardPass) -> Tensor:
        """E e(G(z)) and the weighted pull-away term of the codes."""
        pull_away = pull_away_term(step.features)
        self.record_metrics(pull_away=pull_away)
        return super().generator_loss(step) + self.pull_away * pull_away
