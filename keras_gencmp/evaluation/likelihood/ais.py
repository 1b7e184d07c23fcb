"""The likelihood of any decoder whose prior has a density, by annealed importance sampling (AIS).

z_0 ~ p(z);   z_t ~ T_t(z | z_t-1), an HMC transition that leaves p(z) p(x|z)^beta_t invariant
log w = sum_t (beta_t - beta_t-1) log p(x|z_t-1),   0 = beta_0 < ... < beta_T = 1

E w = p(x), however few temperatures there are (Neal 2001, arXiv:physics/9803008). By Jensen's
inequality -log 1/K sum_k w_k is then an upper bound of -log p(x) in expectation (Wu et al. 2017,
arXiv:1611.04273). No posterior is needed, so that AIS serves AVB and GANs, where NLL_K does not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from keras_gencmp.evaluation import progress
from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.likelihood.cost import multiplications
from keras_gencmp.evaluation.likelihood.hmc import LEAPFROG_STEPS, state_function, transition
from keras_gencmp.evaluation.likelihood.observation_model import ObservationModel, observation_model
from keras_gencmp.evaluation.likelihood.targets import (
    Targets,
    batches,
    require_normalised_prior,
    require_prior_density,
    targets,
)
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.metrics import estimate
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.metrics.likelihood import log_mean_exp
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.priors.prior import Prior

Tensor = Any
LogConditional = Callable[[Tensor, Tensor, Tensor], Tensor]
TEMPERATURES, CHAINS = 1_000, 8
PILOT = 1  # chain per image that sets the step size of the others and has no weight
STEEPNESS = 4.0  # of the sigmoid schedule
INITIAL_STEP_SIZE, TARGET_ACCEPTANCE, ADAPTATION_RATE = 0.5, 0.65, 0.1
MAX_IMAGES, MIN_IMAGES = 100, 20
BUDGET = 5e12  # multiplications beyond which fewer images are taken
BATCH = 20  # images annealed at once
LOOSE = 3.0  # nats by which log weights may differ before the note calls the bound loose


class AnnealedWeights(NamedTuple):
    """Log weights of the chains of each image, and the mean acceptance probability; (chains, n)."""

    log_weights: np.ndarray
    acceptance: np.ndarray


def ais(protocol: Protocol, evaluated: EvaluatedModel) -> Estimate:
    """-log p(x) by AIS, in expectation an upper bound of it, mean over test images; nats.

    1,000 temperatures, 8 chains per image and 100 images, fewer where the decoder is large
    (``BUDGET``), but 20 at least; the interval is over the choice of images. Conditional models are
    given the labels. The detail holds the acceptance rate and the standard deviation of the log
    weights of an image, averaged: the smaller, the tighter the bound. Undefined for a model whose
    latents are drawn from no known density.
    """
    require_prior(evaluated)
    observation = observation_model(evaluated.model)
    count = affordable_images(evaluated.model)
    chosen = targets(evaluated, protocol, count, observation.pixel_distribution)
    require_normalised_prior(evaluated.model, chosen, protocol.seed)
    weights = annealed_weights(evaluated, chosen, observation, protocol.seed)
    # The bound is tight where the weights of an image agree: they would all be p(x).
    spread = float(weights.log_weights.std(axis=0, ddof=1).mean())
    notes = [f"{TEMPERATURES} temperatures, {CHAINS} chains", observation.note, chosen.note]
    if spread > LOOSE:
        notes.append(f"loose, log weights differ by {spread:.0f}")
    detail: dict[str, Any] = {"acceptance": float(weights.acceptance.mean()), "spread": spread}
    detail["pixels"] = chosen.note
    note = ", ".join(filter(None, notes))
    return estimate.mean(-log_mean_exp(weights.log_weights), note=note, detail=detail)


def require_prior(evaluated: EvaluatedModel) -> None:
    """Undefined unless latents are drawn from the model's own p(z), where annealing begins."""
    require_prior_density(evaluated.model)
    if evaluated.draw is not None:
        raise Undefined("AIS needs the model's own prior, which a mixture replaces here")


