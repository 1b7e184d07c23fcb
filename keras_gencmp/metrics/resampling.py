"""Intervals by half-sampling: how far the numbers of other images would lie from these.

A half-sample is half of the rows, drawn without replacement. For a number that is near to a mean
over rows, T = mean + a term of variance a / n, the variance of the numbers of half-samples given
the data is a / (n / 2) (1 - 1/2) = a / n, which is that of the number of all rows (Politis et al.
1999). So the standard error is their standard deviation, without a factor.

A distance between two sets has another term, the quadratic one, whose variance is b / n^2; it is
all that remains where both sets have one distribution. Half-samples show 4 b / n^2 - b / n^2 of it,
three times the variance. The two halves A and B of one split are independent of each other, and so

    0 = Cov(T_A, T_B) = Var(T) + E[Cov(T_A, T_B given the data)]

whichever term is the larger. The quadratic estimate of the variance is therefore the negative
covariance of the halves of a split. It is kept between a quarter and the whole of the variance of
half-samples. The pure cases are a third and the whole; but the estimate scatters, and to cut it off
at its own mean would leave it too large (docs/calibration.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from keras_gencmp.metrics.estimate import Estimate, interval

# Arrays whose rows stay together when they are resampled, such as features and their labels.
Sample = tuple[np.ndarray, ...]
LEAST = 0.25  # the quadratic estimate, as a share of the variance of half-samples


def with_interval(
    value: float,
    metric: Callable[..., float],
    samples: Sequence[Sample],
    *,
    repeats: int = 20,
    quadratic: float = 0.0,
    seed: int,
) -> Estimate:
    """``value``, which ``metric(*arrays)`` gives for all rows, with its interval.

    Each sample is split by rows, independently of the others, and passed on unpacked. ``repeats``
    is the number of splits. ``quadratic`` is the share, from 0 to 1, of the quadratic estimate in
    the variance: 1 for a number whose variance falls as 1 / n^2 where the samples have one
    distribution, as that of a distance does. Then both halves of a split are scored. There is no
    interval where fewer than two splits have a finite number, as where a rare class is not drawn,
    nor where all numbers are equal, as of a share of 0: then their spread says nothing.
    """
    values = [value]
    return with_intervals(values, metric, samples, repeats=repeats, quadratic=quadratic, seed=seed)[
        0
    ]


def with_intervals(
    values: Sequence[float],
    metric: Callable[..., Sequence[float] | float],
    samples: Sequence[Sample],
    *,
    repeats: int = 20,
    quadratic: float | Sequence[float] = 0.0,
    seed: int,
) -> list[Estimate]:
    """:func:`with_interval` for several numbers that one computation gives."""
    rng = np.random.default_rng(seed)
    shares = np.broadcast_to(quadratic, len(values))
    sides = 2 if shares.any() else 1
    scores = np.array(
        [
            [np.atleast_1d(metric(*half)) for half in _halves(samples, rng)[:sides]]
            for _ in range(repeats)
        ]
    )
    scores = scores[np.isfinite(scores).all(axis=(1, 2))]
    if len(scores) < 2:
        return [Estimate(float(value)) for value in values]
    errors = np.sqrt(_variances(scores, shares))
    return [
        interval(value, error, len(scores) - 1)
        for value, error in zip(values, errors.tolist(), strict=True)
    ]


def _variances(scores: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Variances of the numbers of all rows from those of halves, (splits, halves, numbers)."""
    centred = scores - scores.mean(axis=(0, 1))
    freedom = len(scores) - 1
    whole = np.square(centred).sum(axis=0).mean(axis=0) / freedom
    if scores.shape[1] == 1:
        return whole
    covariance = (centred[:, 0] * centred[:, 1]).sum(axis=0) / freedom
    return (1.0 - shares) * whole + shares * np.clip(-covariance, LEAST * whole, whole)


def _halves(
    samples: Sequence[Sample], rng: np.random.Generator
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The two halves of a random split of every sample; a row may be left over."""
    first, second = [], []
    for sample in samples:
        n = len(sample[0])
        rows = rng.permutation(n)
        first += [array[rows[: n // 2]] for array in sample]
        second += [array[rows[n // 2 : 2 * (n // 2)]] for array in sample]
    return first, second
