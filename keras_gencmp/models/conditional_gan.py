"""The conditional generative adversarial network (Mirza and Osindero 2014)."""

from typing import ClassVar

from keras_gencmp.models.gan import GAN, Tensor


class ConditionalGAN(GAN):
    """A GAN whose players both see the one-hot label y: G(z, y) against D(x, y), equation 2.

    Fakes are made from the labels of the real batch, so that their classes are as frequent as in
    the data, and judged under the labels that they are made from.
    """

    conditional: ClassVar = True

    def given(self, x: Tensor, labels: Tensor) -> list[Tensor]:
        """Latents or images with their one-hot labels."""
        return [x, self.one_hot(labels)]
