"""Targets: held-out images in the form for which a model's likelihood is defined.

A Bernoulli likelihood is a probability of binary pixels only. A model that was trained on grey
pixels is therefore scored on test images that are binarised dynamically (each pixel is drawn from
the Bernoulli distribution whose mean is its grey value) with a fixed seed, and the note says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from keras_gencmp.data.binarisation import as_trained
from keras_gencmp.data.reference import rows
from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.metric import LIKELIHOOD
from keras_gencmp.metrics.pixels import unit
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.models.encoder_decoder import EncoderDecoder
from keras_gencmp.priors.overridden import is_from_outside
from keras_gencmp.priors.prior import Prior
from keras_gencmp.runs.alarms import LEAST_KL

Tensor = Any
FEW = 500  # images that tell whether a prior is normalised
ERRORS = 4.0  # standard errors by which a mean is below 0 by more than chance
BINARISATION_SEED = 0  # the same binary images for every model, so that scores can be compared


class Targets(NamedTuple):
    """Images (n, h, w, c) float32 in [0, 1], labels (n,) int32, and what the likelihood is of.

    The note names the binarisation, and whether the label is given: p(x|y) is up to log(classes)
    nats above p(x). Only likelihoods with the same note can be compared.
    """

    images: np.ndarray
    labels: np.ndarray
    note: str

    def first(self, count: int) -> Targets:
        """The first ``count`` of them."""
        return self._replace(images=self.images[:count], labels=self.labels[:count])


def likelihood_targets(evaluated: EvaluatedModel, protocol: Protocol, count: int) -> Targets:
    """The first ``count`` reference images, for the pixel distribution of the model's own p(x|z).

    Undefined unless p(x|z), p(z) and q(z|x) are densities, whose importance weights bound p(x).
    """
    evaluated.require(LIKELIHOOD)
    require_prior_density(evaluated.model)
    chosen = targets(evaluated, protocol, count, evaluated.model.likelihood)
    require_normalised_prior(evaluated.model, chosen, protocol.seed)
    return chosen


def require_normalised_prior(model: Any, chosen: Targets, seed: int) -> None:
    """Undefined where the mean of KL(q(z|x) || p(z)) over images is below 0 by more than chance.

    That of a normalised p(z) never is. What is added to log p(z) would be added to every bound.
    Only priors from outside the package are looked at, of models that have q(z|x).
    """
    if not (is_from_outside(model.p_z) and model.has_likelihood):
        return
    images, labels = tf.constant(chosen.images[:FEW]), tf.constant(chosen.labels[:FEW])
    values = np.asarray(divergences(model, images, labels, seed), "float64")
    error = values.std() / np.sqrt(len(values))
    if values.mean() + ERRORS * error < LEAST_KL:
        raise Undefined(
            f"KL(q(z|x) || p(z)) is {values.mean():.2f} nats on average, and none can be below 0: "
            "log_prob of the prior is not normalised"
        )


def divergences(model: Any, images: Tensor, labels: Tensor, seed: int) -> Tensor:
    """KL(q(z|x) || p(z)) of images, (n,), by log p(z) itself, whatever closed form is stated."""
    noise_seed = tf.constant([seed, 0], "int64")
    if type(model).elbo_terms is not EncoderDecoder.elbo_terms:  # q(z|x) is no one Gaussian
        return model.elbo_terms(images, labels, noise_seed)[1]
    mean, log_variance = model.posterior(images, labels)
    z = model.reparameterise(mean, log_variance, noise_seed)
    return Prior.kl(model.p_z, mean, log_variance, z)


def require_prior_density(model: GenerativeModel) -> None:
    """Undefined unless p(z) is a density."""
    if not model.p_z.has_density:
        raise Undefined(f"{type(model).__name__} draws its latents from a prior without a density")


def targets(
    evaluated: EvaluatedModel, protocol: Protocol, count: int, pixel_distribution: str
) -> Targets:
    """The first ``count`` reference images for "bernoulli" or "gaussian" pixels."""
    kind = evaluated.plan.data.binarize
    split = rows(evaluated.reference(protocol), slice(0, count))
    note = {"none": "density of grey pixels"}.get(kind, f"{kind} binarisation")
    if pixel_distribution == "bernoulli" and kind == "none":
        kind, note = "dynamic", "dynamic binarisation, of a model trained on grey pixels"
    note += ", p(x|y): given the label" if evaluated.model.conditional else ""
    return Targets(unit(binarised(split.images, kind)), split.labels.astype("int32"), note)


def binarised(images: np.ndarray, kind: str) -> np.ndarray:
    """Bytes of 0 and 255 by "threshold" or "dynamic" binarisation; "none" leaves grey bytes."""
    return as_trained(images, kind, BINARISATION_SEED)


def batches(chosen: Targets, size: int) -> Iterator[tuple[int, Tensor, Tensor]]:
    """The index of the first image, images and labels of each batch of at most ``size``."""
    for first in range(0, len(chosen.images), size):
        batch = slice(first, first + size)
        yield first, tf.constant(chosen.images[batch]), tf.constant(chosen.labels[batch])


def batch_signature(model: Any) -> tuple[Any, ...]:
    """Shapes and types of a batch of images and labels of any length, for ``compiled``."""
    return ((None, *model.image_shape), "float32"), ((None,), "int32")
