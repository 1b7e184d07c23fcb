"""Intervals at 95 % confidence by resampling, of several numbers that one computation gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

Sample = tuple[np.ndarray, ...]


class Spread(NamedTuple):
    """The numbers of all rows (k,), and the ends of their intervals (k,)."""

    values: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def at(self, index: int = 0) -> tuple[float, float | None, float | None]:
        """One of the numbers with the ends of its interval, None where there is none."""
        low, high = float(self.low[index]), float(self.high[index])
        ends = (low, high) if np.isfinite(high - low) else (None, None)
        return float(self.values[index]), *ends


def spread(
    metric: Callable[..., Sequence[float] | float],
    *samples: Sample,
    repeats: int = 20,
    halves: bool = True,
    seed: int,
) -> Spread:
    """The numbers of ``metric(*arrays)`` with intervals, from ``repeats`` resampled scores.

    The definition is that of ``metrics.uncertainty.interval``, for several numbers at once: halves
    without replacement (or the bootstrap), quantiles about their own mean. Twenty repeats place the
    ends of an interval within about a quarter of its width, at a cost that a table can afford.
    """
    rng = np.random.default_rng(seed)
    values = np.atleast_1d(np.asarray(metric(*_joined(samples)), np.float64))
    scores = np.array(
        [np.atleast_1d(metric(*_resampled(samples, halves, rng))) for _ in range(repeats)]
    )
    # A score may be infinite or undefined for a resample, as where a rare class is not drawn.
    scores = scores[np.isfinite(scores).all(axis=1)]
    if len(scores) < 2:
        return Spread(values, *np.full((2, len(values)), np.nan))
    ends = np.quantile(scores - scores.mean(axis=0), [0.025, 0.975], axis=0)
    return Spread(values, values + ends[0], values + ends[1])


def _joined(samples: Sequence[Sample]) -> list[np.ndarray]:
    return [array for sample in samples for array in sample]


def _resampled(
    samples: Sequence[Sample], halves: bool, rng: np.random.Generator
) -> list[np.ndarray]:
    arrays = []
    for sample in samples:
        n = len(sample[0])
        rows = rng.choice(n, n // 2, replace=False) if halves else rng.integers(n, size=n)
        arrays += [array[rows] for array in sample]
    return arrays
