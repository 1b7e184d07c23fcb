"""The results of a comparison: scores of every run, means over seeds, baselines, and costs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean
from typing import NamedTuple

from keras_gencmp.data import Splits
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation import evaluate as evaluation
from keras_gencmp.evaluation.baselines import FLOOR
from keras_gencmp.evaluation.evaluate import Request
from keras_gencmp.evaluation.over_seeds import summary
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.evaluation.score import Row, Score, with_ratios
from keras_gencmp.metrics.metric import Column
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs import history
from keras_gencmp.runs.run import Run
from keras_gencmp.study.compare.plan import Plan, Training
from keras_gencmp.study.compare.training import cost_of, request_of, splits_of


class Cost(NamedTuple):
    """What the training of a model has cost, a mean over its seeds; None where nobody measured it.

    ``steps``, ``images`` and ``flops`` of the whole training; wall-clock and processor seconds of
    its steps alone; ``peak`` is resident memory in bytes. The steps of a run that is not finished
    are NaN.
    """

    steps: float
    seconds: float
    images: float | None = None
    flops: float | None = None
    processor_seconds: float | None = None
    parameters: int | None = None
    peak: float | None = None


class Entry(NamedTuple):
    """One model of a comparison: its runs with their rows, the row of its means, and its cost.

    ``diverged`` are the seeds whose training ended in NaN. ``mean`` is None where all did.
    """

    label: str
    plan: Recipe
    runs: list[Run]
    rows: list[Row]
    mean: Row | None
    cost: Cost
    diverged: list[int]

    def values(self, column: str) -> list[float]:
        """The scores of a column, one for each seed that has one."""
        found = (_value(row, column) for row in self.rows)
        return [value for value in found if value is not None]

    def scored(self, column: str) -> list[tuple[Run, float]]:
        """The runs that have a score in a column, each with it."""
        pairs = [(run, _value(row, column)) for run, row in self._each()]
        return [(run, value) for run, value in pairs if value is not None]

    def unscored(self, column: str) -> list[int]:
        """The seeds that have no score in a column, though they did not diverge."""
        lacking = [run for run, row in self._each() if _value(row, column) is None]
        return [run.recipe.schedule.seed for run in lacking]

    def score(self, column: str) -> Score | None:
        """The score of a column over the seeds."""
        return self.mean.scores.get(column) if self.mean else None

    def _each(self) -> Iterator[tuple[Run, Row]]:
        return zip(self.runs, self.rows, strict=True)


def _value(row: Row, column: str) -> float | None:
    score = row.scores.get(column)
    return score.value if score else None


class Results(NamedTuple):
    """A finished comparison: its entries, the baselines' rows, and the columns of the scores."""

    entries: list[Entry]
    baselines: list[Row]
    columns: dict[str, Column]
    data: str
    digest: str
    protocol: Protocol

    def floor(self) -> Mapping[str, Score]:
        """What real images score."""
        return {row.name: row.scores for row in self.baselines}.get(FLOOR, {})


@evaluation.on_one_thread
def collect(plan: Plan, splits: Splits | None = None, request: Request | None = None) -> Results:
    """The results of a plan whose trainings have ended; scores that runs keep are not recomputed.

    UserError where a finished run was trained on other data.
    """
    request = request or request_of(plan.declaration)
    splits = splits or splits_of(plan)
    protocol = evaluation.open_protocol(splits, request)
    groups = grouped(plan)
    plans = [model.plan for model in plan.declaration.models]
    baselines = evaluation.rows_of_baselines(protocol, request, plans)
    floor = {row.name: row.scores for row in baselines}.get(FLOOR, {})
    entries = [
        entry(label, members, plan, protocol, request, floor) for label, members in groups.items()
    ]
    return Results(entries, baselines, request.columns, splits.name, splits.digest, protocol)


def grouped(plan: Plan) -> dict[str, list[Run | Training]]:
    """The runs and trainings by the label of their model; runs that differ in seed are together."""
    groups: dict[str, list[Run | Training]] = {}
    for model in plan.declaration.models:
        if model.run is not None:
            groups.setdefault(model.label, []).append(model.run)
            continue
        own = [training for training in plan.trainings if training.label == model.label]
        groups.setdefault(model.label, []).extend(own)
    return groups


def entry(
    label: str,
    members: Sequence[Run | Training],
    plan: Plan,
    protocol: Protocol,
    request: Request,
    floor: Mapping[str, Score],
) -> Entry:
    """One model: every run scored, and the means over them."""
    trainings = [each for each in members if isinstance(each, Training)]
    diverged = [each.seed for each in trainings if each.diverged]
    runs = [
        each.run if isinstance(each, Training) else each
        for each in members
        if not (isinstance(each, Training) and each.diverged)
    ]
    rows = [_row(run, protocol, request, floor) for run in runs]
    mean = None
    if rows:
        mean = rows[0] if len(rows) == 1 else summary(rows)
        scores = with_ratios(mean.scores, floor, request.columns)
        mean = mean._replace(name=label, scores=scores)
    first = (trainings[0].plan if trainings else runs[0].recipe) if members else None
    assert first is not None
    return Entry(label, first, runs, rows, mean, _cost(plan, trainings, runs), diverged)


def _row(run: Run, protocol: Protocol, request: Request, floor: Mapping[str, Score]) -> Row:
    check_data(run, protocol.splits)
    return evaluation.evaluate_run(protocol, run, request, floor)


def check_data(run: Run, splits: Splits) -> None:
    """UserError unless a run was trained on these data."""
    if run.environment.get("data_digest") != splits.digest:
        raise UserError(
            f"{run.name} was trained on other data than {splits.name}, or on another split of "
            "them: compare runs of one dataset"
        )


def _cost(plan: Plan, trainings: Sequence[Training], runs: Sequence[Run]) -> Cost:
    """The mean cost of the runs; that of trainings is known in more detail."""
    if not runs:
        return Cost(trainings[0].steps, 0.0)
    seconds = fmean(_seconds(run) for run in runs)
    steps = fmean(run.outcome["steps"] if run.finished else math.nan for run in runs)
    processor = [processor_seconds(run) for run in runs]
    known = [each for each in processor if each is not None]
    used = fmean(known) if known else None
    if not trainings:
        return Cost(steps, seconds, processor_seconds=used)
    pace = plan.paces[trainings[0].label]
    peaks = [peak for each in trainings if (peak := cost_of(each).get("peak"))]
    return Cost(
        steps,
        seconds,
        steps * pace.cost.images,
        steps * pace.cost.flops,
        used,
        pace.parameters,
        max(peaks) if peaks else None,
    )


def _seconds(run: Run) -> float:
    """The wall-clock seconds of a run, so far where it is not finished."""
    if run.finished:
        return run.outcome["seconds"]
    return sum(row["seconds"] for row in history.read(run.timing_file, needed=["seconds"]))


def processor_seconds(run: Run) -> float | None:
    """The processor seconds of a run's training steps; None where an older version trained it."""
    rows = history.read(run.timing_file, needed=["seconds"])
    used = [row.get("processor_seconds", math.nan) for row in rows]
    return None if any(map(math.isnan, used)) else sum(used)
