"""The GAN that grows with its training (Karras et al. 2018)."""

from typing import Any

import keras
import tensorflow as tf

from keras_gencmp.models.gan import GAN, Tensor
from keras_gencmp.networks.convolutions import downsamplings
from keras_gencmp.recipes.schema import Count


class ProgressiveGAN(GAN):
    """A GAN that starts at 7 or 8 pixels and doubles them, fading every resolution in.

    Each is trained alone for ``stage_steps`` steps, then the next one fades in over as many.
    ``fade`` is a network without weights that makes real images as coarse as the generated ones.
    """

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        fade: keras.Model,
        *,
        stage_steps: Count = 1000,
        **options: Any,
    ) -> None:
        super().__init__(generator, discriminator, fade=fade, **options)
        self.stage_steps = stage_steps

    def train_step(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """That of the GAN, on real images that are as coarse as the generated ones."""
        x, y = batch
        return super().train_step((self.fade(self.conditioned(x, y)), y))

    def stage(self) -> Tensor:
        """The number of doublings so far, up to that of the images; a fraction while one fades.

        With t the training steps in units of ``stage_steps``, floor(t / 2) + max(0, t mod 2 - 1).
        """
        time = tf.cast(self.clock.value, "float32") / self.stage_steps
        doublings = tf.floor(time / 2.0)
        fading = tf.maximum(0.0, time - 2.0 * doublings - 1.0)
        return tf.minimum(doublings + fading, float(downsamplings(self.image_shape)))

    def conditioned(self, x: Tensor, labels: Tensor | None) -> list[Tensor]:
        """Latents or images with the stage of each, (n, 1)."""
        return [x, tf.fill([tf.shape(x)[0], 1], self.stage())]
