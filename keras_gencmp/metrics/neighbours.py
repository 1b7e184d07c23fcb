"""Precision, recall, density and coverage: sets compared through balls around their points.

Kynkäänniemi et al. 2019, equation 2 (precision, recall); Naeem et al. 2020 (density, coverage). The
ball of a point reaches to its k-th nearest neighbour within its own set, and a point is inside only
if it is strictly nearer. So:

- a set of distinct points against itself scores 1 in all four;
- points repeated more than k times have balls of radius 0, which hold nothing, not even a copy: two
  constant sets score 0, and the recall of k + 1 or more copies of each training image is 0;
- real images against other real images score about 0.9, not 1: print that row as the ceiling.

Memory is one block of distances (see ``distances``) at any n. A pair whose squared distance is
within 4e-6 (|a|^2 + |b|^2) of the ball's edge counts as outside, which moves the scores by some
1e-5.
"""

from typing import NamedTuple

import numpy as np

from keras_gencmp.metrics import checks, distances
from keras_gencmp.metrics.estimate import Estimate, widened
from keras_gencmp.metrics.resampling import with_interval, with_intervals

ROWS = 5_000  # of each set, since the scores depend on n and the time grows as its square
# The shares of the quadratic estimate in the variances of precision, recall, density and coverage:
# a half has wider balls, so that neither pure case holds. Chosen on 200 and 150 draws of real
# images of 500 and 2,000 rows (docs/calibration.md).
SHARES = {500: (0.6, 0.6, 0.6, 0.85), 2000: (0.6, 0.6, 0.6, 0.65)}


class PRDC(NamedTuple):
    """Precision, recall, coverage in [0, 1]; density from 0, 1 expected of a perfect model."""

    precision: float
    recall: float
    density: float
    coverage: float


class _Membership(NamedTuple):
    """Numbers of real balls around each generated point (m,), real points covered and recalled."""

    hits: np.ndarray
    covered: np.ndarray
    recalled: np.ndarray


def prdc(real_features: np.ndarray, features: np.ndarray, seed: int) -> dict[str, Estimate]:
    """Precision, recall, density and coverage of at most 5,000 rows each, k = 5.

    The shares have an interval in every case; density, which is none, has no interval where all
    half-samples agree.
    """
    pair = real_features[:ROWS], features[:ROWS]
    scores, samples = balls_compared(*pair), [(rows,) for rows in pair]
    shares = quadratic_shares(len(pair[1]))
    estimates = with_intervals(
        scores, balls_compared, samples, repeats=10, quadratic=shares, seed=seed
    )
    n = {"precision": len(pair[1]), "recall": len(pair[0]), "coverage": len(pair[0])}
    named = zip(PRDC._fields, estimates, strict=True)
    wide = {name: widened(each, n[name]) if name in n else each for name, each in named}
    return {name: each._replace(n=len(pair[1])) for name, each in wide.items()}


def quadratic_shares(n: int) -> tuple[float, ...]:
    """The shares for n rows, linear in log n between the sizes that they were chosen at."""
    sizes, columns = np.log(list(SHARES)), np.transpose(list(SHARES.values()))
    return tuple(float(np.interp(np.log(n), sizes, column)) for column in columns)


def balls_compared(real: np.ndarray, generated: np.ndarray, *, k: int = 5) -> PRDC:
    """Precision, recall, density and coverage of features (n, d) and (m, d); k < min(n, m).

    precision = mean_j 1[g_j in some real ball]; recall = mean_i 1[r_i in some generated ball];
    density = sum_ij 1[g_j in ball of r_i] / (k m); coverage = mean_i 1[some g_j in the ball of
    r_i]. Swapping the sets swaps precision and recall. All depend on n and k, so take n = m and
    state both. For one distribution on both sides density has mean 1, and coverage mean
    1-(n-1)...(n-k)/((m+n-1)...(m+n-k)), near 1 - 2^-k when n = m (Naeem et al., appendix).
    Precision and recall are easily raised by outliers, whose balls are wide; density and coverage
    less.
    """
    real, generated = _checked(real, generated, k)
    members = _membership(real, generated, k)
    return PRDC(
        precision=float((members.hits > 0).mean()),
        recall=float(members.recalled.mean()),
        density=float(members.hits.mean() / k),
        coverage=float(members.covered.mean()),
    )


def class_recall(
    real_features: np.ndarray,
    real_labels: np.ndarray,
    features: np.ndarray,
    class_names: tuple[str, ...],
    seed: int,
) -> Estimate:
    """The recall of the worst class, of at most 5,000 rows; the note names it, the detail all.

    The class of a real image is the one that the judge gives it. Every half-sample of the interval
    has a worst class of its own, so that the choice of the class is in it. The least of several
    recalls varies less than one of them, so only of 0 and of 1 are the ends at least Wilson's of
    the class.
    """
    real, labels, generated = real_features[:ROWS], real_labels[:ROWS], features[:ROWS]
    classes = len(class_names)
    recalls = recall_per_class(real, labels, generated, classes=classes)

    def least(real: np.ndarray, labels: np.ndarray, generated: np.ndarray) -> float:
        return float(np.nanmin(recall_per_class(real, labels, generated, classes=classes)))

    worst = int(np.nanargmin(recalls))
    samples = [(real, labels), (generated,)]
    estimate = with_interval(recalls[worst], least, samples, repeats=10, quadratic=1.0, seed=seed)
    if recalls[worst] in (0.0, 1.0):
        estimate = widened(estimate, int((labels == worst).sum()))
    detail = dict(zip(class_names, recalls.tolist(), strict=True))
    return estimate._replace(n=len(generated), detail=detail, note=class_names[worst])


def recall_per_class(
    real: np.ndarray, real_labels: np.ndarray, generated: np.ndarray, *, classes: int, k: int = 5
) -> np.ndarray:
    """Recall of the real images of each class, shape (classes,); NaN for a class with none.

    The share of the class's real images inside the ball of any generated image: it needs no labels
    of generated images, and its mean weighted by class size is the recall. A dropped class scores
    near 0.
    """
    real, generated = _checked(real, generated, k)
    labels = checks.labels(real_labels, "real labels", classes=classes, rows=len(real))
    recalled = _membership(real, generated, k).recalled
    counts = np.bincount(labels, minlength=classes)
    hits = np.bincount(labels, weights=recalled, minlength=classes)
    return np.divide(hits, counts, out=np.full(classes, np.nan), where=counts > 0)


def _checked(real: np.ndarray, generated: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    real, generated = checks.feature_pair(real, generated)
    checks.neighbours(k, len(real), "real rows")
    checks.neighbours(k, len(generated), "generated rows")
    return real, generated


def _membership(real: np.ndarray, generated: np.ndarray, k: int) -> _Membership:
    real_balls, generated_balls = _squared_radii(real, k), _squared_radii(generated, k)
    hits = np.empty(len(generated), dtype=np.int64)
    covered, recalled = np.zeros((2, len(real)), dtype=bool)
    blocks = distances.squared_blocks(generated, real, margin=distances.MARGIN)
    for rows, block in blocks:
        inside = block < real_balls
        hits[rows] = np.count_nonzero(inside, axis=1)
        covered |= inside.any(axis=0)
        recalled |= (block < generated_balls[rows, None]).any(axis=0)
    return _Membership(hits, covered, recalled)


def _squared_radii(points: np.ndarray, k: int) -> np.ndarray:
    radii = distances.nearest_others(points, k).distances[:, -1]
    return np.square(radii).astype(np.float32)
