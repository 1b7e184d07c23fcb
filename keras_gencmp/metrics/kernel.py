"""Kernel distance between sets of features: KID (Bińkowski et al. 2018, section 4)."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.estimate import Estimate, interval

# Where the distributions agree, the estimate of the linear part is noise, and high where the score
# is: its positive part on top of the whole quadratic one held the truth in 200 of 200 draws of 500
# real images, and on top of 0.55 of it in 198 of 200 draws of 2,000. docs/calibration.md has the
# coverage of this share.
QUADRATIC = 0.4


class SubsetScores(NamedTuple):
    """Mean and standard deviation of a score over random subsets, and the error of the mean.

    ``scores`` are those of the subsets. Which rows are in one depends on the seed and the numbers
    of rows alone, so the scores of two generated sets of equal size can be compared in pairs.
    """

    mean: float
    std: float
    standard_error: float
    scores: tuple[float, ...] = ()


def kid(real_features: np.ndarray, features: np.ndarray, seed: int) -> Estimate:
    """Squared maximum mean discrepancy, mean over 100 subsets of 1,000 rows; 0 is best.

    Unbiased at every n, so it may be below 0; its scale depends on the features, which are not
    normalised: state the ratio to the score of real images. The detail holds the standard deviation
    over the subsets.
    """
    subsets = mmd_of_subsets(real_features, features, seed=seed)
    detail, freedom = {"std": subsets.std}, len(subsets.scores) - 1
    return interval(subsets.mean, subsets.standard_error, freedom, detail=detail)


def mmd_of_subsets(
    real: np.ndarray, generated: np.ndarray, *, subsets: int = 100, size: int = 1000, seed: int
) -> SubsetScores:
    """The squared maximum mean discrepancy of random subsets of two sets of features.

    Each of ``subsets`` pairs of subsets has ``size`` rows of each set, without replacement, and at
    most half the rows of the smaller set: a subset of all rows would have no spread to measure. At
    least 4 rows each.

    The subsets overlap, so their standard deviation s is not the error of their mean, whose
    variance is that of the U-statistic of all rows and s^2 / subsets. The former has a part that
    falls as 1 / n and one that falls as 1 / n^2, the only one where the distributions agree. Both
    are estimated without bias from the kernel values of the subsets (:class:`_Moments`), and then
    the first is cut off at 0 and a share of the second is taken (``QUADRATIC``).
    """
    real, generated = checks.feature_pair(real, generated, rows=4)
    if subsets < 2 or size < 2:
        raise ValueError(f"KID needs 2 subsets of 2 rows at least, not {subsets} of {size}")
    real, generated = real.astype(np.float64), generated.astype(np.float64)
    n = min(len(real), len(generated))
    size, rng = min(size, n // 2), np.random.default_rng(seed)
    scores: list[float] = []
    moments: list[_Moments] = []
    for _ in range(subsets):
        pair = [rows[rng.choice(len(rows), size, replace=False)] for rows in (real, generated)]
        score, parts = _score_and_moments(*pair)
        scores.append(score)
        moments.append(parts)
    std = float(np.std(scores, ddof=1))
    variance = _variance(_Moments(*np.mean(moments, axis=0)), len(real), len(generated))
    error = np.sqrt(variance + std**2 / subsets)
    return SubsetScores(float(np.mean(scores)), std, float(error), tuple(scores))


class _Moments(NamedTuple):
    """Variances of the terms of Hoeffding's decomposition of the squared discrepancy.

    ``real`` and ``generated`` are those of E k(x, x') - E k(x, y) over x, and of the same over y;
    the others are E k~^2 of the kernels centred in both arguments.
    """

    real: float
    generated: float
    within_real: float
    within_generated: float
    across: float


def _variance(moments: _Moments, n: int, m: int) -> float:
    """Variance of the U-statistic of n real and m generated rows."""
    linear = max(0.0, moments.real) / n + max(0.0, moments.generated) / m
    within = max(0.0, moments.within_real) / n**2 + max(0.0, moments.within_generated) / m**2
    quadratic = 2.0 * within + 4.0 * moments.across / (n * m)
    return 4.0 * linear + QUADRATIC * quadratic


def _score_and_moments(real: np.ndarray, generated: np.ndarray) -> tuple[float, _Moments]:
    """The squared discrepancy of a subset, and unbiased estimates of the moments; equal sizes."""
    sides, cross = [_kernel(rows, rows) for rows in (real, generated)], _kernel(real, generated)
    n, score = len(real), _discrepancy(sides, cross)
    centred = cross - cross.mean(axis=0) - cross.mean(axis=1)[:, None] + float(cross.mean())
    across = float(np.square(centred).sum()) / (n - 1) ** 2
    within = [_within(side) for side in sides]
    first = [
        float((_row_means(side) - cross.mean(axis=axis)).var(ddof=1))
        # What other rows of the subset add to the spread of the row means.
        - own / (n - 1)
        - across / n
        for side, own, axis in zip(sides, within, (1, 0), strict=True)
    ]
    return score, _Moments(*first, *within, across)


def _within(kernel: np.ndarray) -> float:
    """E k~(x, x')^2 for independent rows: U-centred values (Székely and Rizzo 2014, section 2)."""
    n = len(kernel)
    if n < 4:
        return 0.0
    off = kernel - np.diag(np.diag(kernel))
    rows = off.sum(axis=0) / (n - 2)
    centred = off - rows - rows[:, None] + off.sum() / ((n - 1) * (n - 2))
    np.fill_diagonal(centred, 0.0)
    return float(np.square(centred).sum()) / (n * (n - 3))


def _row_means(kernel: np.ndarray) -> np.ndarray:
    return (kernel.sum(axis=1) - np.diag(kernel)) / (len(kernel) - 1)


def _discrepancy(sides: Sequence[np.ndarray], cross: np.ndarray) -> float:
    """Unbiased squared MMD from the kernel values within each set, and across (n, m).

    mean_{i != j} k(x_i, x_j) + mean_{i != j} k(y_i, y_j) - 2 mean_{i, j} k(x_i, y_j), with the
    kernel k(x, y) = (x.y / d + 1)^3 (Gretton et al. 2012, eq. 3).
    """
    return sum(_mean_of_pairs(side) for side in sides) - 2.0 * float(cross.mean())


def _mean_of_pairs(kernel: np.ndarray) -> float:
    n = len(kernel)
    return float((kernel.sum() - np.trace(kernel)) / (n * (n - 1)))


def _kernel(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    # Two products: the general power of NumPy takes ten times as long.
    base = first @ second.T / first.shape[1] + 1.0
    return base * base * base
