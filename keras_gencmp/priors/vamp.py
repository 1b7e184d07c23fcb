"""The VampPrior, a mixture of posteriors of learned pseudo-inputs (Tomczak and Welling 2018)."""

from __future__ import annotations

import math
from typing import Annotated, Any

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.priors.mixture import MixtureOfGaussians, learned
from keras_gencmp.priors.prior import Posterior, Prior
from keras_gencmp.recipes.hints import Range

Tensor = Any
DARKEST, BRIGHTEST = 0.001, 0.999  # pixels whose logit is still moderate


class VampPrior(MixtureOfGaussians):
    """p(z) = 1/K sum_k q(z|u_k), u_k = sigmoid(parameter) images (equation 9 of the paper).

    Each pseudo-input begins as half a random training image and half their mean.
    """

    def __init__(self, latent: int, pseudo_inputs: int, image: tuple[int, int, int]) -> None:
        super().__init__(latent)
        self.count, self.image = pseudo_inputs, image
        one = keras.Input((1,), dtype="float32")
        pixels = learned(one, pseudo_inputs * math.prod(image), "pseudo_inputs", None, "sigmoid")
        self.parameters: keras.Model = keras.Model(one, pixels, name="prior_parameters")
        self._posterior: Posterior | None = None

    def components(self) -> tuple[Tensor, Tensor, Tensor]:
        """Equal weights, and the moments of q(z|u_k), each (K, latent)."""
        assert self._posterior is not None
        images = tf.reshape(self.parameters(tf.ones([1, 1])), [self.count, *self.image])
        mean, log_variance = self._posterior(images)
        return tf.fill([self.count], -math.log(self.count)), mean, log_variance

    def attach(self, posterior: Posterior | None) -> None:
        """Take q(z|x); ValueError where it is no Gaussian, or needs labels."""
        if posterior is None:
            raise ValueError(
                "the VampPrior needs a Gaussian posterior without labels: choose the prior "
                "standard_normal or mixture"
            )
        self._posterior = posterior

    def prepare(self, images: np.ndarray, seed: int) -> None:
        """Set the pseudo-inputs from training images, uint8 (n, h, w, c)."""
        random = np.random.default_rng([seed, 5])
        chosen = images[random.choice(len(images), self.count, replace=self.count > len(images))]
        mean = images.mean(axis=0, dtype=np.float64)
        pixels = np.clip((0.5 * chosen + 0.5 * mean) / 255.0, DARKEST, BRIGHTEST)
        self.parameters.set_weights([(np.log(pixels) - np.log1p(-pixels)).reshape(1, -1)])


def vamp(shapes: Shapes, *, pseudo_inputs: Annotated[int, Range(ge=1, le=10_000)] = 500) -> Prior:
    """The VampPrior with ``pseudo_inputs`` learned images."""
    return VampPrior(shapes.latent, pseudo_inputs, shapes.image)
