"""Rows that differ in the seed of training alone, as one row: mean and standard deviation."""

from __future__ import annotations

from collections.abc import Sequence

from keras_gencmp.evaluation.evaluate import Row
from keras_gencmp.evaluation.score import Score
from keras_gencmp.metrics.uncertainty import over_seeds
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
    """The row of means; the interval is one standard deviation (n - 1) on either side."""
    name = f"{rows[0].name.partition('/')[0]}{_state(rows[0])}, {len(rows)} seeds"
    found = {
        key: _mean([row.scores[key] for row in rows if key in row.scores]) for key in _keys(rows)
    }
    return rows[0]._replace(name=name, scores=found, seconds=sum(row.seconds for row in rows))


def _state(row: Row) -> str:
    """Best states are not runs of another seed: nothing for last states, else their mark."""
    return BEST if BEST in row.name else ""


def _keys(rows: Sequence[Row]) -> list[str]:
    return list(rows[0].scores)


def _mean(scores: Sequence[Score]) -> Score:
    values = [score.value for score in scores]
    if None in values or len({(score.judge, score.n) for score in scores}) > 1:
        return scores[0]._replace(value=None, note="not of all seeds under one judge and n")
    found = over_seeds(values)
    ends = found.mean - found.std, found.mean + found.std
    note = "mean and standard deviation over seeds"
    ratio = None if scores[0].ratio is None else over_seeds([one.ratio for one in scores]).mean
    return scores[0]._replace(
        value=found.mean, low=ends[0], high=ends[1], ratio=ratio, note=note, detail=None
    )
