"""Rows that differ in the seed of training alone, as one row: means with their intervals."""

from __future__ import annotations

from collections.abc import Sequence

from keras_gencmp.evaluation.score import Row, Score
from keras_gencmp.metrics.estimate import over_seeds
from keras_gencmp.recipes.recipe import Recipe, override
from keras_gencmp.runs.run import BEST


def summaries(
    rows: Sequence[Row], plans: Sequence[Recipe], reached: Sequence[str] = ()
) -> list[Row]:
    """One row for each recipe that was trained with two seeds or more, and equally far.

    ``reached`` says how far trainings are that have not ended. Of several rows of one seed the
    first counts: a training that is repeated says nothing new.
    """
    groups: dict[str, dict[int, Row]] = {}
    for row, plan, far in zip(rows, plans, reached or [""] * len(rows), strict=True):
        alike = override(plan, {"schedule.seed": 0}).to_json()
        seeds = groups.setdefault(f"{row.digest}{_state(row)}{far}{alike}", {})
        seeds.setdefault(plan.schedule.seed, row)
    return [summary(list(seeds.values())) for seeds in groups.values() if len(seeds) > 1]


def summary(rows: Sequence[Row]) -> Row:
    """The row of means over seeds, the same in every order of the rows but for rounding.

    It has no ratios: that of a mean is the mean's, not the mean of those of the seeds.
    """
    first = rows[0]
    run, _, changes = first.name.partition(" ")
    name = f"{run.partition('/')[0]}{_state(first)} {changes}".rstrip() + f", {len(rows)} seeds"
    keys = dict.fromkeys(key for row in rows for key in row.scores)
    scores = {key: _mean(key, [row.scores.get(key) for row in rows]) for key in keys}
    alarms = {run: alarm for row in rows for run, alarm in row.alarms.items()}
    seconds = sum(row.seconds for row in rows)
    return first._replace(name=name, scores=scores, seconds=seconds, alarms=alarms)


def _state(row: Row) -> str:
    """Best states are not runs of another seed: nothing for last states, else their mark."""
    return BEST if BEST in row.name else ""


def _mean(name: str, scores: Sequence[Score | None]) -> Score:
    """The mean with mean +- t(k - 1) sd / k^(1/2), for k seeds; no value unless all have one."""
    known = [score for score in scores if score is not None and score.value is not None]
    missing = [score.note for score in scores if score is not None and score.value is None]
    if not known:
        return Score(name, None, note="; ".join(sorted(set(missing))))
    bases = {(one.judge, one.n, one.seed, one.protocol, one.version) for one in known}
    if len(known) < len(scores) or len(bases) > 1:
        return Score(name, None, note="not of all seeds under one protocol, judge and n")
    estimate = over_seeds(sorted(score.value for score in known if score.value is not None))
    judge, n, seed, protocol, version = bases.pop()
    notes = {score.note for score in known}
    note = notes.pop() if len(notes) == 1 else ""
    made = Score(name, None, n=n, seed=seed, judge=judge, protocol=protocol, version=version)
    return made._replace(value=estimate.value, low=estimate.low, high=estimate.high, note=note)
