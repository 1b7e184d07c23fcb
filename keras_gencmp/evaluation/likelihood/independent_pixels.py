"""The likelihood of the pixel-means baseline, which every trained model should exceed by far.

p(x) = prod_i m_i^x_i (1 - m_i)^(1 - x_i): independent Bernoulli pixels, without latent variables.
"""

from __future__ import annotations

import numpy as np

from keras_gencmp.evaluation.likelihood.targets import binarised
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.metrics import estimate
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.metrics.likelihood import bernoulli_log_likelihood
from keras_gencmp.metrics.pixels import unit


def pixel_nll(protocol: Protocol, pixel_means: np.ndarray) -> Estimate:
    """The exact -log p(x) of independent Bernoulli pixels, mean over binarised test images; nats.

    ``pixel_means`` (h, w, c) in [0, 1] are those of the training images.
    """
    images = unit(binarised(protocol.reference.images, "dynamic"))
    count = len(protocol.sets.training.labels)
    # Laplace's rule of succession: a pixel that is never on in training has no zero probability.
    smooth = (pixel_means * count + 1.0) / (count + 2.0)
    logits = np.broadcast_to(np.log(smooth) - np.log1p(-smooth), images.shape)
    values = -bernoulli_log_likelihood(images, logits)
    return estimate.mean(values, note="exact, dynamic binarisation")
