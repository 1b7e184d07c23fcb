"""Terms of the evidence lower bound: nats per image, summed over pixels and latent dimensions."""

import math
from typing import Any

import tensorflow as tf

Tensor = Any


def bernoulli_nll(images: Tensor, logits: Tensor) -> Tensor:
    """-log p(x|z) of independent Bernoulli pixels given by logits; (..., h, w, c) to (...).

    For grey pixels it is the cross-entropy that the field reports, not a likelihood. The identity
    softplus(l) - x l is stable and costs one softplus (Kingma and Welling 2014, appendix C.1).
    """
    return _per_image(tf.nn.softplus(logits) - images * logits)


def gaussian_nll(images: Tensor, mean: Tensor, log_variance: Tensor) -> Tensor:
    """-log p(x|z) of independent Gaussian pixels (Kingma and Welling 2014, appendix C.2); (n,)."""
    square = tf.square(images - mean) * tf.exp(-log_variance)
    return _per_image(0.5 * (square + log_variance + math.log(2.0 * math.pi)))


def gaussian_kl(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(N(mean, variance) || N(0, 1)) in closed form; (n, latent) to (n,).

    -1/2 sum(1 + log s^2 - m^2 - s^2) (Kingma and Welling 2014, appendix B).
    """
    terms = 1.0 + log_variance - tf.square(mean) - tf.exp(log_variance)
    return -0.5 * tf.reduce_sum(terms, axis=-1)


def gaussian_kl_between(
    mean: Tensor, log_variance: Tensor, prior_mean: Tensor, prior_log_variance: Tensor
) -> Tensor:
    """KL(N(mean, variance) || N(prior mean, prior variance)) in closed form; (..., d) to (...).

    1/2 sum(log (t^2 / s^2) - 1 + (s^2 + (m - a)^2) / t^2), t^2 the prior's variance, a its mean.
    """
    square = tf.square(mean - prior_mean) * tf.exp(-prior_log_variance)
    ratio = log_variance - prior_log_variance
    return 0.5 * tf.reduce_sum(square + tf.exp(ratio) - 1.0 - ratio, axis=-1)


def log_normal(z: Tensor, mean: Tensor = 0.0, log_variance: Tensor = 0.0) -> Tensor:
    """log N(z; mean, variance), summed over the last axis; (..., latent) to (...)."""
    log_variance = tf.convert_to_tensor(log_variance, z.dtype)
    square = tf.square(z - mean) * tf.exp(-log_variance)
    return -0.5 * tf.reduce_sum(square + log_variance + math.log(2.0 * math.pi), axis=-1)


def log_importance_weights(
    reconstruction_loss: Tensor,
    z: Tensor,
    mean: Tensor,
    log_variance: Tensor,
    log_prior: Tensor | None = None,
) -> Tensor:
    """log w = log p(x|z) + log p(z) - log q(z|x) of z (k, n, latent) ~ q(z|x); (k, n).

    E w = p(x) over q(z|x) (Burda et al. 2016, section 3). ``reconstruction_loss`` (k, n) is
    -log p(x|z), and q(z|x) is the Gaussian of ``mean`` and ``log_variance``, each (n, latent).
    ``log_prior`` (k, n) is log p(z), without it that of N(0, I).
    """
    log_posterior = log_normal(z, mean, log_variance)
    log_prior = log_normal(z) if log_prior is None else log_prior
    return log_prior - reconstruction_loss - log_posterior


def importance_weighted_bound(log_weights: Tensor) -> Tensor:
    """log 1/K sum_k w_k of weights on axis 0; (K, n) to (n,) (Burda et al. 2016, eq. 8)."""
    count = tf.cast(tf.shape(log_weights)[0], log_weights.dtype)
    return tf.reduce_logsumexp(log_weights, axis=0) - tf.math.log(count)


def _per_image(pixels: Tensor) -> Tensor:
    return tf.reduce_sum(pixels, axis=(-3, -2, -1))
