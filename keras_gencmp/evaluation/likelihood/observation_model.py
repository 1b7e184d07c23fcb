"""Observation models: the density p(x|z) that a decoder or generator gives an image.

A decoder that was trained on log p(x|z) has one of its own. A generator has none: as in Wu et al.
2017 (arXiv:1611.04273), its image is the mean of Gaussian pixels with a stated sigma.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow as tf

from keras_gencmp.losses.variational import gaussian_nll
from keras_gencmp.models.base import GenerativeModel

Tensor = Any
SIGMA = 0.2  # standard deviation of the pixels around a generator's image, in [0, 1]


class ObservationModel(NamedTuple):
    """log p(x|z) as a function of images, labels and z; its pixel distribution, and a note.

    ``log_conditional`` takes images (n, h, w, c), labels (n,) and z (chains, n, latent), and gives
    (chains, n). ``pixel_distribution`` is "bernoulli" or "gaussian".
    """

    log_conditional: Callable[[Tensor, Tensor, Tensor], Tensor]
    pixel_distribution: str
    note: str


def observation_model(model: GenerativeModel) -> ObservationModel:
    """The decoder's own p(x|z), or Gaussian pixels around a generator's image."""
    if model.has_pixel_likelihood:
        decode, negative_log_conditional = model.logits, model.reconstruction_loss
        distribution, note = model.likelihood, ""
    else:
        decode, negative_log_conditional = model.decode, gaussian_pixels
        distribution = "gaussian"
        note = f"Gaussian pixels with sigma = {SIGMA}, on which all depends"

    def log_conditional(images: Tensor, labels: Tensor, z: Tensor) -> Tensor:
        chains = z.shape[0]
        # The decoder takes rows: (chains, n, latent) -> (chains n, latent), and back.
        decoded = decode(tf.reshape(z, [-1, model.latent]), tf.tile(labels, [chains]))
        decoded = tf.reshape(decoded, [chains, -1, *model.image_shape])
        return -negative_log_conditional(images, decoded)

    return ObservationModel(log_conditional, distribution, note)


def gaussian_pixels(images: Tensor, means: Tensor) -> Tensor:
    """-log p(x|z) = -sum_i log N(x_i; G(z)_i, sigma^2); (..., h, w, c) to (...).

    Its value depends on sigma entirely, and can be compared between generators only.
    """
    return gaussian_nll(images, means, tf.constant(2.0 * math.log(SIGMA)))
