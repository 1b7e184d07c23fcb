"""Intervals by resampling: how far the numbers of other images would lie from these.

A resampled number is biased against the number of all rows, so the quantiles of the resampled
numbers are taken about their own mean and added to it: an interval may leave the metric's range.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from keras_gencmp.metrics.estimate import Estimate

# Arrays whose rows stay together when they are resampled, such as features and their labels.
Sample = tuple[np.ndarray, ...]
TAILS = 0.025, 0.975  # quantiles at the ends of an interval of 95 % confidence


def with_interval(
    value: float,
    metric: Callable[..., float],
    samples: Sequence[Sample],
    *,
    repeats: int = 20,
    halves: bool = True,
    seed: int,
) -> Estimate:
    """``value``, which ``metric(*arrays)`` gives for all rows, with its interval.

    Each sample is resampled by rows, independently of the others, and passed on unpacked.
    ``halves`` draws half of the rows without replacement, whose variance given the data is that of
    all rows (half-sampling; Politis et al. 1999): it is for metrics that a repeated row upsets, as
    those of covariances and of neighbours, and whose time grows as n squared. Otherwise rows are
    drawn with replacement (the bootstrap; Efron 1979). There is no interval where fewer than two
    resamples have a finite number, as where a rare class is not drawn.
    """
    return with_intervals([value], metric, samples, repeats=repeats, halves=halves, seed=seed)[0]


def with_intervals(
    values: Sequence[float],
    metric: Callable[..., Sequence[float] | float],
    samples: Sequence[Sample],
    *,
    repeats: int = 20,
    halves: bool = True,
    seed: int,
) -> list[Estimate]:
    """:func:`with_interval` for several numbers that one computation gives."""
    rng = np.random.default_rng(seed)
    scores = np.array(
        [np.atleast_1d(metric(*_resample(samples, halves, rng))) for _ in range(repeats)]
    )
    scores = scores[np.isfinite(scores).all(axis=1)]
    if len(scores) < 2:
        return [Estimate(float(value)) for value in values]
    whole = np.asarray(values, np.float64)
    low, high = whole + np.quantile(scores - scores.mean(axis=0), TAILS, axis=0)
    return [Estimate(*map(float, each)) for each in zip(whole, low, high, strict=True)]


def _resample(
    samples: Sequence[Sample], halves: bool, rng: np.random.Generator
) -> list[np.ndarray]:
    arrays = []
    for sample in samples:
        n = len(sample[0])
        rows = rng.choice(n, n // 2, replace=False) if halves else rng.integers(n, size=n)
        arrays += [array[rows] for array in sample]
    return arrays
