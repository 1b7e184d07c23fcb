"""Fréchet distance between Gaussians fitted to features: FID (Heusel et al. 2017, equation 6).

Biased upwards by about c / n (Chong and Forsyth 2020): the perfect model does not score 0, and
fewer images score worse. Compare only at the same n and judge, beside the score of real images at
that n. With n not above d the covariance is singular; the number stays finite and is mostly bias.
"""

from typing import NamedTuple

import numpy as np

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.metrics.resampling import with_interval

EXTRAPOLATIONS = 5  # of FID at infinity, each from other subsets


class Moments(NamedTuple):
    """Mean (d,) and covariance (d, d) of features, float64, covariance divided by n - 1."""

    mean: np.ndarray
    covariance: np.ndarray


def fid(real_features: np.ndarray, features: np.ndarray, seed: int) -> Estimate:
    """Squared Fréchet distance of the Gaussians fitted to two sets of features; 0 is best.

    Features (n, d) and (m, d), at least 2 rows each. Symmetric; unchanged by a common rotation or
    shift of the features. The interval is that of half-samples.
    """
    pair = checks.feature_pair(real_features, features, rows=2)

    def distance(real: np.ndarray, generated: np.ndarray) -> float:
        return frechet_distance(moments(real), moments(generated))

    value = frechet_distance(*map(moments, pair))
    return with_interval(value, distance, [(rows,) for rows in pair], quadratic=1.0, seed=seed)


def moments(features: np.ndarray) -> Moments:
    """Mean and covariance of features (n, d), n at least 2."""
    features = checks.features(features, rows=2).astype(np.float64)
    return Moments(features.mean(axis=0), np.atleast_2d(np.cov(features, rowvar=False)))


def frechet_distance(first: Moments, second: Moments) -> float:
    """Squared Fréchet (2-Wasserstein) distance between two Gaussians (Dowson and Landau 1982).

    |m_1 - m_2|^2 + Tr S_1 + Tr S_2 - 2 Tr (S_1 S_2)^(1/2). The last trace is the sum of the square
    roots of the eigenvalues of S_1^(1/2) S_2 S_1^(1/2), which are the singular values of
    S_1^(1/2) S_2^(1/2). Taking these directly needs no square root of rounding errors, so the
    distance of a Gaussian from itself is 0 to 1e-12 of its trace, singular or not.
    """
    checks.same_shape(first.mean, second.mean, ("first mean", "second mean"))
    product = _root(first.covariance) @ _root(second.covariance)
    cross = np.linalg.svd(product, compute_uv=False).sum()
    traces = np.trace(first.covariance) + np.trace(second.covariance)
    return max(0.0, float(np.square(first.mean - second.mean).sum() + traces - 2.0 * cross))


def fid_infinity(real_features: np.ndarray, features: np.ndarray, seed: int) -> Estimate:
    """FID extrapolated to infinitely many generated images: the mean of five extrapolations.

    The interval is that of half-samples, so that it holds the choice of the images as well as that
    of the subsets.
    """
    pair = checks.feature_pair(real_features, features, rows=40)
    seeds = iter(range(seed, seed + 10_000))  # every extrapolation draws subsets of its own

    def intercept(real: np.ndarray, generated: np.ndarray) -> float:
        return extrapolated_distance(real, generated, seed=next(seeds))

    value = sum(intercept(*pair) for _ in range(EXTRAPOLATIONS)) / EXTRAPOLATIONS
    samples = [(rows,) for rows in pair]
    return with_interval(value, intercept, samples, quadratic=1.0, seed=seed)


def extrapolated_distance(
    real: np.ndarray, generated: np.ndarray, *, points: int = 15, seed: int
) -> float:
    """The Fréchet distance at infinitely many generated rows (Chong and Forsyth 2020).

    The intercept a of the least-squares line FID_N = a + b / N over ``points`` sizes N from
    min(5000, n // 10) to n, each a random subset of the n generated rows; the real side stays
    whole, so its own share of the bias stays. Noisier than FID, and may be below 0. Needs at least
    20 rows.
    """
    real, generated = checks.feature_pair(real, generated, rows=20)
    if points < 2:
        raise ValueError(f"a line needs at least 2 points, not {points}")
    rng, n, reference = np.random.default_rng(seed), len(generated), moments(real)
    sizes = np.linspace(min(5000, n // 10), n, points).astype(int)
    subsets = (generated[rng.choice(n, size, replace=False)] for size in sizes)
    scores = [frechet_distance(reference, moments(subset)) for subset in subsets]
    return float(np.polyfit(1.0 / sizes, scores, 1)[1])


def class_fid(
    real_features: np.ndarray,
    real_labels: np.ndarray,
    features: np.ndarray,
    labels: np.ndarray,
    class_names: tuple[str, ...],
    seed: int,
) -> Estimate:
    """The mean over classes of the FID within each (intra-FID; Miyato and Koyama 2018).

    Labels are the judge's for real and generated images. A class has about n / classes rows, so
    that the bias is larger than FID's. Undefined where a class has fewer than 2 images: without its
    missing classes a model would look the better for them. The detail holds every class.
    """
    samples = [(real_features, real_labels), (features, labels)]

    def distances(*arrays: np.ndarray) -> np.ndarray:
        return distances_per_class(*arrays, classes=len(class_names))

    values = distances(*samples[0], *samples[1])
    detail = dict(zip(class_names, values.tolist(), strict=True))
    lost = [name for name, value in detail.items() if not np.isfinite(value)]
    if lost:
        raise Undefined(f"fewer than 2 images of {', '.join(lost)}", detail)
    estimate = with_interval(
        np.nanmean(values),
        lambda *arrays: np.nanmean(distances(*arrays)),
        samples,
        repeats=10,
        quadratic=1.0,
        seed=seed,
    )
    return estimate._replace(detail=detail)


def distances_per_class(
    real: np.ndarray,
    real_labels: np.ndarray,
    generated: np.ndarray,
    generated_labels: np.ndarray,
    *,
    classes: int,
) -> np.ndarray:
    """The Fréchet distance within each class, (classes,); NaN where fewer than 2 rows are of it."""
    real, generated = checks.feature_pair(real, generated)
    real_labels = checks.labels(real_labels, "real labels", classes=classes, rows=len(real))
    generated_labels = checks.labels(
        generated_labels, "generated labels", classes=classes, rows=len(generated)
    )
    values = np.full(classes, np.nan)
    for label in range(classes):
        pair = real[real_labels == label], generated[generated_labels == label]
        if min(map(len, pair)) >= 2:
            values[label] = frechet_distance(*map(moments, pair))
    return values


def _root(covariance: np.ndarray) -> np.ndarray:
    """The symmetric square root, with the eigenvalues that are only rounding set to 0."""
    values, vectors = np.linalg.eigh(covariance)
    noise = len(values) * np.finfo(np.float64).eps * max(values[-1], 0.0)
    return (vectors * np.sqrt(np.where(values > noise, values, 0.0))) @ vectors.T
