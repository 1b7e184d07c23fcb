"""The likelihood of any decoder with the prior N(0, I), by annealed importance sampling.

It needs no posterior, and so goes where NLL_K cannot: to AVB and to generators. log p(x|z) is what
the decoder was trained on, and else a stated guess, independent Gaussian pixels around the image.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from keras_gencmp.evaluation import progress
from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.likelihood.annealing import PILOT, Annealed, annealing, temperatures
from keras_gencmp.evaluation.likelihood.cost import multiplications
from keras_gencmp.evaluation.likelihood.hmc import LEAPS
from keras_gencmp.evaluation.likelihood.importance_sampling import Targets, blocks, observed
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.evaluation.score import Score, around
from keras_gencmp.losses import variational as terms
from keras_gencmp.metrics.likelihood import log_mean_exp
from keras_gencmp.metrics.uncertainty import mean_and_error
from keras_gencmp.models.base import GenerativeModel

Tensor = Any
TEMPERATURES, CHAINS = 1_000, 8
IMAGES, LEAST = 100, 20
BUDGET = 5e12  # multiplications that an AIS may cost before it takes fewer images
BATCH = 20  # images annealed at once
SIGMA = 0.2  # of the pixels around a generator's image, in [0, 1]
LOOSE = 3.0  # nats by which weights may differ before the bound is called loose


class Observation(NamedTuple):
    """log p(x|z), (chains, n), of images, labels and z; its kind of pixels, and a remark."""

    log_likelihood: Callable[[Tensor, Tensor, Tensor], Tensor]
    pixels: str
    note: str


def ais(protocol: Protocol, evaluated: EvaluatedModel) -> list[Score]:
    """-log p(x) by AIS, mean over test images; nats, and in expectation an upper bound of it.

    1,000 temperatures and 8 chains an image; 100 images, fewer where the decoder is large
    (``BUDGET``), but 20 at least; the interval is over the choice of images. Conditional models are
    given the labels; an autoencoder has the prior that it is sampled from. The detail holds the
    acceptance rate of the chains and by how much the log weights of an image differ (standard
    deviation): the less, the tighter the bound. ValueError for a model whose latents are not drawn
    from N(0, I).
    """
    need_gaussian_prior(evaluated)
    observation = observation_of(evaluated.model)
    chosen = observed(evaluated, protocol, affordable(evaluated.model), observation.pixels)
    found = annealed(evaluated, chosen, observation, protocol.seed)
    score = mean_and_error(-log_mean_exp(found.log_weights))
    spread = float(found.log_weights.std(axis=0, ddof=1).mean())
    detail = {"acceptance": float(found.acceptance.mean()), "spread": spread}
    words = [f"{TEMPERATURES} temperatures, {CHAINS} chains", observation.note, chosen.note]
    words += [f"loose, log weights differ by {spread:.0f}"] if spread > LOOSE else []
    note, n = ", ".join(filter(None, words)), len(chosen.images)
    return [around("ais", score.mean, score.standard_error, n, note=note, detail=detail)]


def need_gaussian_prior(evaluated: EvaluatedModel) -> None:
    """ValueError unless z ~ N(0, I): annealing begins there."""
    name = type(evaluated.model).__name__
    if not evaluated.model.has_gaussian_prior:
        raise ValueError(f"{name} draws its latents from another distribution than N(0, I)")
    if evaluated.draw is not None:
        raise ValueError("AIS is of the prior N(0, I), for which a mixture stands in here")


def observation_of(model: GenerativeModel) -> Observation:
    """What a decoder says of images: its own likelihood, or Gaussian pixels around its image."""
    if model.has_pixel_likelihood:
        decode, nll = model.logits, model.reconstruction_loss
        pixels, note = model.likelihood, ""
    else:
        decode, nll = model.decode, gaussian_pixels
        pixels, note = "gaussian", f"Gaussian pixels with sigma = {SIGMA}, on which all depends"

    def log_likelihood(images: Tensor, labels: Tensor, z: Tensor) -> Tensor:
        chains = z.shape[0]
        decoded = decode(tf.reshape(z, [-1, model.latent]), tf.tile(labels, [chains]))
        return -nll(images, tf.reshape(decoded, [chains, -1, *model.image_shape]))

    return Observation(log_likelihood, pixels, note)


def gaussian_pixels(images: Tensor, means: Tensor) -> Tensor:
    """-log p(x|z) of independent Gaussian pixels with the stated sigma (Wu et al. 2017).

    A generator has no density of its own. What it scores depends on sigma entirely, and can be held
    against other generators only.
    """
    return terms.gaussian_nll(images, means, tf.constant(2.0 * math.log(SIGMA)))


def affordable(model: GenerativeModel) -> int:
    """How many images ``BUDGET`` pays for, from 20 to 100: the same on every machine."""
    # A gradient in z takes as many multiplications again as the image.
    each = 2 * multiplications(model.decoding_network) * TEMPERATURES * LEAPS * (CHAINS + PILOT)
    return int(np.clip(BUDGET / each, LEAST, IMAGES))


def annealed(
    evaluated: EvaluatedModel, chosen: Targets, observation: Observation, seed: int
) -> Annealed:
    """The weights of all images, (chains, n), a few of them at a time; ValueError for NaN."""
    anneal = annealing(observation.log_likelihood, evaluated.model.latent, CHAINS)
    powers, found = tf.constant(temperatures(TEMPERATURES)), []
    for at, images, labels in blocks(chosen, BATCH):
        progress.step(evaluated.name, f"ais, {at} of {len(chosen.images)} images")
        noise = tf.constant([seed, at], "int64")
        found.append(Annealed(*anneal(images, labels, powers, noise)))
    whole = Annealed(*(np.concatenate(part, axis=1) for part in zip(*found, strict=True)))
    if not np.isfinite(whole.log_weights).all():
        raise ValueError("log p(x|z) is a NaN or an infinity")
    return whole
