"""Checks of a prior from outside the package: shapes, seeds, normalisation, and fit to its samples.

With q a mixture of Gaussians around samples of the prior, as wide as these lie apart, the integral
of p is E_q p(z)/q(z), by importance sampling. That p is the density of the samples is told by
KL(samples || p) = -E log p(z) - H, with the entropy H of the samples estimated from the distances
to their nearest neighbours (Kozachenko and Leonenko 1987). In many dimensions the weights of the
first become too unequal for a verdict, and the second overestimates H, so that neither refuses a
prior that is right.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf
from scipy.special import digamma, gammaln, logsumexp

from keras_gencmp import noise
from keras_gencmp.errors import UserError
from keras_gencmp.losses.variational import log_normal
from keras_gencmp.priors.prior import Prior

SAMPLES, CENTRES, DRAWS = 1024, 512, 4096
FEW = 64  # Gaussians q for which a stated KL divergence is looked at, and draws of each
NEIGHBOURS, WIDTH = 5, 10  # the neighbour that gives the entropy, and that gives a Gaussian's width
WIDER = 1.1  # of their standard deviations has the Gaussian with the moments of all
LEAST_ESS = 150  # effective draws that a verdict on the integral needs
NORMALISED, FITTING = 0.2, 0.5  # nats by which the integral and the fit may be off
ERRORS = 4.0  # standard errors beside these
FIRST, SECOND, THIRD = (0, 0), (1, 0), (2, 0)
MEND = "log_prob must be the normalised log density of what sample draws"


class Integral(NamedTuple):
    """The logarithm of an integral with its standard error, and the effective number of draws."""

    log: float
    error: float
    effective: float


def check(prior: Prior, name: str) -> None:
    """UserError, with the ``name`` of what a user wrote, for a prior that breaks its contract."""
    z = samples(prior, name)
    if not prior.has_density:
        return
    log_p = log_density(prior, z, name)
    if not np.isfinite(log_p).all():
        raise UserError(f"log_prob of {name} is not finite at what its sample draws: {MEND}")
    scale = spread(z)
    found = integral(prior, z, scale, name)
    off = abs(found.log) - ERRORS * found.error
    if found.effective >= LEAST_ESS and off > NORMALISED:
        raise UserError(
            f"log_prob of {name} is not normalised: the logarithm of its integral is "
            f"{found.log:.2f} nats, and must be 0"
        )
    check_divergence(prior, z, name)
    divergence = -log_p.mean() - entropy(z / scale) - np.log(scale).sum()
    if divergence - ERRORS * log_p.std() / np.sqrt(len(z)) > FITTING:
        raise UserError(
            f"sample and log_prob of {name} do not fit each other: the KL divergence of one from "
            f"the other is about {divergence:.1f} nats, and must be 0; {MEND}"
        )


def check_divergence(prior: Prior, z: np.ndarray, name: str) -> None:
    """UserError where a ``kl`` of a prior's own is not that of its log_prob, for q around samples.

    A class may inherit the closed form of another density than it states.
    """
    if type(prior).kl is Prior.kl:
        return
    mean = tf.constant(z[:FEW], "float32")
    log_variance = tf.fill(tf.shape(mean), -1.0)
    draws = mean + tf.exp(0.5 * log_variance) * noise.normal([FEW, *mean.shape], THIRD)
    stated = _call(lambda: prior.kl(mean, log_variance, draws), f"kl of {name}")
    estimate = np.asarray(log_normal(draws, mean, log_variance) - prior.log_prob(draws), "float64")
    error = np.sqrt((estimate.var(axis=0) / FEW).mean() / FEW)
    off = float(np.mean(stated, dtype="float64") - estimate.mean())
    if not abs(off) - ERRORS * error < NORMALISED:
        raise UserError(
            f"kl of {name} is not that of its log_prob, it is {off:.1f} nats off: leave kl out of "
            "the class, or state it for the same density"
        )


def samples(prior: Prior, name: str) -> np.ndarray:
    """Draws of a prior, (n, latent); UserError unless they are finite functions of the seed."""
    first, again, other = (_draw(prior, seed, name) for seed in (FIRST, FIRST, SECOND))
    if first.shape != (SAMPLES, prior.latent):
        raise UserError(
            f"sample of {name} gives {first.shape} for {SAMPLES} draws, not "
            f"({SAMPLES}, {prior.latent})"
        )
    if not np.isfinite(first).all():
        raise UserError(f"sample of {name} draws numbers that are not finite")
    if not np.array_equal(first, again) or np.array_equal(first, other):
        raise UserError(
            f"sample of {name} is no function of its seed: draw by keras_gencmp.noise, so that "
            "equal seeds give equal latents, and other seeds others"
        )
    return first.astype("float64")


def log_density(prior: Prior, z: np.ndarray, name: str) -> np.ndarray:
    """log p(z) of (n, latent) as float64 (n,); UserError for another shape, also of (k, n, latent).

    Samples of posteriors come as (k, n, latent).
    """
    flat = _call(lambda: prior.log_prob(tf.constant(z, "float32")), f"log_prob of {name}")
    two = tf.constant(z[:6].reshape(2, 3, -1), "float32")
    stacked = _call(lambda: prior.log_prob(two), f"log_prob of {name}, of latents (2, 3, latent),")
    for found, given in ((flat, z.shape), (stacked, two.shape)):
        if found.shape != tuple(given[:-1]):
            raise UserError(
                f"log_prob of {name} gives {found.shape} for latents {tuple(given)}, not "
                f"{tuple(given[:-1])}: sum over the last axis alone"
            )
    return flat.astype("float64")


def integral(prior: Prior, z: np.ndarray, scale: np.ndarray, name: str) -> Integral:
    """The integral of p by importance sampling from a mixture of Gaussians around samples z."""
    centres, random = z[:CENTRES] / scale, np.random.default_rng(0)
    near = np.partition(_squares(centres, z / scale), WIDTH, axis=1)[:, WIDTH]
    # Every other Gaussian is twice as wide, for what lies between and beyond the samples.
    widths = np.sqrt(near / z.shape[1] + 1e-12) * (1 + np.arange(len(centres)) % 2)
    chosen = np.arange(DRAWS) % len(centres)
    draws = centres[chosen] + widths[chosen, None] * random.standard_normal((DRAWS, z.shape[1]))
    # Half of the draws are of a Gaussian with the moments of all, which many dimensions need.
    whole = (z / scale).mean(axis=0), WIDER * (z / scale).std(axis=0)
    half = DRAWS // 2
    draws[:half] = whole[0] + whole[1] * random.standard_normal((half, z.shape[1]))
    log_q = np.logaddexp(_log_mixture(draws, centres, widths), _log_gauss(draws, *whole))
    log_q -= np.log(2) + np.log(scale).sum()
    log_w = log_density(prior, draws * scale, name) - log_q
    log_w = np.where(np.isnan(log_w), -np.inf, log_w)  # outside of the support
    weights = np.exp(log_w - log_w.max()) if np.isfinite(log_w.max()) else np.zeros(DRAWS)
    if not weights.any():
        return Integral(-np.inf, 0.0, 0.0)
    effective = weights.sum() ** 2 / np.square(weights).sum()
    error = weights.std() / weights.mean() / np.sqrt(DRAWS)
    return Integral(float(logsumexp(log_w) - np.log(DRAWS)), float(error), float(effective))


def entropy(z: np.ndarray) -> float:
    """The differential entropy of the distribution of samples (n, d), in nats."""
    n, d = z.shape
    squares = _squares(z, z)
    np.fill_diagonal(squares, np.inf)
    near = np.partition(squares, NEIGHBOURS - 1, axis=1)[:, NEIGHBOURS - 1]
    ball = d / 2 * np.log(np.pi) - gammaln(d / 2 + 1)
    return float(digamma(n) - digamma(NEIGHBOURS) + ball + d / 2 * np.log(near + 1e-300).mean())


def spread(z: np.ndarray) -> np.ndarray:
    """The interquartile range of each coordinate, 1 where it is 0; (latent,)."""
    low, high = np.quantile(z, (0.25, 0.75), axis=0)
    return np.where(high > low, high - low, 1.0)


def _log_mixture(x: np.ndarray, centres: np.ndarray, widths: np.ndarray) -> np.ndarray:
    d = x.shape[1]
    constants = d * np.log(widths) + d / 2 * np.log(2 * np.pi) + np.log(len(centres))
    return np.asarray(logsumexp(-0.5 * _squares(x, centres) / widths**2 - constants, axis=1))


def _log_gauss(x: np.ndarray, mean: np.ndarray, deviation: np.ndarray) -> np.ndarray:
    each = -0.5 * np.square((x - mean) / deviation) - np.log(deviation) - 0.5 * np.log(2 * np.pi)
    return np.asarray(each.sum(axis=1))


def _squares(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The squared distances of rows, (n, m)."""
    sums = np.square(one).sum(1)[:, None] + np.square(other).sum(1)
    return np.maximum(sums - 2 * one @ other.T, 0.0)


def _draw(prior: Prior, seed: tuple[int, int], name: str) -> np.ndarray:
    where = f"sample(count, seed, xla) of {name}"
    return _call(lambda: prior.sample(SAMPLES, tf.constant(seed, "int64"), xla=False), where)


def _call(function: Any, where: str) -> np.ndarray:
    """What a function of the user's own gives; whatever it raises is said in its words."""
    try:
        return np.asarray(function())
    except UserError:
        raise
    except Exception as error:
        first = (str(error).splitlines() or [""])[0]
        raise UserError(f"{where} fails with {type(error).__name__}: {first}") from error
