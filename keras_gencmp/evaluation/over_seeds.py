"""Rows that differ in the seed of training alone, as one row: mean and standard deviation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from keras_gencmp.evaluation.score import Row, Score
from keras_gencmp.recipes.recipe import Recipe, override
from keras_gencmp.runs.run import BEST


def summaries(rows: Sequence[Row], plans: Sequence[Recipe]) -> list[Row]:
    """One row for each recipe that was trained with two seeds or more."""
    groups: dict[str, list[Row]] = {}
    for row, plan in zip(rows, plans, strict=True):
        alike = override(plan, {"schedule.seed": 0}).to_json()
        groups.setdefault(f"{row.digest}{_state(row)}{alike}", []).append(row)
    return [summary(group) for group in groups.values() if len(group) > 1]


def summary(rows: Sequence[Row]) -> Row:
    """The row of means; the interval is one standard deviation (n - 1) to each side."""
    first = rows[0]
    name = f"{first.name.partition('/')[0]}{_state(first)}, {len(rows)} seeds"
    scores = {
        key: _mean([row.scores[key] for row in rows if key in row.scores]) for key in first.scores
    }
    return first._replace(name=name, scores=scores, seconds=sum(row.seconds for row in rows))


def mean_and_deviation(values: Sequence[float]) -> tuple[float, float]:
    """The mean of a score over two runs or more, and its standard deviation (n - 1)."""
    return float(np.mean(values)), float(np.std(values, ddof=1))


def _state(row: Row) -> str:
    """Best states are not runs of another seed: nothing for last states, else their mark."""
    return BEST if BEST in row.name else ""


def _mean(scores: Sequence[Score]) -> Score:
    first, values = scores[0], [score.value for score in scores if score.value is not None]
    if not values:
        return first
    if len(values) < 2 or len({(score.judge, score.n) for score in scores}) > 1:
        return Score(first.name, None, note="not of all seeds under one judge and n")
    mean, deviation = mean_and_deviation(values)
    ratios = [score.ratio for score in scores if score.ratio is not None]
    return first._replace(
        value=mean,
        low=mean - deviation,
        high=mean + deviation,
        ratio=float(np.mean(ratios)) if len(ratios) == len(scores) else None,
        note="mean and standard deviation over seeds",
        detail=None,
    )
