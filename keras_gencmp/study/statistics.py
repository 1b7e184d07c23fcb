"""Statistics of comparisons: tests over seeds, and Holm's correction for several of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from keras_gencmp.metrics.estimate import TAIL

ALPHA = 0.05


class Difference(NamedTuple):
    """The difference of two means with its 95 % interval, and the p-value of no difference.

    ``test`` names the test, ``n`` are the numbers of values. ``adjusted`` is the p-value after the
    correction for all comparisons of a family, the same as ``p`` before it.
    """

    value: float
    low: float
    high: float
    p: float
    adjusted: float
    test: str
    n: tuple[int, int]

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
    first: Sequence[Sequence[float]], second: Sequence[Sequence[float]] = (), target: float = 0.0
) -> Difference:
    """The mean over the means of some groups, less that of others, less a target.

    With m groups on a side the variance of its mean is the sum of s^2 / n over m^2; the degrees of
    freedom are those of Satterthwaite. For one group on each side it is Welch's test. Every group
    has two values at least. It speaks of these groups alone, not of others like them.
    """
    value, shares, freedoms = -target, [], []
    for sign, groups in ((1.0, first), (-1.0, second)):
        for group in groups:
            values = np.asarray(group, float)
            value += sign * float(values.mean()) / len(groups)
            shares.append(values.var(ddof=1) / len(values) / len(groups) ** 2)
            freedoms.append(len(values) - 1)
    variance = float(sum(shares))
    parts = sum(share**2 / free for share, free in zip(shares, freedoms, strict=True))
    freedom = variance**2 / parts if parts > 0 else 1.0
    sizes = sum(map(len, first)), sum(map(len, second))
    return _difference(value, float(np.sqrt(variance)), freedom, "Welch", sizes)


def paired(first: Sequence[float], second: Sequence[float]) -> Difference | None:
    """The mean of the differences of paired values, by the paired t test; None for fewer than two.

    For values that share a seed's data: what a seed makes easy or hard cancels.
    """
    gaps = np.asarray(first, float) - np.asarray(second, float)
    if len(gaps) < 2:
        return None
    error = float(gaps.std(ddof=1) / np.sqrt(len(gaps)))
    sizes = len(gaps), len(gaps)
    return _difference(float(gaps.mean()), error, len(gaps) - 1, "paired t", sizes)


def holm(differences: Sequence[Difference | None]) -> list[Difference | None]:
    """The differences with p-values corrected for their number (Holm 1979).

    In the order of the p-values, the k-th of m is multiplied by m - k + 1, and none is smaller than
    the one before it. So the chance of one false finding or more is at most 5 %.
    """
    known = [index for index, each in enumerate(differences) if each is not None]
    known.sort(key=lambda index: differences[index].p)  # type: ignore[union-attr]
    result, least = list(differences), 0.0
    for rank, index in enumerate(known):
        each = differences[index]
        assert each is not None
        least = max(least, min(1.0, (len(known) - rank) * each.p))
        result[index] = each._replace(adjusted=least)
    return result


def _difference(
    value: float, error: float, freedom: float, test: str, n: tuple[int, int]
) -> Difference:
    if error == 0.0:  # equal values on each side: the spread cannot be estimated
        p = 1.0 if value == 0.0 else 0.0
        return Difference(value, value, value, p, p, test, n)
    reach = float(stats.t.ppf(TAIL, freedom)) * error
    p = float(2.0 * stats.t.sf(abs(value) / error, freedom))
    return Difference(value, value - reach, value + reach, p, p, test, n)
