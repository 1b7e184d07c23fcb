"""Successive halving: many models with little budget, the better half with more, and so on.

Jamieson and Talwalkar 2016, arXiv:1502.07943, as comparisons of the same engine: every rung is one,
in a folder of its own, so that an interrupted choice goes on where it stopped.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from keras_gencmp.errors import UserError
from keras_gencmp.runs import locks
from keras_gencmp.study.choose import order
from keras_gencmp.study.compare import ranking as rankings
from keras_gencmp.study.compare.comparison import Finished, Pool, carried_out
from keras_gencmp.study.compare.declaration import declared
from keras_gencmp.study.compare.variants import Model, models
from keras_gencmp.study.costs.budget import Budget
from keras_gencmp.study.costs.pace import Pace
from keras_gencmp.training import runtime

LAST_SEEDS = 2  # of each of the two models of the last rung: with one nothing is said of chance
OVERHEAD = 30.0  # processor seconds of a training besides its steps
EFFICIENCY = 0.8  # of the processor seconds that the minutes have
LEAST = 5.0  # processor seconds of a training


class Rung(NamedTuple):
    """One comparison of the schedule: how many models, seeds of each, processor seconds of each."""

    models: int
    seeds: int
    seconds: float


class Choices(NamedTuple):
    """What a user says: data, minutes, parallel trainings, and how models are scored."""

    dataset: str
    data_dir: str | None
    minutes: float
    jobs: int
    metrics: tuple[str, ...]
    n: int


def shape_of(count: int) -> list[tuple[int, int]]:
    """(models, seeds) of each rung for so many models: halves, and two models with two seeds."""
    sizes = []
    while count > 2:
        sizes.append(count)
        count = math.ceil(count / 2)
    return [*((size, 1) for size in sizes), (count, LAST_SEEDS)]


def least_minutes(count: int, cores: int) -> float:
    """The minutes in which each training of so many models gets its least processor seconds."""
    needed = OVERHEAD * _trainings(count) + LEAST * _parts(count)
    return needed / (60.0 * cores * EFFICIENCY)


def _trainings(count: int) -> int:
    return sum(size * seeds for size, seeds in shape_of(count))


def _parts(count: int) -> int:
    """The seconds of all trainings in units of those of the first rung: every rung doubles them."""
    return sum(size * seeds * 2**rung for rung, (size, seeds) in enumerate(shape_of(count)))


def affordable(names: Sequence[str], minutes: float, cores: int) -> list[str]:
    """The first models, as many as the minutes allow; UserError where they do not allow two."""
    count = len(names)
    while count > 2 and least_minutes(count, cores) > minutes:
        count -= 1
    rungs(count, minutes, cores)
    return list(names[:count])


def rungs(count: int, minutes: float, cores: int) -> list[Rung]:
    """The schedule for so many models: a training of a rung is twice as long as one of the last.

    The last rung has the two best models, with two seeds. UserError where the minutes are too few.
    """
    least = least_minutes(count, cores)
    if minutes < least:
        raise UserError(
            f"--minutes {minutes:g} is too little to try {count} models: "
            f"give --minutes {math.ceil(least)} or more"
        )
    seconds = 60.0 * minutes * cores * EFFICIENCY - OVERHEAD * _trainings(count)
    part = seconds / _parts(count)
    return [Rung(size, seeds, part * 2**rung) for rung, (size, seeds) in enumerate(shape_of(count))]


def named(texts: Sequence[str]) -> dict[str, Model]:
    """Models by a short name: the recipe's, and the changes too where a recipe is there twice."""
    found = models(texts)
    names = [model.plan.name for model in found]
    labels = [
        model.plan.name if names.count(model.plan.name) == 1 else model.label for model in found
    ]
    return {label: model._replace(label=label) for label, model in zip(labels, found, strict=True)}


def halve(
    names: Sequence[str], folder: Path, choices: Choices, tell: Callable[[str], None]
) -> list[Finished]:
    """Carry out the schedule; the comparisons of its rungs, the last one with the answer."""
    schedule = rungs(len(names), choices.minutes, runtime.cores())
    known = named(names)
    paces: dict[str, Pace] = {}
    finished: list[Finished] = []
    left = list(known)
    with locks.working(folder) as lock:
        for number, rung in enumerate(schedule, 1):
            left, out = left[: rung.models], left[rung.models :]
            if out:
                tell(f"left out {order.basis(finished[-1])}: {', '.join(out)}")
            tell(f"rung {number} of {len(schedule)}: {', '.join(left)}")
            declaration = declared(
                [known[label] for label in left],
                choices.dataset,
                choices.data_dir,
                rung.seeds,
                Budget("seconds", round(rung.seconds, 1)),
                choices.metrics,
                choices.n,
            )
            where = folder / f"rung-{number}"
            pool = Pool(where / "runs", paces)
            plan, results = carried_out(declaration, where, choices.jobs, tell, lock, pool)
            ranking = rankings.rank(results, rankings.usual(results))
            finished.append(Finished(plan, results, ranking))
            left = [entry.label for entry in order.best_first(finished[-1])]
    return finished
