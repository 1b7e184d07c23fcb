"""Evaluation of runs: rows of scores for several runs and the baselines of their data."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, ParamSpec, TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

from keras_gencmp import assembly
from keras_gencmp.assembly import components
from keras_gencmp.data import Splits
from keras_gencmp.data.reference import drawn
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation import measure, progress
from keras_gencmp.evaluation.alarms import last_alarm
from keras_gencmp.evaluation.baselines import FLOOR, scores_of_baselines
from keras_gencmp.evaluation.evaluated_model import ABILITIES, PRIOR, EvaluatedModel
from keras_gencmp.evaluation.loading import LoadedMetric, load_metric
from keras_gencmp.evaluation.model_inputs import TRAINING_CODES, ModelInputs
from keras_gencmp.evaluation.nearest_images import keep_picture
from keras_gencmp.evaluation.over_seeds import summaries
from keras_gencmp.evaluation.protocol import Protocol, make_protocol, note_left_out
from keras_gencmp.evaluation.results import Results, origin
from keras_gencmp.evaluation.score import Row, Score, Scores, with_ratios
from keras_gencmp.metrics.metric import Column, Metric
from keras_gencmp.metrics.selection import columns
from keras_gencmp.recipes.changes import label
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs.progress import reached
from keras_gencmp.runs.run import Run
from keras_gencmp.terminal import console

Given = ParamSpec("Given")
Returned = TypeVar("Returned")
# Not what a model is: how its training was watched and divided.
HOW_LONG = ("schedule.evaluate_every", "schedule.stop_when_saturated", "schedule.epoch_steps")
# From training codes (n, latent) to a function (count, seed) -> latents (count, latent).
Fit = Callable[[np.ndarray], Callable[[int, int], np.ndarray]]


class Request(NamedTuple):
    """What is asked of every run: metrics, n, seed, cost of NLL_K, and how latents are drawn.

    ``fit`` is a density fitted to training codes, which latents are drawn from where the sampler is
    not the prior.
    """

    metrics: tuple[LoadedMetric, ...]
    n: int = 10_000
    seed: int = 0
    nll_samples: int = 0
    nll_images: int = 0
    sampler: str = PRIOR
    fit: Fit | None = None

    @property
    def columns(self) -> dict[str, Column]:
        """The columns of the metrics, by name."""
        return columns(loaded.metric for loaded in self.metrics)


def on_one_thread(work: Callable[Given, Returned]) -> Callable[Given, Returned]:
    """The same function, with one thread for NumPy's matrix products.

    The matrices of the scores are small: a second thread would mostly wait for the first, which on
    a busy machine takes many times as long, and the last bits would depend on the cores.
    """
    return threadpool_limits.wrap(limits=1, user_api="blas")(work)


def load_metrics(metrics: Sequence[Metric]) -> tuple[LoadedMetric, ...]:
    """The functions of metrics; UserError for one that cannot be a metric."""
    return tuple(load_metric(metric) for metric in metrics)


@on_one_thread
def evaluate_runs(
    runs: Sequence[Run], request: Request, load: Callable[[Run], Splits]
) -> list[Row]:
    """The rows of baselines and runs, by dataset, and of recipes with several seeds.

    ``load`` gives the data that a run was trained on; UserError where they have changed since.
    """
    rows: list[Row] = []
    for splits, members in _by_dataset(runs, load):
        protocol = open_protocol(splits, request)
        recipes = [run.recipe for run in members]
        baselines = rows_of_baselines(protocol, request, recipes)
        floor = {row.name: row.scores for row in baselines}.get(FLOOR, {})
        of_runs = [evaluate_run(protocol, run, request, floor) for run in members]
        far = ["" if run.finished or run.best else reached(run) for run in members]
        over_seeds = [
            row._replace(scores=with_ratios(row.scores, floor, request.columns))
            for row in summaries(of_runs, recipes, far)
        ]
        rows += [*baselines, *of_runs, *over_seeds]
    return rows


def evaluate_run(protocol: Protocol, run: Run, request: Request, floor: Mapping[str, Score]) -> Row:
    """A run's row; ``floor`` holds the scores of real images.

    Scores that the run keeps from an earlier evaluation under the same protocol are not computed
    again. Scores of memorisation leave a figure of images above the nearest training images, and of
    a small dataset, where these scores are often not defined, every evaluation does.
    """
    began, results = time.monotonic(), Results(run)
    evaluated = open_model(protocol, run, request)
    source = origin(evaluated, protocol)
    known = results.scores(request.sampler, source)
    with progress.row(evaluated.name):
        inputs = ModelInputs(protocol, evaluated)
        scores = measure.measure(inputs, request.metrics, evaluated.name, known)
    row = _row(protocol, evaluated.name, with_ratios(scores, floor, request.columns))
    row = row._replace(seconds=time.monotonic() - began)
    lasting, step = measure.lasting(row.scores, request.metrics), int(evaluated.model.clock.numpy())
    results.keep(row, lasting, request.sampler, source, step)
    picture = keep_picture(protocol, evaluated, run, request.metrics, known)
    return row._replace(picture=picture, alarms={run.name: last_alarm(run)})


@on_one_thread
def evaluate_data(splits: Splits, request: Request) -> list[Row]:
    """The rows that need no model: real images and the trivial generators."""
    return rows_of_baselines(open_protocol(splits, request), request, [])


def rows_of_baselines(protocol: Protocol, request: Request, recipes: Sequence[Recipe]) -> list[Row]:
    """The rows of baselines that have a score, with ratios to the floor; ``recipes`` are the runs'.

    A costly metric is computed only if no run or one that has what it needs is beside them.
    """
    metrics = [
        loaded
        for loaded in request.metrics
        if not (loaded.metric.costly and recipes)
        or any(_has(recipe, loaded.metric.needs) for recipe in recipes)
    ]
    by_row = scores_of_baselines(protocol, metrics)
    floor = by_row.get(FLOOR, {})
    return [
        _row(protocol, name, with_ratios(scores, floor, request.columns), baseline=True)
        for name, scores in by_row.items()
        if scores
    ]


def open_protocol(splits: Splits, request: Request) -> Protocol:
    """The protocol of a dataset; a line on stderr says what is left out, or that n is lowered."""
    protocol = make_protocol(splits, request.n, request.seed)
    note_left_out(protocol)
    if protocol.n < request.n:
        console.note(f"{splits.name} has {protocol.n} images to compare: n is {protocol.n}")
    return protocol


def open_model(protocol: Protocol, run: Run, request: Request) -> EvaluatedModel:
    """A run's model with its sampler, and with the density of its latents fitted to codes."""
    name = row_name(run) if request.fit is None else f"{row_name(run)} {request.sampler}"
    cost = request.nll_samples, request.nll_images
    evaluated = EvaluatedModel(name, assembly.load(run), run.recipe, request.sampler, None, *cost)
    if request.fit is None:
        return evaluated
    training = drawn(protocol.sets.training, TRAINING_CODES, request.seed)
    return evaluated._replace(draw=request.fit(evaluated.codes(training)))


