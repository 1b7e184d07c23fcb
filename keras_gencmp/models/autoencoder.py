"""The deterministic autoencoder, the poor generator that the VAE repairs."""

from typing import ClassVar

import keras
import tensorflow as tf

from keras_gencmp.models.base import Tensor
from keras_gencmp.models.vae import VAE


class Autoencoder(VAE):
    """A VAE whose posterior is a point: no noise and no KL term, only -E log p(x|z = Enc(x)).

    Nothing keeps its codes near the prior N(0, I), from which ``sample`` takes z all the same. A
    mixture fitted to the codes gives better samples: see ``latent.mixture`` (Ghosh et al. 2020).
    """

    metric_names: ClassVar = ("reconstruction",)
    has_likelihood: ClassVar = False
    takes_prior: ClassVar = False  # p(z) is not in its objective

    def __init__(self, encoder: keras.Model, decoder: keras.Model, *, seed: int = 0) -> None:
        super().__init__(encoder, decoder, seed=seed)

    def objectives(self, x: Tensor, y: Tensor, training: bool) -> dict[str, Tensor]:
        """The Bernoulli cross-entropy of each image with its reconstruction, summed over pixels."""
        z = self.encoder(x, training=training)
        reconstruction = self.reconstruction_loss(x, self.logits(z, y, training))
        self.record_metrics(reconstruction=reconstruction)
        return {"autoencoder": tf.reduce_mean(reconstruction)}

    def posterior_mean(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """The codes (n, latent)."""
        return self.encoder(images, training=False)
