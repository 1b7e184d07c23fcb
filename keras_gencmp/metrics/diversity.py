"""Diversity: how much the generated images of a class differ among themselves."""

from typing import NamedTuple

import numpy as np

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.metrics.resampling import with_interval


class Diversity(NamedTuple):
    """Mean distance within a class, among real and among generated rows, and generated / real."""

    real: float
    generated: float
    ratio: float


def diversity(
    real_features: np.ndarray,
    real_labels: np.ndarray,
    features: np.ndarray,
    labels: np.ndarray,
    classes: int,
    seed: int,
) -> Estimate:
    """Mean distance of features within a class as a share of that of real images; 1 is as real."""

    def ratio(*arrays: np.ndarray) -> float:
        return within_class_diversity(*arrays, classes=classes, seed=seed).ratio

    samples = [(real_features, real_labels), (features, labels)]
    value = ratio(*samples[0], *samples[1])
    return with_interval(value, ratio, samples, repeats=10, seed=seed)


def within_class_diversity(
    real: np.ndarray,
    real_labels: np.ndarray,
    generated: np.ndarray,
    generated_labels: np.ndarray,
    *,
    classes: int,
    pairs: int = 1000,
    seed: int,
) -> Diversity:
    """Mean distance of random pairs of one class, averaged over the classes that both sets have.

    ``pairs`` are drawn from each class. A ratio near 0 is collapse within the classes, above 1 is
    more spread than real, which noise has too (Odena et al. 2017, with features for MS-SSIM).
    Unbiased at every n. Undefined if no class has 2 rows in both sets, or if the real rows do not
    differ.
    """
    real, generated = checks.feature_pair(real, generated)
    real_labels = checks.labels(real_labels, "real labels", classes=classes, rows=len(real))
    generated_labels = checks.labels(
        generated_labels, "generated labels", classes=classes, rows=len(generated)
    )
    sets = (real, real_labels), (generated, generated_labels)
    counts = [np.bincount(labels, minlength=classes) for _, labels in sets]
    shared = np.flatnonzero(np.minimum(*counts) >= 2)
    means = [_mean_over_classes(*each, shared, pairs, seed) for each in sets]
    if means[0] == 0.0:
        raise Undefined("the real images of a class do not differ, so no ratio to them exists")
    return Diversity(means[0], means[1], means[1] / means[0])


def _mean_over_classes(
    rows: np.ndarray, labels: np.ndarray, classes: np.ndarray, pairs: int, seed: int
) -> float:
    if not len(classes):
        raise Undefined("no class has 2 images, both real and generated")
    means = []
    for label in classes:
        members, rng = rows[labels == label], np.random.default_rng((seed, label))
        first = rng.integers(len(members), size=pairs)
        # A step of 1 to n - 1 round the circle never ends at the row itself.
        second = (first + rng.integers(1, len(members), size=pairs)) % len(members)
        gaps = members[first].astype(np.float64) - members[second].astype(np.float64)
        means.append(np.linalg.norm(gaps, axis=1).mean())
    return float(np.mean(means))
