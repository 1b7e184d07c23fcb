"""A session: several runs, evaluated on their data one after the other, in one list of rows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple, ParamSpec, TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

from keras_gencmp import assembly, components
from keras_gencmp.data import Splits
from keras_gencmp.data.reference import drawn
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.baselines import FLOOR
from keras_gencmp.evaluation.evaluate import Row, evaluate, rows_of_baselines
from keras_gencmp.evaluation.evaluated_model import PRIOR, EvaluatedModel
from keras_gencmp.evaluation.nearest_images import gallery
from keras_gencmp.evaluation.protocol import Protocol, make_protocol
from keras_gencmp.evaluation.results import keep, kept, origin
from keras_gencmp.evaluation.seeds import summaries
from keras_gencmp.figures.saving import save
from keras_gencmp.runs.run import Run

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
    """Baselines and runs, by dataset, then recipes with several seeds; each run keeps its row.

    ``load`` gives the data that a run was trained on; UserError where they have changed since.
    """
    protocols: dict[str, Protocol] = {}
    members: dict[str, list[Run]] = {}
    for run in runs:
        splits = checked(run, load(run))
        if splits.digest not in protocols:
            protocols[splits.digest] = opened(splits, options)
        members.setdefault(splits.digest, []).append(run)
    return [
        row
        for key, protocol in protocols.items()
        for row in _of_protocol(protocol, members[key], options)
    ]


def opened(splits: Splits, options: Options) -> Protocol:
    """The protocol of a dataset; a line on stderr says where n had to be lowered."""
    protocol = make_protocol(splits, options.n, options.seed)
    if protocol.n < options.n:
        print(
            f"{splits.name} has {protocol.n} images to compare: n is {protocol.n}", file=sys.stderr
        )
    return protocol


@on_one_thread
def rows_of_data(protocol: Protocol, options: Options) -> list[Row]:
    """The rows that need no model: real images and the trivial generators."""
    return [row for row in rows_of_baselines(protocol, options.wanted) if row.scores]


def row_of_run(protocol: Protocol, run: Run, options: Options, floor: Row | None) -> Row:
    """A run's row, kept in it with a gallery of its images beside the nearest training images.

    What it keeps from an earlier table of the same protocol is not measured again.
    """
    evaluated = opened_model(protocol, run, options)
    # A mixture is fitted by a function that the caller brought: nothing tells two of them apart.
    prior = options.fit is None
    source = origin(run, protocol, options.nll_samples, options.nll_images) if prior else ""
    known = kept(run, options.sampler, source) if prior else {}
    row = evaluate(protocol, evaluated, options.wanted, floor.scores if floor else {}, known)
    keep(run, row, protocol, options.sampler, source)
    copies = row.scores.get("auth_pct")
    if copies and copies.value is not None and copies.name not in known:
        save(gallery(protocol, evaluated), run.figures / "nearest.png")
    return row


def opened_model(protocol: Protocol, run: Run, options: Options) -> EvaluatedModel:
    """A run's model, as it is asked for."""
    prior = options.fit is None
    name = run.name if prior else f"{run.name} {options.sampler}"
    model, cost = assembly.load(run), (options.nll_samples, options.nll_images)
    evaluated = EvaluatedModel(name, model, run.recipe, options.sampler, None, *cost)
    if prior:
        return evaluated
    train = drawn(protocol.parts.fitting, CODES, options.seed)
    return evaluated._replace(draw=options.fit(evaluated.codes(train)))


def checked(run: Run, splits: Splits) -> Splits:
    """The splits, if they are those that the run was trained on."""
    if run.environment.get("data_digest") != splits.digest:
        raise UserError(f"the data of {run.name} have changed since it began: train a new run")
    return splits


def _of_protocol(protocol: Protocol, runs: Sequence[Run], options: Options) -> list[Row]:
    plans = [run.recipe for run in runs]
    some = any(components.model_class(plan.model.name).conditional for plan in plans)
    wanted = tuple(name for name in options.wanted if some or name != "cas")
    found = rows_of_data(protocol, options._replace(wanted=wanted))
    floor = next((row for row in found if row.name == FLOOR), None)
    rows = [row_of_run(protocol, run, options, floor) for run in runs]
    return [*found, *rows, *summaries(rows, plans)]
