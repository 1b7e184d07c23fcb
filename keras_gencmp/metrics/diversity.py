"""Diversity: how much the generated images differ among themselves."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import entr

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.reconstruction import ssim

Distance = Callable[[np.ndarray, np.ndarray], np.ndarray]


class Diversity(NamedTuple):
    """Mean distance within a class, among real and among generated rows, and generated / real."""

    real: float
    generated: float
    ratio: float


def euclidean_distance(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Euclidean distance of each row of features (n, d) to its partner, shape (n,)."""
    return np.linalg.norm(first.astype(np.float64) - second.astype(np.float64), axis=1)


def ssim_distance(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """1 - SSIM of each image (n, h, w, c) and its partner, shape (n,), in [0, 2]."""
    return 1.0 - ssim(first, second)


def within_class_diversity(
    real: np.ndarray,
    real_labels: np.ndarray,
    generated: np.ndarray,
    generated_labels: np.ndarray,
    *,
    classes: int,
    pairs: int = 1000,
    distance: Distance = euclidean_distance,
    seed: int,
) -> Diversity:
    """Mean distance of random pairs of one class, averaged over the classes that both sides have.

    ``pairs`` are drawn from each class. A ratio near 0 is collapse within the classes, above 1 is
    more spread than real, which noise has too. Rows are features, or images with ``ssim_distance``
    (Odena et al. 2017, with SSIM for MS-SSIM). Unbiased at every n. ValueError if no class has 2
    rows on both sides, or if the real rows do not differ.
    """
    real, generated = checks.array(real, "real rows"), checks.array(generated, "generated rows")
    real_labels = checks.labels(real_labels, "real labels", classes=classes, rows=len(real))
    generated_labels = checks.labels(
        generated_labels, "generated labels", classes=classes, rows=len(generated)
    )
    sides = (real, real_labels), (generated, generated_labels)
    counts = [np.bincount(labels, minlength=classes) for _, labels in sides]
    shared = np.flatnonzero(np.minimum(*counts) >= 2)
    means = [_mean_over_classes(*side, shared, pairs, distance, seed) for side in sides]
    if means[0] == 0.0:
        raise ValueError("The real rows do not differ within a class, so no ratio to them exists.")
    return Diversity(means[0], means[1], means[1] / means[0])


def vendi_score(features: np.ndarray) -> float:
    """The effective number of different rows, 1 to n (Friedman and Dieng 2023).

    exp(-sum l log l) over the eigenvalues l of K / n, K the cosine similarities. It grows with n,
    so compare at one n (2000). Its eigenvalues are those of the smaller of K and the d x d product,
    so features of d dimensions score at most d. ValueError for a row of zeros, which has no
    direction.
    """
    features = checks.features(features).astype(np.float64)
    norms = np.linalg.norm(features, axis=1, keepdims=True)
    if not norms.all():
        raise ValueError("A row of zeros has no direction, so no cosine similarity.")
    unit = features / norms
    gram = unit @ unit.T if len(unit) < unit.shape[1] else unit.T @ unit
    values = np.clip(np.linalg.eigvalsh(gram / len(unit)), 0.0, 1.0)
    return float(np.exp(entr(values).sum()))


def _mean_over_classes(
    rows: np.ndarray,
    labels: np.ndarray,
    classes: np.ndarray,
    pairs: int,
    distance: Distance,
    seed: int,
) -> float:
    if not len(classes) or pairs < 1:
        raise ValueError("Diversity needs a pair, of a class with 2 rows on both sides at least.")
    means = []
    for label in classes:
        members, rng = rows[labels == label], np.random.default_rng((seed, label))
        first = rng.integers(len(members), size=pairs)
        # A step of 1 to n - 1 round the circle never lands on the row itself.
        second = (first + rng.integers(1, len(members), size=pairs)) % len(members)
        means.append(distance(members[first], members[second]).mean())
    return float(np.mean(means))
