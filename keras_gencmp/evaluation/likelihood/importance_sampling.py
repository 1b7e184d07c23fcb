"""Likelihoods of models that give images one: the ELBO, and NLL_K by importance sampling.

A Bernoulli likelihood is one of binary pixels only. A model trained on grey ones is therefore
scored on test images binarised dynamically, with a fixed seed; the note says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from keras_gencmp.data.binarisation import as_trained
from keras_gencmp.data.reference import rows
from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.likelihood.cost import multiplications
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.metrics import estimate
from keras_gencmp.metrics import likelihood as numbers
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Columns, Estimate
from keras_gencmp.metrics.metric import LIKELIHOOD
from keras_gencmp.metrics.pixels import unit
from keras_gencmp.models.passes import compiled
from keras_gencmp.models.vae import Draws

Tensor = Any
IMAGES = 1_000
SAMPLES = 5_000
GRID = 2  # latent dimensions that a grid can fill
LEAST = 100
BUDGET = 2e12  # multiplications that an NLL may cost before it takes fewer images
PIXELS = 4_000_000  # decoded at once: some 100 MB with what the decoder needs
BATCH = 50


class Targets(NamedTuple):
    """The images whose likelihood is taken, float32 in [0, 1], their labels, and which they are."""

    images: np.ndarray
    labels: np.ndarray
    note: str


def targets(evaluated: EvaluatedModel, protocol: Protocol, count: int) -> Targets:
    """The first ``count`` images of the reference in the form that the likelihood is one of."""
    evaluated.require(LIKELIHOOD)
    return observed(evaluated, protocol, count, evaluated.model.likelihood)


def observed(evaluated: EvaluatedModel, protocol: Protocol, count: int, pixels: str) -> Targets:
    """The first ``count`` images of the reference for "bernoulli" or "gaussian" pixels."""
    kind = evaluated.plan.data.binarize
    split = rows(protocol.reference, slice(0, count))
    note = {"none": "density of grey pixels"}.get(kind, f"{kind} binarisation")
    if pixels == "bernoulli" and kind == "none":
        kind, note = "dynamic", "dynamic binarisation, of a model trained on grey pixels"
    return Targets(unit(binarised(split.images, kind)), split.labels.astype("int32"), note)


def binarised(images: np.ndarray, kind: str) -> np.ndarray:
    """Bytes of 0 and 255 by the binarisation called ``kind``, the same ones for every model."""
    return as_trained(images, kind, 0)


def elbo(protocol: Protocol, evaluated: EvaluatedModel) -> Columns:
    """ELBO, -E_q log p(x|z) and KL on n test images, one posterior sample each; nats."""
    chosen = targets(evaluated, protocol, protocol.n)

    terms = compiled_terms(evaluated.model)
    found = np.concatenate(
        [np.asarray(terms(x, y, _seed(protocol, at))) for at, x, y in blocks(chosen, 500)]
    )
    mean, log_variance = np.split(found[:, 1:], 2, axis=1)
    divergence = numbers.gaussian_kl(mean, log_variance).sum(axis=1)
    return {
        "elbo": estimate.mean(-found[:, 0] - divergence, note=chosen.note),
        "elbo_reconstruction": estimate.mean(found[:, 0], note=chosen.note),
        "elbo_kl": estimate.mean(divergence, note=chosen.note),
    }


def compiled_terms(model: Any) -> Callable[..., Tensor]:
    """The function (images, labels, seed) -> -log p(x|z) beside the moments of q, (n, 1 + 2 d)."""

    def terms(images: Tensor, labels: Tensor, seed: Tensor) -> Tensor:
        draws = model.explain(images, labels, 1, seed)
        return tf.concat([draws.nll[0][:, None], draws.mean, draws.log_variance], axis=1)

    return compiled(terms, *_batch(model), ((2,), "int64"))


def nll(protocol: Protocol, evaluated: EvaluatedModel) -> Estimate:
    """NLL_K: -log 1/K sum_k p(x|z_k) p(z_k) / q(z_k|x), mean over images; nats.

    1,000 images, fewer where the decoder is large (``BUDGET``), but 100 at least; the interval is
    over the choice of images. Undefined where K is not asked for and a grid gives the exact value:
    that costs less and has no bias.
    """
    evaluated.require(LIKELIHOOD)
    if not evaluated.nll_samples and evaluated.model.latent <= GRID:
        raise Undefined("exact-nll is exact here; for NLL_K say how many with --nll-samples")
    samples = evaluated.nll_samples or SAMPLES
    chosen = targets(evaluated, protocol, evaluated.nll_images or affordable(evaluated, samples))
    log_likelihood = importance_sampled(
        evaluated.model, chosen, samples=samples, seed=protocol.seed
    )
    return estimate.mean(-log_likelihood, note=f"K = {samples}, {chosen.note}")


def importance_sampled(model: Any, chosen: Targets, *, samples: int, seed: int) -> np.ndarray:
    """log p(x) of each image, (n,), by ``samples`` draws from its posterior (Burda et al. 2016).

    Each image is encoded once. The draws are decoded in chunks by one compiled function, whose sums
    of weights are joined in float64.
    """
    weigh, encode = compiled_weights(model), compiled(model.infer, *_batch(model))
    chunk = max(PIXELS // (BATCH * int(np.prod(model.image_shape))), 1)
    found = []
    for at, images, labels in blocks(chosen, BATCH):
        moments = encode(images, labels)
        total = np.full(len(images), -np.inf)
        for first in range(0, samples, chunk):
            count = tf.constant(min(chunk, samples - first))
            noise = tf.constant([seed, at * samples + first], "int64")
            total = np.logaddexp(total, np.asarray(weigh(images, labels, *moments, count, noise)))
        found.append(total - np.log(samples))
    return np.concatenate(found)


def compiled_weights(model: Any) -> Callable[..., Tensor]:
    """The function (images, labels, moments of q, count, seed) -> log sum of the weights, (n,)."""

    def weigh(images: Tensor, labels: Tensor, *rest: Tensor) -> Tensor:
        mean, log_variance, count, seed = rest
        z = model.perturb(mean, log_variance, seed, count)
        logits = model.logits(tf.reshape(z, [-1, model.latent]), tf.tile(labels, [count]))
        logits = tf.reshape(logits, [count, -1, *model.image_shape])
        draws = Draws(mean, log_variance, z, logits, model.nll(images, logits))
        return tf.reduce_logsumexp(draws.log_weights(), axis=0)

    moments = ((None, model.latent), "float32")
    return compiled(weigh, *_batch(model), moments, moments, ((), "int32"), ((2,), "int64"))


def affordable(evaluated: EvaluatedModel, samples: int) -> int:
    """How many images ``BUDGET`` pays for at so many samples each, from 100 to 1,000."""
    each = samples * multiplications(evaluated.model.decoder)
    return int(np.clip(BUDGET / each, LEAST, IMAGES))


def pixel_nll(protocol: Protocol, pixel_means: np.ndarray) -> Estimate:
    """The exact NLL of independent Bernoulli pixels with these means, on the same binary images."""
    images = unit(binarised(protocol.reference.images[:IMAGES], "dynamic"))
    # A pixel that is never on in training has no zero probability: one more count on either side.
    count = len(protocol.sets.fitting.labels)
    smooth = (pixel_means * count + 1.0) / (count + 2.0)
    logits = np.broadcast_to(np.log(smooth) - np.log1p(-smooth), images.shape)
    values = -numbers.bernoulli_log_likelihood(images, logits)
    return estimate.mean(values, note="exact, dynamic binarisation")


def _batch(model: Any) -> tuple[Any, ...]:
    """Shapes and types of images and labels, any number of them."""
    return ((None, *model.image_shape), "float32"), ((None,), "int32")


def blocks(chosen: Targets, size: int) -> Iterator[tuple[int, Tensor, Tensor]]:
    """Images and labels, ``size`` at a time, each with the place of its first."""
    for at in range(0, len(chosen.images), size):
        block = slice(at, at + size)
        yield at, tf.constant(chosen.images[block]), tf.constant(chosen.labels[block])


def _seed(protocol: Protocol, at: int) -> Tensor:
    return tf.constant([protocol.seed, at], "int64")
