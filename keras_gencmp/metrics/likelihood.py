"""Likelihoods of latent-variable models from what their networks return; nats per image.

Sums run over pixels and latent dimensions. log p(x|z) here is a likelihood only where the images
are what the density is of: binary for the Bernoulli (grey pixels give a cross-entropy, which is not
one).
"""

import numpy as np
from scipy.special import logsumexp

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.metrics.resampling import with_interval

ACTIVE = 1e-2  # variance of the posterior means above which a latent unit is active


def active_units(codes: np.ndarray, seed: int) -> Estimate:
    """How many latent units move with the image (Burda et al. 2016), of posterior means (n, d).

    Unit u is active if Var_x(E_q[z_u|x]) > 0.01; the detail holds these variances. The posterior
    has collapsed when no unit is active: the decoder ignores z. Few images make a variance noisy.
    """

    def count(codes: np.ndarray) -> float:
        return float((codes.var(axis=0) > ACTIVE).sum())

    codes = checks.features(codes, "codes", rows=2).astype(np.float64)
    active = count(codes)
    estimate = with_interval(active, count, [(codes,)], repeats=50, seed=seed)
    note = f"of {codes.shape[1]}" if active else "collapsed: the decoder ignores z"
    return estimate._replace(n=len(codes), detail=codes.var(axis=0).tolist(), note=note)


def bernoulli_log_likelihood(images: np.ndarray, logits: np.ndarray) -> np.ndarray:
    """log p(x|z) of independent Bernoulli pixels, from logits: (n, h, w, c) to (n,).

    sum x l - log(1 + e^l), which neither overflows nor takes the log of 0 (Kingma and Welling 2014,
    appendix C.1).
    """
    images, logits = checks.images(images), checks.array(logits, "logits")
    checks.same_shape(images, logits, ("images", "logits"))
    terms = images * logits.astype(np.float64) - np.logaddexp(0.0, logits.astype(np.float64))
    return terms.reshape(len(terms), -1).sum(axis=1)


def gaussian_kl(mean: np.ndarray, log_variance: np.ndarray) -> np.ndarray:
    """KL(N(mean, variance) || N(0, 1)) of each latent unit, (n, d); its sum over d is the ELBO's.

    1/2 (m^2 + s^2 - 1 - log s^2) (Kingma and Welling 2014, appendix B).
    """
    mean, log_variance = checks.feature_pair(mean, log_variance, ("mean", "log variance"))
    checks.same_shape(mean, log_variance, ("mean", "log variance"))
    variance = np.expm1(log_variance.astype(np.float64))
    return 0.5 * (np.square(mean, dtype=np.float64) + variance - log_variance)


def log_mean_exp(log_weights: np.ndarray, axis: int = 0) -> np.ndarray:
    """log (1/K sum_k exp(w_k)) along ``axis``, without overflow; -infinity is a weight of 0.

    Chunks of K_1 and K_2 samples join as logaddexp(log K_1 + a_1, log K_2 + a_2) - log(K_1 + K_2).
    """
    log_weights = np.asarray(log_weights, dtype=np.float64)
    if log_weights.size == 0 or np.isnan(log_weights).any() or (log_weights == np.inf).any():
        raise Undefined("the log weights hold a NaN or an infinity, or there are none")
    return logsumexp(log_weights, axis=axis) - np.log(log_weights.shape[axis])
