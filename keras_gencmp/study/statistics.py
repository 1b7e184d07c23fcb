"""Statistics of comparisons: tests over seeds, and Holm's correction for several of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from keras_gencmp.evaluation.paired import holm as adjusted
from keras_gencmp.metrics.estimate import TAIL

ALPHA = 0.05
ROUNDING = 1e-12  # of the largest value: below it a difference is one of floating point alone
EQUAL = "the same in every seed, so that the spread is not known"
Groups = Sequence[Sequence[float]]  # the values of each model


class Difference(NamedTuple):
    """The difference of two means with its 95 % interval, and the p-value of no difference.

    ``test`` names the test, ``n`` are the numbers of values. ``adjusted`` is the p-value after the
    correction for all comparisons of a family, the same as ``p`` before it. ``freedom`` are the
    degrees of freedom of a t test, NaN of others.
    """

    value: float
    low: float
    high: float
    p: float
    adjusted: float
    test: str
    n: tuple[int, int]
    freedom: float = math.nan

    @property
    def has_interval(self) -> bool:
        """Whether the values differ, so that their spread can be estimated."""
        return self.low < self.high

    @property
    def significant(self) -> bool:
        """Whether the corrected p-value is below 5 %."""
        return self.adjusted < ALPHA


def welch(first: Sequence[float], second: Sequence[float]) -> Difference | None:
    """The mean of the first values less that of the second, by Welch's t test (1947).

    The standard error is (s1^2 / n1 + s2^2 / n2)^(1/2), with the degrees of freedom of Welch and
    Satterthwaite. None with fewer than two values on a side.
    """
    if min(len(first), len(second)) < 2:
        return None
    return contrast([first], [second])


def contrast(
    first: Groups, second: Groups = (), target: float = 0.0, tail: float = TAIL
) -> Difference:
    """The mean over the means of some groups, less that of others, less a target.

    With m groups on a side the variance of its mean is the sum of s^2 / n over m^2; the degrees of
    freedom are those of Satterthwaite. For one group on each side it is Welch's test. Every group
    has two values at least. It speaks of these groups alone, not of others like them. ``tail`` is
    the quantile at the upper end of the interval.
    """
    weights, groups = _weighted(first, second)
    shares = weights**2 * [group.var(ddof=1) / len(group) for group in groups]
    value = float(weights @ [group.mean() for group in groups]) - target
    parts = float(np.sum(shares**2 / [len(group) - 1 for group in groups]))
    freedom = float(shares.sum()) ** 2 / parts if parts > 0 else 1.0
    error = float(np.sqrt(shares.sum()))
    if error <= _rounding(first, second):
        return _unknown(value, "Welch", _sizes(first, second))
    return by_error(value, error, freedom, "Welch", _sizes(first, second), tail)


def spread(first: Groups, second: Groups, tail: float = TAIL) -> Difference:
    """log(s1 / s2), the spread within some groups beside that within others, by the F distribution.

    s^2 is pooled: the squares about the mean of each group over n - 1, summed over the groups. The
    p-value is that of equal spreads, two-sided.
    """
    variances, freedoms = zip(*(_pooled(groups) for groups in (first, second)), strict=True)
    if min(variances) <= _rounding(first, second) ** 2:
        return _unknown(0.0, "F", _sizes(first, second))
    ratio = float(variances[0] / variances[1])
    below = float(stats.f.cdf(ratio, *freedoms))
    p = 2.0 * min(below, 1.0 - below)
    ends = [0.5 * math.log(ratio / stats.f.ppf(q, *freedoms)) for q in (tail, 1.0 - tail)]
    return Difference(0.5 * math.log(ratio), *ends, p, p, "F", _sizes(first, second))


def shares(first: Groups, second: Groups, tail: float = TAIL) -> Difference:
    """The share of ones among all values of some groups of zeros and ones, less that of others.

    The interval combines Wilson's intervals of both shares (Newcombe 1998, method 10), so that it
    has a width where every value is 0, too. The p-value is Fisher's. Groups are of one size.
    """
    a, b = (np.concatenate([np.asarray(g, float) for g in side]) for side in (first, second))
    (low_a, high_a), (low_b, high_b) = _wilson(a, tail), _wilson(b, tail)
    value = float(a.mean() - b.mean())
    low = value - math.hypot(a.mean() - low_a, high_b - b.mean())
    high = value + math.hypot(high_a - a.mean(), b.mean() - low_b)
    p = float(stats.fisher_exact([[side.sum(), (1.0 - side).sum()] for side in (a, b)])[1])
    return Difference(value, low, high, p, p, "Fisher", _sizes(first, second))


def paired(first: Sequence[float], second: Sequence[float]) -> Difference | None:
    """The mean of the differences of paired values, by the paired t test; None for fewer than two.

    For values that share a seed's data: what a seed makes easy or hard cancels. Differences that
    rounding alone tells from each other, or from 0, are equal.
    """
    pairs = np.asarray([first, second], float)
    gaps = pairs[0] - pairs[1]
    if len(gaps) < 2:
        return None
    value, sizes = float(gaps.mean()), (len(gaps), len(gaps))
    least = _rounding([pairs[0]], [pairs[1]])
    if np.ptp(gaps) <= least:
        return _unknown(0.0 if abs(value) <= least else value, "paired t", sizes)
    error = float(gaps.std(ddof=1) / np.sqrt(len(gaps)))
    return by_error(value, error, len(gaps) - 1, "paired t", sizes)


def holm(differences: Sequence[Difference | None]) -> list[Difference | None]:
    """The differences with p-values corrected for their number (Holm 1979).

    So the chance of one false finding or more is at most 5 %.
    """
    known = [index for index, each in enumerate(differences) if each is not None]
    corrected = adjusted([differences[index].p for index in known])  # type: ignore[union-attr]
    result = list(differences)
    for index, p in zip(known, corrected, strict=True):
        result[index] = result[index]._replace(adjusted=p)  # type: ignore[union-attr]
    return result


def by_error(
    value: float, error: float, freedom: float, test: str, n: tuple[int, int], tail: float = TAIL
) -> Difference:
    """A difference with a standard error above 0 of so many degrees of freedom, by Student's t."""
    reach = float(stats.t.ppf(tail, freedom)) * error
    p = float(2.0 * stats.t.sf(abs(value) / error, freedom))
    return Difference(value, value - reach, value + reach, p, p, test, n, freedom)


