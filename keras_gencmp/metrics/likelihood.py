"""Likelihoods of latent-variable models from what their networks return; nats per image.

Sums run over pixels and latent dimensions. log p(x|z) here is a likelihood only where the images
are what the density is of: binary for the Bernoulli (grey pixels give a cross-entropy, which is not
one).
"""

from typing import NamedTuple

import numpy as np
from scipy.special import logsumexp

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.uncertainty import Mean, mean_and_error

LOG_2PI = float(np.log(2.0 * np.pi))


class ELBO(NamedTuple):
    """The evidence lower bound in nats, mean over images: elbo = reconstruction - kl."""

    elbo: float
    reconstruction: float
    kl: float


class ActiveUnits(NamedTuple):
    """The number of latent units in use, the variance of each (d,), and whether none is in use."""

    count: int
    variances: np.ndarray
    collapsed: bool


def bernoulli_log_likelihood(images: np.ndarray, logits: np.ndarray) -> np.ndarray:
    """log p(x|z) of independent Bernoulli pixels, from logits: (n, h, w, c) to (n,).

    sum x l - log(1 + e^l), which neither overflows nor takes the log of 0 (Kingma and Welling 2014,
    appendix C.1).
    """
    images, logits = checks.images(images), checks.array(logits, "logits")
    checks.same_shape(images, logits, ("images", "logits"))
    terms = images * logits.astype(np.float64) - np.logaddexp(0.0, logits.astype(np.float64))
    return terms.reshape(len(terms), -1).sum(axis=1)


def gaussian_log_density(
    values: np.ndarray, mean: np.ndarray | float = 0.0, log_variance: np.ndarray | float = 0.0
) -> np.ndarray:
    """log N(values; mean, variance), summed over the last axis: (..., d) to (...).

    -1/2 sum((v - m)^2 / s^2 + log s^2 + log 2 pi); with the defaults the standard normal prior.
    """
    values = checks.array(values, "values").astype(np.float64)
    square = np.square(values - mean) * np.exp(-np.asarray(log_variance, dtype=np.float64))
    return -0.5 * (square + log_variance + LOG_2PI).sum(axis=-1)


def gaussian_kl(mean: np.ndarray, log_variance: np.ndarray) -> np.ndarray:
    """KL(N(mean, variance) || N(0, 1)) of each latent unit, (n, d); its sum over d is the ELBO's.

    1/2 (m^2 + s^2 - 1 - log s^2) (Kingma and Welling 2014, appendix B).
    """
    mean, log_variance = checks.feature_pair(mean, log_variance, ("mean", "log variance"))
    checks.same_shape(mean, log_variance, ("mean", "log variance"))
    variance = np.expm1(log_variance.astype(np.float64))
    return 0.5 * (np.square(mean, dtype=np.float64) + variance - log_variance)


def elbo(log_likelihood: np.ndarray, mean: np.ndarray, log_variance: np.ndarray) -> ELBO:
    """E_q log p(x|z) - KL(q(z|x) || p(z)), from log p(x|z) (n,) at one draw of z and q's moments.

    A lower bound of log p(x) in expectation, unbiased for the bound at every n.
    """
    log_likelihood = checks.array(log_likelihood, "log-likelihoods")
    kl = gaussian_kl(mean, log_variance).sum(axis=1)
    checks.same_shape(log_likelihood, kl, ("log-likelihoods", "divergences"))
    pieces = float(log_likelihood.mean(dtype=np.float64)), float(kl.mean())
    return ELBO(pieces[0] - pieces[1], *pieces)


def log_mean_exp(log_weights: np.ndarray, axis: int = 0) -> np.ndarray:
    """log (1/K sum_k exp(w_k)) along ``axis``, without overflow; -infinity is a weight of 0.

    Chunks of K_1 and K_2 samples join as logaddexp(log K_1 + a_1, log K_2 + a_2) - log(K_1 + K_2).
    """
    log_weights = np.asarray(log_weights, dtype=np.float64)
    if log_weights.size == 0 or np.isnan(log_weights).any() or (log_weights == np.inf).any():
        raise ValueError("The log weights must be one at least, with no NaN and none infinite.")
    return logsumexp(log_weights, axis=axis) - np.log(log_weights.shape[axis])


def negative_log_likelihood(log_weights: np.ndarray) -> Mean:
    """-log p(x) by importance sampling, mean over images and standard error in nats; low is best.

    ``log_weights`` (K, n) are log p(x|z_k) + log p(z_k) - log q(z_k|x), with z_k from q: NLL_K is
    -mean_n log(1/K sum_k w_k) (Burda et al. 2016). An upper bound in expectation that falls as K
    rises: state K. The standard error is that of the choice of images, not of the z.
    """
    log_weights = np.asarray(log_weights)
    if log_weights.ndim != 2:
        raise ValueError(f"The log weights must have shape (K, n), not {log_weights.shape}.")
    return mean_and_error(-log_mean_exp(log_weights, axis=0))


def active_units(posterior_means: np.ndarray, *, threshold: float = 1e-2) -> ActiveUnits:
    """The latent units whose posterior mean moves with the image (Burda et al. 2016).

    Unit u is active if Var_x(E_q[z_u|x]) > ``threshold``, for posterior means (n, d) with n at
    least 2. The posterior has collapsed when no unit is: the decoder ignores z. Few images make a
    variance noisy.
    """
    means = checks.features(posterior_means, "posterior means", rows=2).astype(np.float64)
    variances = means.var(axis=0)
    count = int((variances > threshold).sum())
    return ActiveUnits(count, variances, collapsed=count == 0)
