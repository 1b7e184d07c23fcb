"""A session: several runs, evaluated on their data one after the other, in one list of rows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple, ParamSpec, TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

from keras_gencmp import assembly
from keras_gencmp.data import Splits
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.evaluate import Row, evaluate, rows_of_yardsticks
from keras_gencmp.evaluation.gallery import gallery
from keras_gencmp.evaluation.kept import keep, kept, origin
from keras_gencmp.evaluation.parts import drawn
from keras_gencmp.evaluation.scene import Scene, scene
from keras_gencmp.evaluation.seeds import summaries
from keras_gencmp.evaluation.subject import PRIOR, Subject
from keras_gencmp.evaluation.yardsticks import FLOOR
from keras_gencmp.figures.saving import save
from keras_gencmp.runs import Run

CODES = 10_000  # training codes that a mixture is fitted to

Given = ParamSpec("Given")
Made = TypeVar("Made")
# From training codes (n, latent) to a function (count, seed) -> latents (count, latent).
Fit = Callable[[np.ndarray], Callable[[int, int], np.ndarray]]


class Options(NamedTuple):
    """What is asked of every run: metrics, n, seed, cost of NLL_K, and how latents are drawn.

    ``fit`` is the density fitted to training codes, which stands in the place of the prior.
    """

    wanted: tuple[str, ...]
    n: int = 10_000
    seed: int = 0
    nll_samples: int = 0
    nll_images: int = 0
    sampler: str = PRIOR
    fit: Fit | None = None


def on_one_thread(work: Callable[Given, Made]) -> Callable[Given, Made]:
    """The same function, with one thread for NumPy's matrix products.

    The matrices of the scores are small: a second thread would mostly wait for the first, which on
    a busy machine takes many times as long, and the last bits would depend on the cores.
    """
    return threadpool_limits.wrap(limits=1, user_api="blas")(work)


@on_one_thread
def rows_of_runs(runs: Sequence[Run], options: Options, load: Callable[[Run], Splits]) -> list[Row]:
    """Yardsticks and runs, by dataset, then recipes with several seeds; each run keeps its row.

    ``load`` gives the data that a run was trained on; UserError where they have changed since.
    """
    scenes: dict[str, Scene] = {}
    members: dict[str, list[Run]] = {}
    for run in runs:
        splits = checked(run, load(run))
        if splits.digest not in scenes:
            scenes[splits.digest] = opened(splits, options)
        members.setdefault(splits.digest, []).append(run)
    return [row for key, place in scenes.items() for row in _of_scene(place, members[key], options)]


def opened(splits: Splits, options: Options) -> Scene:
    """The scene of a dataset, with a line on stderr where it has fewer images than were asked."""
    place = scene(splits, options.n, options.seed)
    if place.n < options.n:
        print(f"{splits.name} has {place.n} images to compare: n is {place.n}", file=sys.stderr)
    return place


@on_one_thread
def rows_of_data(place: Scene, options: Options) -> list[Row]:
    """The rows that need no model: real images and the trivial generators."""
    return [row for row in rows_of_yardsticks(place, options.wanted) if row.scores]


def row_of_run(place: Scene, run: Run, options: Options, floor: Row | None) -> Row:
    """A run's row, kept in it with a gallery of its images beside the nearest training images.

    What it keeps from an earlier table of the same scene is not measured again.
    """
    subject = opened_subject(place, run, options)
    # A mixture is fitted by a function that the caller brought: nothing tells two of them apart.
    prior = options.fit is None
    source = origin(run, place, options.nll_samples, options.nll_images) if prior else ""
    known = kept(run, options.sampler, source) if prior else {}
    row = evaluate(place, subject, options.wanted, floor.scores if floor else {}, known)
    keep(run, row, place, options.sampler, source)
    copies = row.scores.get("auth_pct")
    if copies and copies.value is not None and copies.name not in known:
        save(gallery(place, subject), run.figures / "nearest.png")
    return row


def opened_subject(place: Scene, run: Run, options: Options) -> Subject:
    """A run's model, as it is asked for."""
    prior = options.fit is None
    name = run.name if prior else f"{run.name} {options.sampler}"
    model, cost = assembly.load(run), (options.nll_samples, options.nll_images)
    subject = Subject(name, model, run.recipe, options.sampler, None, *cost)
    if prior:
        return subject
    train = drawn(place.parts.fitting, CODES, options.seed)
    return subject._replace(draw=options.fit(subject.codes(train)))


def checked(run: Run, splits: Splits) -> Splits:
    """The splits, if they are those that the run was trained on."""
    if run.environment.get("data_digest") != splits.digest:
        raise UserError(f"the data of {run.name} have changed since it began: train a new run")
    return splits


def _of_scene(place: Scene, runs: Sequence[Run], options: Options) -> list[Row]:
    plans = [run.recipe for run in runs]
    some = any(assembly.find("models", plan.model.name).conditional for plan in plans)
    wanted = tuple(name for name in options.wanted if some or name != "cas")
    found = rows_of_data(place, options._replace(wanted=wanted))
    floor = next((row for row in found if row.name == FLOOR), None)
    rows = [row_of_run(place, run, options, floor) for run in runs]
    return [*found, *rows, *summaries(rows, plans)]
