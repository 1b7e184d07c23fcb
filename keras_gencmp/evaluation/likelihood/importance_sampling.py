"""The negative log likelihood -log p(x) of held-out images by importance sampling.

p(x) = E_q(z|x) w(z) with the importance weights w(z) = p(x|z) p(z) / q(z|x), so that

NLL_K(x) = -log 1/K sum_k w(z_k),   z_k ~ q(z|x)

is an upper bound of -log p(x) in expectation, by Jensen's inequality, which never rises with K and
becomes exact as K grows (Burda et al. 2016, arXiv:1509.00519, equation 8 and theorem 1).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gencmp.evaluation import progress
from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.likelihood.cost import multiplications
from keras_gencmp.evaluation.likelihood.latent_grid import MAX_DIMENSIONS
from keras_gencmp.evaluation.likelihood.targets import (
    Targets,
    batch_signature,
    batches,
    likelihood_targets,
)
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.losses.variational import log_importance_weights
from keras_gencmp.metrics import estimate
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.metrics.metric import LIKELIHOOD
from keras_gencmp.models.inference import compiled

Tensor = Any
SAMPLES = 5_000  # K, where the user does not set it
MAX_IMAGES, MIN_IMAGES = 1_000, 100
BUDGET = 2e12  # multiplications beyond which fewer images are taken
DECODED_PIXELS = 4_000_000  # decoded at once: about 100 MB with the decoder's activations
BATCH = 50


def nll(protocol: Protocol, evaluated: EvaluatedModel) -> Estimate:
    """NLL_K, an upper bound of -log p(x) in expectation, mean over images; nats.

    1,000 images, fewer where the decoder is large (``BUDGET``), but 100 at least; the interval is
    over the choice of images. Undefined where K was not set and quadrature gives the exact value,
    which costs less and has no bias.
    """
    evaluated.require(LIKELIHOOD)
    if not evaluated.nll_samples and evaluated.model.latent <= MAX_DIMENSIONS:
        raise Undefined("exact-nll is exact here; for NLL_K say how many with --nll-samples")
    samples = evaluated.nll_samples or SAMPLES
    count = evaluated.nll_images or affordable_images(evaluated, samples)
    chosen = likelihood_targets(evaluated, protocol, count)
    values = -importance_sampled(evaluated, chosen, samples, protocol.seed)
    return estimate.mean(values, note=f"K = {samples}, {chosen.note}")


def importance_sampled(
    evaluated: EvaluatedModel, chosen: Targets, samples: int, seed: int
) -> np.ndarray:
    """log 1/K sum_k w(z_k) of each image, (n,) float64, with K = ``samples``."""
    model = evaluated.model
    encode = compiled(model.posterior, *batch_signature(model))
    sum_weights = compiled_log_weight_sum(model)
    estimates = []
    for first, images, labels in batches(chosen, BATCH):
        progress.step(evaluated.name, f"nll, {first} of {len(chosen.images)} images")
        # q(z|x) does not depend on z: each image is encoded once, whatever K is.
        moments = encode(images, labels)
        log_sum = np.full(len(images), -np.inf)
        for start, count in chunks(samples, model.image_shape):
            # All chunks of all images have different seeds, so that no noise is used twice.
            noise_seed = tf.constant([seed, first * samples + start], "int64")
            part = sum_weights(images, labels, *moments, tf.constant(count), noise_seed)
            # Chunks are added in float64: the small terms of thousands are not lost.
            log_sum = np.logaddexp(log_sum, np.asarray(part))
        estimates.append(log_sum - np.log(samples))
    return np.concatenate(estimates)


def chunks(samples: int, image_shape: tuple[int, int, int]) -> list[tuple[int, int]]:
    """The first sample and the number of samples of each chunk that is decoded at once."""
    size = max(DECODED_PIXELS // (BATCH * int(np.prod(image_shape))), 1)
    return [(start, min(size, samples - start)) for start in range(0, samples, size)]


def compiled_log_weight_sum(model: Any) -> Callable[..., Tensor]:
    """The function (images, labels, posterior moments, k, seed) -> log sum_k w(z_k), (n,).

    The mean and log variance of q(z|x) have shape (n, latent).
    """

    def log_weight_sum(
        images: Tensor,
        labels: Tensor,
        posterior_mean: Tensor,
        posterior_log_variance: Tensor,
        k: Tensor,
        seed: Tensor,
    ) -> Tensor:
        z = model.reparameterise(posterior_mean, posterior_log_variance, seed, k)
        loss = model.reconstruction_loss(images, model.logits(z, labels))
        # Weights are products over hundreds of pixels: only their logarithms fit into a float.
        moments = posterior_mean, posterior_log_variance
        log_weights = log_importance_weights(loss, z, *moments, model.p_z.log_prob(z))
        return tf.reduce_logsumexp(log_weights, axis=0)

    moments = ((None, model.latent), "float32")
    rest = moments, moments, ((), "int32"), ((2,), "int64")
    return compiled(log_weight_sum, *batch_signature(model), *rest)


def affordable_images(evaluated: EvaluatedModel, samples: int) -> int:
    """How many images ``BUDGET`` allows at ``samples`` decodings each, from 100 to 1,000."""
    each = samples * multiplications(evaluated.model.decoder)
    return int(np.clip(BUDGET / each, MIN_IMAGES, MAX_IMAGES))
