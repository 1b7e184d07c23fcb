"""Probabilistic PCA in closed form, and a linear VAE that is trained to the same model.

A VAE whose encoder and decoder are linear, with one variance for all pixels, has the likelihood of
probabilistic PCA: x ~ N(b, WWᵀ + s²I). At its optimum W spans the principal subspace (report C,
question 1.1; Tipping and Bishop 1999; Lucas et al. 2019, arXiv:1911.02469).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import keras
import numpy as np
from scipy.linalg import subspace_angles

from keras_gencmp.models.vae import VAE
from keras_gencmp.theory import small_images

LATENT, BATCH, EVERY, STEPS = 4, 256, 100, 4000


class ProbabilisticPCA(NamedTuple):
    """x ~ N(mean, WWᵀ + s²I): loadings W (pixels, latent), mean (pixels,) and variance s²."""

    loadings: np.ndarray
    mean: np.ndarray
    variance: float


class LinearVAE(NamedTuple):
    """A linear VAE over its training, beside the closed form of its data.

    ``angles`` (points, latent) are the principal angles in degrees between the spans of both
    loadings, ``likelihood`` (points,) the mean of log p(x) in nats, ``steps`` (points,) when.
    ``best`` is the mean of log p(x) under probabilistic PCA, which no such model exceeds.
    """

    steps: np.ndarray
    angles: np.ndarray
    likelihood: np.ndarray
    best: float


def closed_form(x: np.ndarray, latent: int) -> ProbabilisticPCA:
    """The maximum likelihood of probabilistic PCA on rows x (n, pixels).

    s² is the mean of the eigenvalues that are left out, and W = U (L - s²I)^(1/2) of the others
    (Tipping and Bishop 1999, equations 7 and 8).
    """
    values, vectors = np.linalg.eigh(np.cov(x.T, bias=True))
    values, vectors = values[::-1], vectors[:, ::-1]
    variance = float(values[latent:].mean())
    scales = np.sqrt(np.maximum(values[:latent] - variance, 0))
    return ProbabilisticPCA(vectors[:, :latent] * scales, x.mean(axis=0), variance)


def mean_log_likelihood(model: ProbabilisticPCA, x: np.ndarray) -> float:
    """The mean of log N(x; mean, WWᵀ + s²I) over rows x, in nats."""
    pixels = x.shape[1]
    covariance = model.loadings @ model.loadings.T + model.variance * np.eye(pixels)
    centred = x - model.mean
    # The mean of the quadratic forms is the trace of C⁻¹S, with S the second moment about the mean.
    second_moment = centred.T @ centred / len(x)
    distance = np.trace(np.linalg.solve(covariance, second_moment))
    _, log_determinant = np.linalg.slogdet(covariance)
    return float(-0.5 * (pixels * np.log(2 * np.pi) + log_determinant + distance))


def train(steps: int = STEPS, seed: int = 0) -> LinearVAE:
    """Train a linear VAE on the digits of 8 x 8 pixels, and compare it every 100 steps."""
    images = small_images.digits()
    x = images.reshape(len(images), -1).astype(np.float64)
    best = closed_form(x, LATENT)
    keras.utils.set_random_seed(seed)
    model = _model(steps, seed)
    fit, points = small_images.fitting(model, images, BATCH, seed), [learned(model)]
    for _ in range(steps // EVERY):
        fit(EVERY)
        points.append(learned(model))
    at = EVERY * np.arange(len(points))
    angles = [np.degrees(subspace_angles(each.loadings, best.loadings)) for each in points]
    likelihood = [mean_log_likelihood(each, x) for each in points]
    return LinearVAE(at, np.array(angles), np.array(likelihood), mean_log_likelihood(best, x))


def learned(model: VAE) -> ProbabilisticPCA:
    """The loadings, mean and variance of a linear VAE's decoder."""
    kernel, bias = (np.float64(weight) for weight in model.decoder.trainable_weights)
    log_variance = np.float64(model.pixel_variance.trainable_weights[0])
    return ProbabilisticPCA(kernel.T, bias, float(np.exp(log_variance).item()))


class ConstantLogVariance(keras.layers.Layer):
    """The log variances of q(z|x), which a linear VAE needs not make depend on x."""

    def build(self, shape: tuple[int | None, ...]) -> None:
        """One weight for each latent dimension, the layer's number of columns."""
        self.row = self.add_weight(shape=(1, shape[-1]), initializer="zeros", name="log_variance")

    def call(self, mean: Any) -> Any:
        """The same row for each row of means."""
        return keras.ops.zeros_like(mean) + self.row


def _model(steps: int, seed: int) -> VAE:
    side = small_images.SIDE
    images, z = keras.Input((side, side, 1)), keras.Input((LATENT,))
    mean = keras.layers.Dense(LATENT)(keras.layers.Flatten()(images))
    encoder = keras.Model(images, [mean, ConstantLogVariance()(mean)], name="encoder")
    pixels = keras.layers.Reshape((side, side, 1))(keras.layers.Dense(side**2)(z))
    decoder = keras.Model(z, pixels, name="decoder")
    model = VAE(encoder, decoder, likelihood="gaussian", seed=seed)
    rate = keras.optimizers.schedules.CosineDecay(1e-2, steps)
    model.compile({"autoencoder": keras.optimizers.Adam(rate)})
    return model
