"""The GAN that grows with its training (Karras et al. 2018)."""

from typing import Any

import keras
import tensorflow as tf

from keras_gencmp.models.gan import GAN, Fakes, Tensor
from keras_gencmp.networks.pyramid import halvings


class ProgressiveGAN(GAN):
    """A GAN that starts at 7 or 8 pixels and doubles them, fading every resolution in.

    Each is trained alone for ``stage_steps`` steps, then the next one fades in over as many.
    ``fade`` is a network without weights that makes real images as coarse as the fakes.
    """

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        fade: keras.Model,
        *,
        stage_steps: int = 1000,
        **options: Any,
    ) -> None:
        super().__init__(generator, discriminator, fade=fade, **options)
        self.stage_steps = stage_steps

    def stage(self) -> Tensor:
        """The number of doublings so far, up to that of the images; a fraction while one fades."""
        time = tf.cast(self.clock.value, "float32") / self.stage_steps
        doublings = tf.floor(time / 2.0)
        fading = tf.maximum(0.0, time - 2.0 * doublings - 1.0)
        return tf.minimum(doublings + fading, float(halvings(self.image_shape)))

    def given(self, x: Tensor, labels: Tensor) -> list[Tensor]:
        """Latents or images with the stage of each."""
        return [x, tf.fill([tf.shape(x)[0], 1], self.stage())]

    def judge(self, real: Tensor, labels: Tensor, fakes: Fakes) -> Tensor:
        """The discriminator's loss on real images that are as coarse as the fakes."""
        return super().judge(self.fade(self.given(real, labels)), labels, fakes)
