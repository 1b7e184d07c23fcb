"""How far a score may be off: standard errors, resampling intervals, spread over seeds."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from keras_gencmp.metrics import checks

Sample = np.ndarray | tuple[np.ndarray, ...]


class Mean(NamedTuple):
    """A mean over images and its standard error, s / n^(1/2)."""

    mean: float
    standard_error: float


class Interval(NamedTuple):
    """A score of all rows, the ends of its interval, and its standard error by resampling."""

    value: float
    low: float
    high: float
    standard_error: float


class Seeds(NamedTuple):
    """Mean and standard deviation (n - 1) of a score over ``count`` seeds; NaN for one seed."""

    mean: float
    std: float
    count: int


def mean_and_error(values: np.ndarray) -> Mean:
    """The mean of values (n,) and its standard error, NaN when n is 1."""
    values = checks.array(values, "values").astype(np.float64)
    if values.ndim != 1:
        raise ValueError(f"The values must have shape (n,), not {values.shape}.")
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return Mean(float(values.mean()), float(error))


def over_seeds(values: Sequence[float]) -> Seeds:
    """Mean and standard deviation of one score over runs that differ only in their seed."""
    values = checks.array(np.asarray(values), "scores").astype(np.float64)
    std = values.std(ddof=1) if len(values) > 1 else np.nan
    return Seeds(float(values.mean()), float(std), len(values))


def interval(
    metric: Callable[..., float],
    *samples: Sample,
    repeats: int = 100,
    level: float = 0.95,
    halves: bool = False,
    seed: int,
) -> Interval:
    """A resampling interval of ``metric(*arrays)`` that covers the score at confidence ``level``.

    Each sample is resampled by rows, independently of the others; a tuple of arrays is one sample,
    whose rows stay together (features with their labels), and is passed on unpacked. By default
    rows are drawn with replacement (the bootstrap; Efron 1979). ``halves`` draws half of the rows
    without replacement, whose variance given the data is that of all rows (half-sampling; Politis
    et al. 1999): use it where a repeated row upsets the metric, as in FID, PRDC, the two-sample
    test and memorisation, and where time grows as n squared. A resampled score is biased against
    the score of all rows, so the quantiles are taken about their own mean and added to it: the
    interval may leave the metric's range.
    """
    groups = [sample if isinstance(sample, tuple) else (sample,) for sample in samples]
    _check(groups, repeats, level)
    rng = np.random.default_rng(seed)
    value = float(metric(*(array for group in groups for array in group)))
    scores = np.array([metric(*_resampled(groups, halves, rng)) for _ in range(repeats)])
    ends = np.quantile(scores - scores.mean(), [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return Interval(value, value + ends[0], value + ends[1], float(scores.std(ddof=1)))


def _resampled(
    groups: list[tuple[np.ndarray, ...]], halves: bool, rng: np.random.Generator
) -> list[np.ndarray]:
    arrays = []
    for group in groups:
        n = len(group[0])
        rows = rng.choice(n, n // 2, replace=False) if halves else rng.integers(n, size=n)
        arrays += [array[rows] for array in group]
    return arrays


def _check(groups: list[tuple[np.ndarray, ...]], repeats: int, level: float) -> None:
    if repeats < 2 or not 0.0 < level < 1.0:
        raise ValueError(f"{repeats} repeats at level {level} give no interval; take 2 and (0, 1).")
    for group in groups:
        if len({len(array) for array in group}) != 1 or len(group[0]) < 2:
            raise ValueError("The arrays of one sample must have the same rows, 2 at least.")
