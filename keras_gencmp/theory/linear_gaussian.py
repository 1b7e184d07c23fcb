"""log p(x) of a linear-Gaussian latent model, exactly and by two ways of sampling, in nats.

z ~ N(0, I_d) and x | z ~ N(Wz, s²I) make x ~ N(0, WWᵀ + s²I): the one latent variable model in
which the estimates of report C, question 1.4, can be compared with the exact value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.special import logsumexp

# The proposal's standard deviations, as a multiple of the posterior's: close, but not exact.
WIDENING = 1.1


class LinearGaussian(NamedTuple):
    """The model: loadings W of shape (observed, latent), and the noise s of the observation."""

    loadings: np.ndarray
    noise: float


class EstimatorErrors(NamedTuple):
    """Estimates of log p(x) against its exact value as the latent dimension grows.

    `errors` and `effective` map an estimator's name to estimate minus exact value in nats, and to
    its effective number of samples; both have the shape (dimensions, images).
    """

    dimensions: tuple[int, ...]
    errors: dict[str, np.ndarray]
    effective: dict[str, np.ndarray]


def random_model(
    latent: int, observed: int, noise: float, random: np.random.Generator
) -> LinearGaussian:
    """A model with random loadings of about unit length, one for each latent dimension."""
    loadings = random.standard_normal((observed, latent)) / np.sqrt(observed)
    return LinearGaussian(loadings, noise)


def exact(model: LinearGaussian, x: np.ndarray) -> float:
    """log N(x; 0, WWᵀ + s²I)."""
    observed = len(x)
    covariance = model.loadings @ model.loadings.T + model.noise**2 * np.eye(observed)
    root = np.linalg.cholesky(covariance)
    whitened = solve_triangular(root, x, lower=True)
    return float(-_half_square(whitened) - np.log(np.diag(root)).sum())


def prior_weights(
    model: LinearGaussian, x: np.ndarray, samples: int, random: np.random.Generator
) -> np.ndarray:
    """log p(x | z) of `samples` draws from the prior: the terms of plain Monte Carlo."""
    z = random.standard_normal((samples, model.loadings.shape[1]))
    return _log_likelihood(model, x, z)


def importance_weights(
    model: LinearGaussian,
    x: np.ndarray,
    samples: int,
    random: np.random.Generator,
    widening: float = WIDENING,
) -> np.ndarray:
    """log p(x, z) - log q(z) of draws from q, the exact posterior made wider by `widening`.

    The posterior is N(m, C) with C⁻¹ = I + WᵀW/s² and m = CWᵀx/s².
    """
    latent = model.loadings.shape[1]
    precision = np.eye(latent) + model.loadings.T @ model.loadings / model.noise**2
    factor = cho_factor(precision, lower=True)
    mean = cho_solve(factor, model.loadings.T @ x / model.noise**2)
    unit = random.standard_normal((samples, latent))
    z = mean + widening * solve_triangular(factor[0], unit.T, lower=True, trans="T").T
    log_scale = latent * np.log(widening) - np.log(np.diag(factor[0])).sum()
    log_proposal = -_half_square(unit) - log_scale
    return _log_likelihood(model, x, z) - _half_square(z) - log_proposal


def estimate(log_weights: np.ndarray) -> float:
    """log of the mean weight: the estimate of log p(x) (report C, answer 1.4)."""
    return float(logsumexp(log_weights) - np.log(len(log_weights)))


def effective_samples(log_weights: np.ndarray) -> float:
    """(Σw)² / Σw²: how many of the samples carry the estimate, from 1 to all of them."""
    return float(np.exp(2 * logsumexp(log_weights) - logsumexp(2 * log_weights)))


def compare_estimators(
    dimensions: Sequence[int] = (1, 2, 5, 10, 20, 50, 100),
    *,
    samples: int = 1000,
    many: int = 10_000,
    images: int = 8,
    observed: int = 100,
    noise: float = 0.4,
    seed: int = 0,
) -> EstimatorErrors:
    """Plain Monte Carlo with few and with many samples, and importance sampling with few.

    Each of the `images` at each latent dimension is drawn from a model of its own.
    """
    random = np.random.default_rng(seed)
    estimators = {
        f"plain Monte Carlo, {samples:,} samples": (prior_weights, samples),
        f"plain Monte Carlo, {many:,} samples": (prior_weights, many),
        f"importance sampling, {samples:,} samples": (importance_weights, samples),
    }
    results = np.array(
        [
            [
                _trial(random_model(latent, observed, noise, random), estimators, random)
                for _ in range(images)
            ]
            for latent in dimensions
        ]
    )
    errors = {name: results[:, :, index, 0] for index, name in enumerate(estimators)}
    effective = {name: results[:, :, index, 1] for index, name in enumerate(estimators)}
    return EstimatorErrors(tuple(dimensions), errors, effective)


def _trial(
    model: LinearGaussian, estimators: dict[str, tuple], random: np.random.Generator
) -> list[tuple[float, float]]:
    """Error and effective samples of each estimator for one image of the model."""
    x = _image(model, random)
    log_p = exact(model, x)
    terms = [weights(model, x, count, random) for weights, count in estimators.values()]
    return [(estimate(each) - log_p, effective_samples(each)) for each in terms]


def _image(model: LinearGaussian, random: np.random.Generator) -> np.ndarray:
    """One ancestral draw of x."""
    observed, latent = model.loadings.shape
    mean = model.loadings @ random.standard_normal(latent)
    return mean + model.noise * random.standard_normal(observed)


def _log_likelihood(model: LinearGaussian, x: np.ndarray, z: np.ndarray) -> np.ndarray:
    """log p(x | z) for each row of z."""
    residual = (x - z @ model.loadings.T) / model.noise
    return -_half_square(residual) - len(x) * np.log(model.noise)


def _half_square(z: np.ndarray) -> np.ndarray:
    """-log N(z; 0, I), over the last axis."""
    return 0.5 * (z**2 + np.log(2 * np.pi)).sum(axis=-1)