def _rounding(first: Groups, second: Groups) -> float:
    """The spread that binary rounding alone gives to equal values."""
    return ROUNDING * float(max(np.abs(group).max() for group in (*first, *second)))


def _unknown(value: float, test: str, n: tuple[int, int]) -> Difference:
    """A difference of equal values, whose spread cannot be estimated: no interval, and no test."""
    return Difference(value, value, value, 1.0, 1.0, test, n)


def _weighted(first: Groups, second: Groups) -> tuple[np.ndarray, list[np.ndarray]]:
    """The groups of both sides as arrays, and the weight of each in the difference."""
    sides = ((1.0, first), (-1.0, second))
    weights = [sign / len(groups) for sign, groups in sides for _ in groups]
    return np.array(weights), [np.asarray(g, float) for groups in (first, second) for g in groups]


def _pooled(groups: Groups) -> tuple[float, int]:
    """The variance within some groups, and its degrees of freedom."""
    arrays = [np.asarray(group, float) for group in groups]
    freedom = sum(len(group) - 1 for group in arrays)
    return sum(float(((g - g.mean()) ** 2).sum()) for g in arrays) / freedom, freedom


def _wilson(group: np.ndarray, tail: float) -> tuple[float, float]:
    ends = stats.binomtest(int(group.sum()), len(group)).proportion_ci(2.0 * tail - 1.0, "wilson")
    return float(ends.low), float(ends.high)


def _sizes(first: Groups, second: Groups) -> tuple[int, int]:
    return sum(map(len, first)), sum(map(len, second))
