"""Divergences of one-dimensional distributions, in closed form and by quadrature, in nats.

Densities are arrays on a common grid `x` of increasing points.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import rel_entr

LOG_2 = float(np.log(2))
LOG_4 = float(np.log(4))


def gaussian(x: np.ndarray, mean: float = 0.0, std: float = 1.0) -> np.ndarray:
    """The density of N(mean, std²) at x."""
    return np.exp(-(((x - mean) / std) ** 2) / 2) / (std * np.sqrt(2 * np.pi))


def mixture_density(
    x: np.ndarray, means: Sequence[float], stds: Sequence[float], weights: Sequence[float]
) -> np.ndarray:
    """The density of a mixture of Gaussians at x; the weights sum to 1."""
    components = zip(means, stds, weights, strict=True)
    return sum((w * gaussian(x, mean, std) for mean, std, w in components), np.zeros(len(x)))


def data_density(x: np.ndarray) -> np.ndarray:
    """The density of the one-dimensional data: (N(-1.5, 0.6²) + N(2, 0.8²)) / 2."""
    return generator_density(x, 1.0)


def generator_density(x: np.ndarray, share: float) -> np.ndarray:
    """The density of a generator at `share` of the way from N(0.25, 0.3²) to the data.

    It is a mixture of two halves, equal at the start, whose means and standard deviations move in
    straight lines: a generator that has collapsed to one point between two modes, and recovers.
    """
    means = (0.25 - 1.75 * share, 0.25 + 1.75 * share)
    stds = (0.3 + 0.3 * share, 0.3 + 0.5 * share)
    return mixture_density(x, means, stds, (0.5, 0.5))


def gaussian_kl(mean_p: float, std_p: float, mean_q: float, std_q: float) -> float:
    """KL(p‖q) of two Gaussians: log(σ_q/σ_p) + ((μ_p - μ_q)² + σ_p²) / 2σ_q² - 1/2.

    Report C, answer 1.5.
    """
    spread = ((mean_p - mean_q) ** 2 + std_p**2) / (2 * std_q**2)
    return float(np.log(std_q / std_p) + spread - 0.5)


def kl_integrand(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """p log(p/q) at each point: 0 where p is 0, infinite where q alone is 0 (report B eq. 1)."""
    return rel_entr(p, q)


def js_integrand(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """The integrand of JS = KL(p‖m)/2 + KL(q‖m)/2 with m = (p + q)/2 (report B eq. 2).

    m is not halved before the logarithm, where the least densities would round to 0.
    """
    total = p + q
    return (rel_entr(p, total) + rel_entr(q, total) + total * LOG_2) / 2


def kl(x: np.ndarray, p: np.ndarray, q: np.ndarray) -> float:
    """KL(p‖q) by the trapezoidal rule, on a grid that ends before q rounds to 0."""
    return float(np.trapezoid(kl_integrand(p, q), x))


def js(x: np.ndarray, p: np.ndarray, q: np.ndarray) -> float:
    """The Jensen-Shannon divergence by the trapezoidal rule, between 0 and log 2."""
    return float(np.trapezoid(js_integrand(p, q), x))


def optimal_discriminator(p_data: np.ndarray, p_generator: np.ndarray) -> np.ndarray:
    """D*(x) = p_data / (p_data + p_g), the maximiser of V(D, G); 1/2 where both densities are 0.

    Goodfellow et al. 2014 (arXiv:1406.2661), proposition 1.
    """
    total = p_data + p_generator
    return np.divide(p_data, total, out=np.full_like(total, 0.5), where=total > 0)


def optimal_value(x: np.ndarray, p_data: np.ndarray, p_generator: np.ndarray) -> float:
    """V(D*, G) = E_data[log D*] + E_g[log(1 - D*)] by the trapezoidal rule.

    It is 2 JS(p_data, p_g) - log 4, and so -log 4 where the generator's density is that of the
    data (Goodfellow et al. 2014, theorem 1; report A). 1 - D* is written as p_g / (p_data + p_g):
    the subtraction would round to 0 where the data are much denser.
    """
    total = p_data + p_generator
    return float(np.trapezoid(rel_entr(p_data, total) + rel_entr(p_generator, total), x))


def generator_gradients(decision: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gradients of log(1 - D) and of -log D with respect to the logit of D = D(G(z)).

    They are -D and D - 1: the first one vanishes where the discriminator is sure that an image is
    generated, the second one does not (Goodfellow et al. 2014, section 3; report C, answer 2.4).
    """
    return -decision, decision - 1


def uniform_divergences(distance: float, width: float = 1.0) -> tuple[float, float]:
    """(KL, JS) of two uniform densities of one width, `distance` apart.

    KL is infinite at any distance but 0: some of p lies where q is 0. JS is log 2 times the share
    of p outside q, so that it is log 2 at every distance of `width` and more (report A, K10).
    """
    outside = min(abs(distance) / width, 1.0)
    return (float("inf") if outside > 0 else 0.0), outside * LOG_2


def gaussian_divergences(distance: float, std: float) -> tuple[float, float]:
    """(KL, JS) of two Gaussians of one width, `distance` apart.

    KL is distance² / 2σ². With δ = distance/σ and t ~ N(0, 1), JS is
    log 2 - E[log(1 + exp(δt - δ²/2))], which stays exact where the densities hardly overlap.
    """
    shift = abs(distance) / std
    t = np.linspace(-12, 12, 2401)
    overlap = gaussian(t) * np.logaddexp(0, shift * t - shift**2 / 2)
    return shift**2 / 2, LOG_2 - float(np.trapezoid(overlap, t))
