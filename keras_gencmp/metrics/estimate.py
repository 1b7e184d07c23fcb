"""Estimates: a number of a metric with its interval at 95 % confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.errors import Undefined

TAIL = 0.975  # the quantile at the upper end of an interval of 95 % confidence
ROUNDING = 1e-12  # of the value: an error below it is one of floating point alone


class OfImages:
    """One value for each image, float32 (n,); equal where the values are."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = np.asarray(values, "float32")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OfImages) and np.array_equal(self.values, other.values)

    __hash__ = None  # type: ignore[assignment]


class Estimate(NamedTuple):
    """The value of a metric and the ends of its interval at 95 % confidence, None without one.

    ``n`` is the number of images that it is of, None for all of them. ``detail`` is what the value
    sums up, as JSON can hold it (such as one number a class), and ``note`` a remark on it.
    ``of_images`` holds one value an image where two models can be compared image by image.
    """

    value: float
    low: float | None = None
    high: float | None = None
    n: int | None = None
    detail: Any = None
    note: str = ""
    of_images: OfImages | None = None


# What a metric of several columns returns; a column may be undefined where the others are not.
Columns = Mapping[str, Estimate | Undefined]


def interval(
    value: float,
    error: float,
    freedom: float = np.inf,
    *,
    n: int | None = None,
    detail: Any = None,
    note: str = "",
) -> Estimate:
    """A value with its interval at 95 %: t standard errors to each side.

    t is the 97.5 % quantile of Student's distribution with as many degrees of ``freedom`` as the
    error was estimated from, infinitely many where it is known: 2.26 for 9, 1.96 without end.
    No interval for an error of 0: values that happen to be equal do not tell their spread.
    """
    if error <= ROUNDING * abs(value):
        return Estimate(float(value), n=n, detail=detail, note=note)
    value, reach = float(value), float(stats.t.ppf(TAIL, freedom)) * float(error)
    return Estimate(value, value - reach, value + reach, n, detail, note)


def mean(values: np.ndarray, *, detail: Any = None, note: str = "") -> Estimate:
    """The mean over images (n,), whose standard error is s / n^(1/2).

    No interval for one image, nor for equal values.
    """
    values = checks.array(values, "values", "n").astype(np.float64)
    n = len(values)
    if n == 1:
        return Estimate(float(values[0]), n=1, detail=detail, note=note)
    error = values.std(ddof=1) / np.sqrt(n)
    return interval(values.mean(), error, n - 1, n=n, detail=detail, note=note)


def proportion(
    share: float, n: int, *, scale: float = 1.0, detail: Any = None, note: str = ""
) -> Estimate:
    """The share of n images, times ``scale``, with Wilson's interval (1927).

    It holds near 0 and 1 too; a ``scale`` of 100 gives per cent.

    Its ends are the p for which |share - p| = z (p (1 - p) / n)^(1/2). They are within [0, 1], not
    equally far from the share, and never at it: of 50 images of 50 the low end is 0.929.
    """
    share, z2 = float(share), float(stats.norm.ppf(TAIL)) ** 2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = (z2 * (share * (1 - share) / n + z2 / (4 * n * n))) ** 0.5 / (1 + z2 / n)
    low, high = min(share, middle - reach), max(share, middle + reach)
    ends = max(0.0, low), min(1.0, high)
    return Estimate(scale * share, scale * ends[0], scale * ends[1], n, detail, note)


def widened(estimate: Estimate, n: int) -> Estimate:
    """The estimate of a share of n images, its ends at least as far away as those of Wilson's.

    Half-samples of a share of 0 or 1 show little spread or none, however few the images are. What
    images have in common, such as a neighbour, makes an interval wider than Wilson's, and no
    narrower.
    """
    least = proportion(estimate.value, n)
    low, high = (
        end if own is None else furthest(own, end)
        for furthest, own, end in ((min, estimate.low, least.low), (max, estimate.high, least.high))
    )
    return estimate._replace(low=low, high=high)


def chi_squared(value: float, unit: float, freedom: int) -> Estimate:
    """A divergence of histograms less its bias, with the interval of the noncentral chi-squared.

    ``value / unit + freedom`` is a noncentral chi-squared variable with so many degrees of
    ``freedom``, whose noncentrality is the true divergence over ``unit``: exactly so for large n
    and near histograms. Where a class is far rarer on one side, no one unit does for all classes,
    and the interval is too narrow. Its ends are the noncentralities under which a value as small,
    or as large, has a probability of 2.5 %. It is skewed as the values are. An end below 0 is that
    of the central distribution shifted, so that an interval has a width in every case.
    """
    if freedom < 1:
        return Estimate(value)
    statistic = value / unit + freedom
    low, high = (_noncentrality(statistic, freedom, level) for level in (TAIL, 1.0 - TAIL))
    return Estimate(value, unit * low, unit * high)


def _noncentrality(statistic: float, freedom: int, level: float) -> float:
    """The noncentrality under which the ``level`` quantile of chi-squared is the statistic."""
    central = float(stats.chi2.ppf(level, freedom))
    if statistic <= central:
        return statistic - central

    def excess(noncentrality: float) -> float:
        return float(stats.ncx2.cdf(statistic, freedom, noncentrality)) - level

    most = statistic + 10.0
    while excess(most) > 0.0:
        most *= 2.0
    return float(brentq(excess, 0.0, most))


def stretched(estimate: Estimate, factor: float) -> Estimate:
    """The estimate with both ends of its interval so many times as far from its value."""
    value = estimate.value
    low, high = (None if end is None else value + factor * (end - value) for end in estimate[1:3])
    return estimate._replace(low=low, high=high)


def over_seeds(values: Sequence[float]) -> Estimate:
    """The mean of one score over k seeds, with mean +- t(k - 1) sd / k^(1/2).

    No interval for one seed, nor for equal values. The spread between seeds holds the uncertainty
    of each run's own samples as well. What all runs share is not in it: the test images, by which a
    likelihood or an accuracy would move together.
    """
    return mean(np.asarray(values, np.float64))._replace(n=None)
