"""Kernel distance between sets of features: KID (Bińkowski et al. 2018, section 4)."""

from typing import NamedTuple

import numpy as np

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.estimate import Estimate, normal


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
    return normal(subsets.mean, subsets.standard_error, detail={"std": subsets.std})


def mmd_of_subsets(
    real: np.ndarray, generated: np.ndarray, *, subsets: int = 100, size: int = 1000, seed: int
) -> SubsetScores:
    """The squared maximum mean discrepancy of random subsets of two sets of features.

    Each of ``subsets`` pairs of subsets has ``size`` rows of each set, without replacement, and at
    most half the rows of the smaller set: a subset of all rows would have no spread to measure. At
    least 4 rows each.

    The subsets overlap, so their standard deviation s is not the error of their mean. With m rows
    in a subset of n, the variance of a subset's score splits into s^2, given the data, and the
    variance V of the score of all rows; as the variance of a U-statistic falls at least as fast as
    1 / n, V is at most s^2 m / (n - m). The standard error is s (m / (n - m) + 1 / subsets)^(1/2):
    right where the two distributions differ, too large, by up to n / m, where they agree.
    """
    real, generated = checks.feature_pair(real, generated, rows=4)
    if subsets < 2 or size < 2:
        raise ValueError(f"KID needs 2 subsets of 2 rows at least, not {subsets} of {size}")
    real, generated = real.astype(np.float64), generated.astype(np.float64)
    n = min(len(real), len(generated))
    size, rng = min(size, n // 2), np.random.default_rng(seed)
    scores = [
        squared_mmd(
            real[rng.choice(len(real), size, replace=False)],
            generated[rng.choice(len(generated), size, replace=False)],
        )
        for _ in range(subsets)
    ]
    std = float(np.std(scores, ddof=1))
    error = std * np.sqrt(size / (n - size) + 1.0 / subsets)
    return SubsetScores(float(np.mean(scores)), std, float(error), tuple(scores))


def squared_mmd(real: np.ndarray, generated: np.ndarray) -> float:
    """Unbiased squared MMD under the kernel k(x, y) = (x.y / d + 1)^3 (Gretton et al. 2012, eq. 3).

    mean_{i != j} k(x_i, x_j) + mean_{i != j} k(y_i, y_j) - 2 mean_{i, j} k(x_i, y_j), for (n, d)
    and (m, d) with 2 rows each at least; memory n m.
    """
    real, generated = checks.feature_pair(real, generated, rows=2)
    real, generated = real.astype(np.float64), generated.astype(np.float64)
    within = _mean_of_pairs(real) + _mean_of_pairs(generated)
    return within - 2.0 * float(_kernel(real, generated).mean())


def _mean_of_pairs(rows: np.ndarray) -> float:
    values, n = _kernel(rows, rows), len(rows)
    return float((values.sum() - np.trace(values)) / (n * (n - 1)))


def _kernel(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    # Two products: the general power of NumPy takes ten times as long.
    base = first @ second.T / first.shape[1] + 1.0
    return base * base * base
