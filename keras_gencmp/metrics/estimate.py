"""Estimates: a number of a metric with its interval at 95 % confidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.errors import Undefined

Z = 1.96  # standard errors from the middle of a normal distribution to the ends that hold 95 %


class Estimate(NamedTuple):
    """The value of a metric and the ends of its interval at 95 % confidence, None without one.

    ``n`` is the number of images that it is of, None for all of them. ``detail`` is what the value
    sums up, as JSON can hold it (such as one number a class), and ``note`` a remark on it.
    """

    value: float
    low: float | None = None
    high: float | None = None
    n: int | None = None
    detail: Any = None
    note: str = ""


# What a metric of several columns returns; a column may be undefined where the others are not.
Columns = Mapping[str, Estimate | Undefined]


def normal(
    value: float, error: float, *, n: int | None = None, detail: Any = None, note: str = ""
) -> Estimate:
    """A value with the interval of a normal distribution, 1.96 standard errors to each side."""
    value, error = float(value), float(error)
    return Estimate(value, value - Z * error, value + Z * error, n, detail, note)


def mean(values: np.ndarray, *, detail: Any = None, note: str = "") -> Estimate:
    """The mean over images (n,), whose standard error is s / n^(1/2); no interval for one image."""
    values = checks.array(values, "values", "n").astype(np.float64)
    if len(values) == 1:
        return Estimate(float(values[0]), n=1, detail=detail, note=note)
    error = values.std(ddof=1) / np.sqrt(len(values))
    return normal(values.mean(), error, n=len(values), detail=detail, note=note)


def proportion(share: float, n: int, *, detail: Any = None, note: str = "") -> Estimate:
    """The share of n images, whose standard error is (p (1 - p) / n)^(1/2)."""
    error = (share * (1 - share) / n) ** 0.5
    return normal(share, error, n=n, detail=detail, note=note)
