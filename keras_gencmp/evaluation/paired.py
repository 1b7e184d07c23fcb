"""Paired differences of likelihoods: models on the same images, each against the best.

The likelihoods of two models differ far less from image to image than each of them does, so that a
difference of means is known much better than the means.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from keras_gencmp.evaluation.rounding import with_error
from keras_gencmp.evaluation.score import Row, Score
from keras_gencmp.metrics.estimate import TAIL

# The first that a row has; NLL_K is only a bound, which no exact value is tested against.
COLUMNS = ("exact_nll", "nll")


class Difference(NamedTuple):
    """The mean of NLL less that of the best model, its standard error, n, and p of the t-test."""

    mean: float
    error: float
    n: int
    p: float


def notes(rows: Sequence[Row]) -> list[str]:
    """One sentence for each row that has a likelihood on the same images as a better one."""
    groups: dict[tuple[object, ...], list[tuple[str, Score]]] = {}
    for row in rows:
        score = likelihood(row)
        if score is not None:
            key = (
                score.name,
                score.n,
                score.protocol,
                score.version,
                str(score.detail["pixels"]),
            )
            groups.setdefault(key, []).append((row.name, score))
    return [note for group in groups.values() for note in _of_group(group)]


def likelihood(row: Row) -> Score | None:
    """The NLL of a row with its value for each image, where it has one."""
    scores = [row.scores[name] for name in COLUMNS if name in row.scores]
    return next((each for each in scores if each.of_images and each.n > 1), None)


def paired_difference(score: Score, best: Score) -> Difference:
    """The paired t-test of two models' values for each image, two-sided.

    The errors of both estimators, which all images share, are added to that of the mean.
    """
    assert score.of_images and best.of_images
    values = np.float64(score.of_images.values) - best.of_images.values
    n = len(values)
    shared = [each.detail.get("estimator_error", 0.0) for each in (score, best)]
    error = float(np.sqrt(values.var(ddof=1) / n + np.square(shared).sum()))
    mean = float(values.mean())
    p = float(2.0 * stats.t.sf(abs(mean) / error, n - 1)) if error else float(mean == 0.0)
    return Difference(mean, error, n, p)


def holm(p: Sequence[float]) -> list[float]:
    """p-values corrected for their number (Holm 1979): the i-th least times (m - i + 1), rising."""
    order = np.argsort(p, kind="stable")
    factors = np.arange(len(p), 0, -1)
    corrected = np.minimum(np.maximum.accumulate(np.asarray(p)[order] * factors), 1.0)
    return corrected[np.argsort(order, kind="stable")].tolist()


def _of_group(group: Sequence[tuple[str, Score]]) -> list[str]:
    best_name, best = min(group, key=lambda each: each[1].value or 0.0)
    others = [(name, score) for name, score in group if name != best_name]
    differences = [paired_difference(score, best) for _, score in others]
    corrected = holm([each.p for each in differences])
    correction = " after Holm's correction" if len(others) > 1 else ""
    return [
        f"{name}: NLL {_with_interval(difference)} nats above {best_name} on the same "
        f"{difference.n} images (paired t, {_probability(p)}{correction})"
        for (name, _), difference, p in zip(others, differences, corrected, strict=True)
    ]


def _with_interval(difference: Difference) -> str:
    reach = float(stats.t.ppf(TAIL, difference.n - 1)) * difference.error
    return with_error(difference.mean, reach)


def _probability(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
