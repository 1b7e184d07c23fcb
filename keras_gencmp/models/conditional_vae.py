"""The conditional VAE (Sohn et al. 2015): the label enters the encoder and the decoder."""

from typing import ClassVar

from keras_gencmp.models.base import Tensor
from keras_gencmp.models.vae import VAE


class ConditionalVAE(VAE):
    """q(z|x, y) and p(x|z, y) with the prior N(0, I) for every label y; reports are -log p(x|y)."""

    conditional: ClassVar = True

    def infer(
        self, images: Tensor, labels: Tensor, training: bool = False
    ) -> tuple[Tensor, Tensor]:
        """Mean and log variance of q(z|x, y), each (n, latent)."""
        return self.encoder([images, self.one_hot(labels)], training=training)

    def logits(self, z: Tensor, labels: Tensor, training: bool = False) -> Tensor:
        """Logits of the Bernoulli pixels of p(x|z, y), or means of Gaussian ones."""
        return self.decoder([z, self.one_hot(labels)], training=training)