def row_name(run: Run) -> str:
    """The name of a run with what its recipe changes, as "gan/20260101-120000 latent=32".

    One that is not finished has the epochs that it has reached, as "27 of 40 epochs".
    """
    if run.finished:
        return " ".join([run.name, *label(run.recipe, HOW_LONG).split()[1:]])
    changed = label(run.recipe, (*HOW_LONG, "schedule.epochs")).split()[1:]
    return " ".join([run.name, *changed, *([] if run.best else [reached(run)])])


def check_data(run: Run, splits: Splits) -> None:
    """UserError where a run was trained on other data than these."""
    if run.environment.get("data_digest") != splits.digest:
        raise UserError(f"the data of {run.name} have changed since it began: train a new run")


def _by_dataset(
    runs: Sequence[Run], load: Callable[[Run], Splits]
) -> list[tuple[Splits, list[Run]]]:
    """The runs by the data that they were trained on, which must be as they were."""
    groups: dict[str, tuple[Splits, list[Run]]] = {}
    for run in runs:
        splits = load(run)
        check_data(run, splits)
        groups.setdefault(splits.digest, (splits, []))[1].append(run)
    return list(groups.values())


def _row(protocol: Protocol, name: str, scores: Scores, *, baseline: bool = False) -> Row:
    data = protocol.splits.name, protocol.splits.digest
    return Row(name, scores, *data, baseline, protocol=protocol.statement)


def _has(recipe: Recipe, needs: Sequence[str]) -> bool:
    """Whether the models of a recipe have what a metric needs of a model."""
    kind = components.model_class(recipe.model.name)
    return all(ABILITIES[need][0](kind) for need in needs if need in ABILITIES)
