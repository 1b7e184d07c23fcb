"""Fréchet distance between Gaussians fitted to features: FID (Heusel et al. 2017, equation 6).

Biased upwards by about c / n (Chong and Forsyth 2020): the perfect model does not score 0, and
fewer images score worse. Compare only at the same n and judge, beside the score of real images at
that n. With n not above d the covariance is singular; the number stays finite and is mostly bias.
"""

from typing import NamedTuple

import numpy as np

from keras_gencmp.metrics import checks


class Moments(NamedTuple):
    """Mean (d,) and covariance (d, d) of features, float64, covariance divided by n - 1."""

    mean: np.ndarray
    covariance: np.ndarray


def fid(real: np.ndarray, generated: np.ndarray) -> float:
    """Squared Fréchet distance of the Gaussians fitted to two sets of features; 0 is best.

    |m_r - m_g|^2 + Tr S_r + Tr S_g - 2 Tr (S_r S_g)^(1/2). Features (n, d) and (m, d), at least 2
    rows each, or ValueError. Symmetric; unchanged by a common rotation or shift of the features.
    """
    real, generated = checks.feature_pair(real, generated, rows=2)
    return frechet_distance(moments(real), moments(generated))


def moments(features: np.ndarray) -> Moments:
    """Mean and covariance of features (n, d), n at least 2; keep them where one side is fixed."""
    features = checks.features(features, rows=2).astype(np.float64)
    return Moments(features.mean(axis=0), np.atleast_2d(np.cov(features, rowvar=False)))


def frechet_distance(first: Moments, second: Moments) -> float:
    """Squared Fréchet (2-Wasserstein) distance between two Gaussians (Dowson and Landau 1982).

    Tr (S_1 S_2)^(1/2) is the sum of the square roots of the eigenvalues of S_1^(1/2) S_2 S_1^(1/2),
    which are the singular values of S_1^(1/2) S_2^(1/2). Taking these directly needs no square root
    of rounding errors, so the distance of a Gaussian from itself is 0 to 1e-12 of its trace,
    singular or not.
    """
    checks.same_shape(first.mean, second.mean, ("first mean", "second mean"))
    product = _root(first.covariance) @ _root(second.covariance)
    cross = np.linalg.svd(product, compute_uv=False).sum()
    traces = np.trace(first.covariance) + np.trace(second.covariance)
    return max(0.0, float(np.square(first.mean - second.mean).sum() + traces - 2.0 * cross))


def fid_infinity(real: np.ndarray, generated: np.ndarray, *, points: int = 15, seed: int) -> float:
    """FID extrapolated to infinitely many generated images (Chong and Forsyth 2020).

    The intercept a of the least-squares line FID_N = a + b / N over ``points`` sizes N from
    min(5000, n // 10) to n, each a random subset of the n generated rows; the real side stays
    whole, so its own share of the bias stays. Noisier than FID, and may be below 0. Needs at least
    20 rows.
    """
    real, generated = checks.feature_pair(real, generated, rows=20)
    if points < 2:
        raise ValueError(f"A line needs at least 2 points, not {points}.")
    rng, n, reference = np.random.default_rng(seed), len(generated), moments(real)
    sizes = np.linspace(min(5000, n // 10), n, points).astype(int)
    subsets = (generated[rng.choice(n, size, replace=False)] for size in sizes)
    scores = [frechet_distance(reference, moments(subset)) for subset in subsets]
    return float(np.polyfit(1.0 / sizes, scores, 1)[1])


def fid_per_class(
    real: np.ndarray,
    real_labels: np.ndarray,
    generated: np.ndarray,
    generated_labels: np.ndarray,
    *,
    classes: int,
) -> np.ndarray:
    """FID within each class, shape (classes,); NaN where a side has fewer than 2 of its images.

    The mean over classes is the intra-FID of Miyato and Koyama 2018. A class has about n / classes
    rows, so its bias is the larger: compare it with the same class of real images.
    """
    real, generated = checks.feature_pair(real, generated)
    real_labels = checks.labels(real_labels, "real labels", classes=classes, rows=len(real))
    generated_labels = checks.labels(
        generated_labels, "generated labels", classes=classes, rows=len(generated)
    )
    scores = np.full(classes, np.nan)
    for label in range(classes):
        pair = real[real_labels == label], generated[generated_labels == label]
        if min(map(len, pair)) >= 2:
            scores[label] = fid(*pair)
    return scores


def _root(covariance: np.ndarray) -> np.ndarray:
    """The symmetric square root, with the eigenvalues that are only rounding set to 0."""
    values, vectors = np.linalg.eigh(covariance)
    noise = len(values) * np.finfo(np.float64).eps * max(values[-1], 0.0)
    return (vectors * np.sqrt(np.where(values > noise, values, 0.0))) @ vectors.T