def affordable_images(model: GenerativeModel) -> int:
    """How many images ``BUDGET`` allows, from 20 to 100: the same on every machine."""
    # The gradient in z takes as many multiplications again as the image.
    gradient = 2 * multiplications(model.decoding_network)
    # Every leapfrog step of every chain at every temperature takes one gradient.
    each = gradient * TEMPERATURES * LEAPFROG_STEPS * (CHAINS + PILOT)
    return int(np.clip(BUDGET / each, MIN_IMAGES, MAX_IMAGES))


def annealed_weights(
    evaluated: EvaluatedModel, chosen: Targets, observation: ObservationModel, seed: int
) -> AnnealedWeights:
    """The weights of all images, in batches; Undefined where one is not finite."""
    anneal = compiled_annealing(observation.log_conditional, evaluated.model.p_z, CHAINS)
    # Passed as a tensor: the compiled function serves any number of temperatures.
    betas, parts = tf.constant(inverse_temperatures(TEMPERATURES)), []
    for first, images, labels in batches(chosen, BATCH):
        progress.step(evaluated.name, f"ais, {first} of {len(chosen.images)} images")
        parts.append(anneal(images, labels, betas, tf.constant([seed, first], "int64")))
    weights = AnnealedWeights(*(np.concatenate(each, axis=1) for each in zip(*parts, strict=True)))
    if not np.isfinite(weights.log_weights).all():
        raise Undefined("log p(x|z) is a NaN or an infinity")
    return weights


def inverse_temperatures(count: int) -> np.ndarray:
    """The schedule beta_0 = 0 to beta_count = 1, (count + 1,) float32.

    beta_t = (s(u_t) - s(-4)) / (s(4) - s(-4)), s the sigmoid, u_t evenly spaced from -4 to 4.
    """
    # tanh(u / 2) = 2 s(u) - 1. Steps are small at both ends: near 0, where the likelihood begins to
    # move chains away from the prior, and near 1, where it is at its sharpest.
    rising = np.tanh(np.linspace(-0.5, 0.5, count + 1) * STEEPNESS)
    return ((rising / rising[-1] + 1.0) / 2.0).astype("float32")


def compiled_annealing(
    log_conditional: LogConditional, prior: Prior, chains: int
) -> Callable[..., tuple[Tensor, Tensor]]:
    """The compiled function (images, labels, betas, seed) -> the fields of AnnealedWeights."""
    # A partial of its own: TensorFlow counts the traces of each function apart.
    return tf.function(partial(anneal, log_conditional, prior, chains), reduce_retracing=True)


def anneal(
    log_conditional: LogConditional,
    prior: Prior,
    chains: int,
    images: Tensor,
    labels: Tensor,
    betas: Tensor,
    seed: Tensor,
) -> tuple[Tensor, Tensor]:
    """log w and the mean acceptance probability of the chains of each image; (chains, n)."""
    state_at = state_function(lambda z: log_conditional(images, labels, z), prior.energy)
    # Chains begin with exact samples of the first distribution, the prior.
    z = prior.sample((chains + PILOT) * tf.shape(images)[0], _fold(seed, 0))
    state = state_at(tf.reshape(z, [chains + PILOT, -1, prior.latent]))
    log_weights = acceptance = tf.zeros_like(state.log_conditional)
    # One step size for each image: posteriors differ in width.
    step_size = INITIAL_STEP_SIZE * tf.ones_like(state.log_conditional[:PILOT])
    for t in tf.range(1, tf.size(betas)):
        # The weight takes the state before it moves: z_t-1, a sample for beta_t-1.
        log_weights += (betas[t] - betas[t - 1]) * state.log_conditional
        state, probability = transition(state, betas[t], step_size, _fold(seed, t), state_at)
        # Step sizes follow the pilot chain alone: a chain whose own states chose its steps would
        # not leave its target invariant, and E w = p(x) would be lost.
        step_size *= tf.exp(ADAPTATION_RATE * (probability[:PILOT] - TARGET_ACCEPTANCE))
        acceptance += probability
    rate = acceptance / tf.cast(tf.size(betas) - 1, "float32")
    # The pilot chains have done their work.
    return log_weights[PILOT:], rate[PILOT:]


def _fold(seed: Tensor, t: Tensor) -> Tensor:
    """Noise of its own for every temperature."""
    return tf.random.experimental.stateless_fold_in(seed, t)
