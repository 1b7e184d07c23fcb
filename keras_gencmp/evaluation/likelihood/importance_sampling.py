"""The negative log likelihood -log p(x) of held-out images by importance sampling.

p(x) = E_q(z|x) w(z) with the importance weights w(z) = p(x|z) p(z) / q(z|x), so that

NLL_K(x) = -log 1/K sum_k w(z_k),   z_k ~ q(z|x)

is an upper bound of -log p(x) in expectation, by Jensen's inequality, which never rises with K and
becomes exact as K grows (Burda et al. 2016, arXiv:1509.00519, equation 8 and theorem 1).

How much a large K adds hardly differs between images, but their likelihoods differ widely. So a
small K is taken for all images, and the mean gain of the large K from some of them is added.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from keras_gencmp.evaluation import progress
from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.likelihood.cost import multiplications
from keras_gencmp.evaluation.likelihood.latent_grid import has_grid
from keras_gencmp.evaluation.likelihood.targets import (
    Targets,
    batch_signature,
    batches,
    likelihood_targets,
)
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.metrics import estimate
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.models.inference import compiled

Tensor = Any
FEW, MANY = 50, 5_000  # K for all images, and for those that tell what a large K adds
MAX_IMAGES, MIN_IMAGES = 1_000, 100  # with the large K
BUDGET = 2e12  # multiplications beyond which fewer images are taken
DECODED_PIXELS = 800_000  # decoded at once: what a processor's cache holds
BATCH = 50
APART = 2**32  # between the seeds of the two K


class LogLikelihoods(NamedTuple):
    """Estimates of log p(x) of each image, (n,), the standard error of their mean, and a note.

    The error is that of the estimator for these images; the choice of images has one of its own.
    """

    values: np.ndarray
    error: float
    note: str


def nll(protocol: Protocol, evaluated: EvaluatedModel) -> Estimate:
    """NLL_K, an upper bound of -log p(x) in expectation, mean over images; nats.

    K = 50 on all n images, plus the mean of what K = 5,000 adds on the first 1,000, fewer where the
    decoder is large (``BUDGET``). Where K or the number of images is asked for, NLL_K of so many
    images. The interval holds the estimator's error and that of the choice of images; the note
    tells them apart. Undefined where K was not set and quadrature gives the exact value.
    """
    model, asked = evaluated.model, bool(evaluated.nll_samples or evaluated.nll_images)
    # Whether the model has a likelihood at all is known first.
    every = likelihood_targets(evaluated, protocol, protocol.n)
    if not evaluated.nll_samples and has_grid(model):
        raise Undefined("exact-nll is exact here; for NLL_K say how many with --nll-samples")
    result = as_asked(evaluated, every, protocol.seed) if asked else None
    return summary(result or corrected(evaluated, every, protocol.seed), every.note)


def summary(result: LogLikelihoods, note: str) -> Estimate:
    """The mean of -log p(x) with an interval for both errors, which the note holds apart."""
    values = -result.values
    n = len(values)
    of_images = float(values.std(ddof=1) / np.sqrt(n)) if n > 1 else 0.0
    errors = f"standard errors: estimator {result.error:.2f}, images {of_images:.2f}"
    detail = {"estimator_error": result.error, "images_error": of_images, "pixels": note}
    total = float(np.hypot(result.error, of_images))
    notes = ", ".join([result.note, *([errors] if result.error else []), note])
    whole = estimate.interval(values.mean(), total, max(n - 1, 1), n=n, detail=detail, note=notes)
    whole = whole._replace(of_images=estimate.OfImages(values))
    return whole if n > 1 else whole._replace(low=None, high=None)


def as_asked(evaluated: EvaluatedModel, every: Targets, seed: int) -> LogLikelihoods:
    """NLL_K with the K and the number of images that were asked for, 5,000 and up to 1,000 else."""
    samples = evaluated.nll_samples or MANY
    count = evaluated.nll_images or affordable_images(evaluated, samples)
    values = importance_sampled(evaluated, every.first(count), samples, seed)
    return LogLikelihoods(values, 0.0, f"K = {samples}")


def corrected(evaluated: EvaluatedModel, every: Targets, seed: int) -> LogLikelihoods:
    """NLL_50 of all images, less the mean of what K = 5,000 gains on the first of them."""
    n = len(every.images)
    count = min(affordable_images(evaluated, MANY, FEW * n), n)
    many = importance_sampled(evaluated, every.first(count), MANY, seed + APART)
    if count == n:
        return LogLikelihoods(many, 0.0, f"K = {MANY}")
    few = importance_sampled(evaluated, every, FEW, seed)
    gain = many - few[:count]
    # The images with both K are some of all: for these themselves the gain is no estimate.
    error = float(gain.std(ddof=1) * np.sqrt(1.0 / count - 1.0 / n))
    note = f"K = {FEW}, corrected to K = {MANY} by {count} images"
    return LogLikelihoods(few + gain.mean(), error, note)


def importance_sampled(
    evaluated: EvaluatedModel, chosen: Targets, samples: int, seed: int
) -> np.ndarray:
    """log 1/K sum_k w(z_k) of each image, (n,) float64, with K = ``samples``."""
    log_mean = compiled_log_mean_weight(evaluated.model, samples)
    estimates = []
    for first, images, labels in batches(chosen, BATCH):
        if first % (10 * BATCH) == 0:
            text = f"nll, K = {samples}, {first} of {len(chosen.images)} images"
            progress.step(evaluated.name, text)
        # All chunks of all images have different seeds, so that no noise is used twice.
        noise_seed = tf.constant([seed, first * samples], "int64")
        estimates.append(np.asarray(log_mean(images, labels, noise_seed)))
    return np.concatenate(estimates)


def chunk_size(image_shape: tuple[int, int, int]) -> int:
    """How many samples of every image of a batch are decoded at once."""
    return max(DECODED_PIXELS // (BATCH * int(np.prod(image_shape))), 1)


def compiled_log_mean_weight(model: Any, samples: int) -> Callable[..., Tensor]:
    """The function (images, labels, seed) -> log 1/K sum_k w(z_k), (n,) float64.

    One graph runs through all chunks of samples.
    """
    size = min(chunk_size(model.image_shape), samples)

    def log_mean_weight(images: Tensor, labels: Tensor, seed: Tensor) -> Tensor:
        # q(z|x) does not depend on z: each image is encoded once, whatever K is.
        moments = model.posterior(images, labels)

        def add(start: Tensor, log_sum: Tensor) -> tuple[Tensor, Tensor]:
            count = tf.minimum(size, samples - start)
            noise_seed = seed + tf.stack([tf.zeros([], "int64"), tf.cast(start, "int64")])
            log_weights = model.log_weights(images, labels, moments, noise_seed, count)
            # Weights are products over hundreds of pixels: only their logarithms fit into a float.
            part = tf.cast(tf.reduce_logsumexp(log_weights, axis=0), "float64")
            # Chunks are added in float64: the small terms of thousands are not lost.
            return start + size, tf.reduce_logsumexp(tf.stack([log_sum, part]), axis=0)

        nothing = tf.fill([tf.shape(images)[0]], tf.constant(-np.inf, "float64"))
        _, log_sum = tf.while_loop(lambda start, _: start < samples, add, [0, nothing])
        return log_sum - np.log(samples)

    return compiled(log_mean_weight, *batch_signature(model), ((2,), "int64"))


def affordable_images(evaluated: EvaluatedModel, samples: int, spent: int = 0) -> int:
    """How many images ``BUDGET`` allows at ``samples`` decodings each, from 100 to 1,000.

    ``spent`` decodings are taken already.
    """
    each = multiplications(evaluated.model.decoder)
    return int(np.clip((BUDGET / each - spent) / samples, MIN_IMAGES, MAX_IMAGES))
