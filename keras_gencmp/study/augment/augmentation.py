"""An augmentation study: whether generated images help a classifier, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from keras_gencmp.data import Splits
from keras_gencmp.data.summary import OFFERED
from keras_gencmp.judge import lookup
from keras_gencmp.metrics.estimate import Estimate, over_seeds
from keras_gencmp.runs import locks, own_code
from keras_gencmp.runs.files import write_json
from keras_gencmp.runs.tables import read_table
from keras_gencmp.study.augment import plan as augment_plan
from keras_gencmp.study.augment.checks import settled
from keras_gencmp.study.augment.classifier import from_text
from keras_gencmp.study.augment.files import UnitTable
from keras_gencmp.study.augment.gains import Gain, Tested, gains_of
from keras_gencmp.study.augment.plan import Declaration, Plan
from keras_gencmp.study.augment.support import (
    Support,
    called,
    form,
    support_of,
    used_whole,
    warning,
)
from keras_gencmp.study.augment.unit import data_of
from keras_gencmp.study.compare.plan import check_new
from keras_gencmp.study.costs.pace import pace
from keras_gencmp.study.files import ANEW
from keras_gencmp.study.statistics import Difference, holm
from keras_gencmp.study.workers.display import Display, forecast
from keras_gencmp.study.workers.processes import Job, Workers
from keras_gencmp.terminal import console
from keras_gencmp.training import runtime

CLASSIFIER_STEP = 0.03  # expected seconds of a classifier's step


class Outcome(NamedTuple):
    """The results of a study: means by (labels, arm), gains, membership by (labels, generator).

    The measure is the accuracy over balanced classes (the mean recall), or with a rare class the
    recall of that class, on the images of ``support``. ``alarms`` holds by (labels, generator) the
    messages of each seed; ``membership`` is missing where every training image is used. ``same``
    are the classes of which every seed has the same training images. Without ``over_images`` the
    gains hold the test images fixed, as an earlier version has kept recalls alone.
    """

    measure: str
    means: dict[tuple[int, str], Estimate]
    balanced: dict[tuple[int, str], Estimate]
    gains: list[Gain]
    membership: dict[tuple[int, str], Estimate]
    support: Support
    alarms: dict[tuple[int, str], list[list[str]]]
    same: str = ""
    over_images: bool = True


def augment(
    declaration: Declaration, folder: Path, jobs: int, tell: Callable[[str], None]
) -> tuple[Plan, Outcome]:
    """Carry out a declaration in a folder, from where an earlier call stopped."""
    splits = data_of(declaration)
    declaration = settled(declaration, splits)
    for line in read(splits):
        tell(line)
    if few := warning(support_of(splits, declaration.rare)):
        tell(few)
    with locks.working(folder) as lock:
        lookup.for_data(splits)
        own_code.check_all(folder)
        plan = augment_plan.existing(folder, declaration, splits.digest)
        plan = plan or make_plan(declaration, folder, jobs, splits)
        tell(forecast(plan.units, jobs, "units"))
        job = Job("augmentation", folder, plan.threads, plan.units)
        Workers(job, jobs, Display(job.tasks, jobs, "units").watch, lock).run()
        console.clear()
        outcome = outcome_of(plan, splits)
        write_json(folder / "results.json", as_table(plan, outcome))
    return plan, outcome


def read(splits: Splits) -> Sequence[str]:
    """What is said of the data: what their reader says, or their number and form."""
    known = splits.summary.lines("--image-size {}", OFFERED)
    return known or [f"{len(splits.train.labels):,} training images of {form(splits)}"]


def make_plan(declaration: Declaration, folder: Path, jobs: int, splits: Splits) -> Plan:
    """A new plan in a folder, with the expected seconds of a unit."""
    check_new(folder)
    seconds = 20.0
    for name, plan in declaration.recipes(len(splits.train.labels)).items():
        console.progress(f"measuring a training step of {name} ...")
        seconds += declaration.generator_steps * pace(plan, splits).cost.seconds
    console.clear()
    threads = max(1, runtime.cores() // jobs)
    plan = Plan(folder, declaration, threads, seconds, splits.digest)
    classifiers = len(plan.arms) * declaration.classifier_steps * CLASSIFIER_STEP
    plan = replace(plan, seconds=seconds + classifiers)
    augment_plan.write(plan)
    return plan


def outcome_of(plan: Plan, splits: Splits) -> Outcome:
    """The means, gains and membership inference over the seeds of a finished study."""
    tables = [read_table(UnitTable, unit.file, ANEW) for unit in plan.units]
    rare = plan.declaration.rare
    chosen = [splits.classes.index(rare)] if rare else list(range(len(splits.classes)))
    every = list(range(len(splits.classes)))
    means, balanced, membership, alarms, gains = {}, {}, {}, {}, []
    over_images = all("right" in table for table in tables)
    for labels in plan.declaration.labels:
        own = [table for table in tables if table["labels"] == labels]
        values = {arm.name: _values(own, arm.name, chosen) for arm in plan.arms}
        means |= {(labels, name): over_seeds(each) for name, each in values.items()}
        balanced |= {
            (labels, arm.name): over_seeds(_values(own, arm.name, every)) for arm in plan.arms
        }
        gains += gains_of(labels, values, tested(own, splits, chosen) if over_images else None)
        for name in plan.declaration.recipes():
            alarms[labels, name] = [table.get("alarms", {}).get(name, []) for table in own]
            if areas := [t["membership"][name] for t in own if name in t["membership"]]:
                membership[labels, name] = _area(areas)
    corrected = holm([gain.difference for gain in gains])
    gains = [g._replace(difference=d) for g, d in zip(gains, corrected, strict=True)]
    measure = f"recall of {called(rare)}" if rare else "accuracy"
    on = support_of(splits, rare)
    same = used_whole(plan.declaration, splits)
    return Outcome(measure, means, balanced, gains, membership, on, alarms, same, over_images)


def tested(tables: Sequence[UnitTable], splits: Splits, chosen: Sequence[int]) -> Tested:
    """Which test images every seed has right, and those of each class of a measure."""
    labels = splits.test.labels
    right = {
        arm: np.stack([from_text(table["right"][arm], len(labels)) for table in tables])
        for arm in tables[0]["arms"]
    }
    rows = [np.flatnonzero(labels == label) for label in chosen]
    return Tested(right, [each for each in rows if len(each)])


def _values(tables: Sequence[dict[str, Any]], arm: str, classes: Sequence[int]) -> list[float]:
    """The mean recall of some classes, one number a seed; classes without test images are out."""
    recalls = [np.array(table["arms"][arm], float)[list(classes)] for table in tables]
    return [float(np.nanmean(each)) for each in recalls]


def _area(areas: Sequence[dict[str, Any]]) -> Estimate:
    """The mean area over seeds; of a single seed with its own interval."""
    if len(areas) == 1:
        return Estimate(areas[0]["value"], areas[0]["low"], areas[0]["high"])
    return over_seeds([area["value"] for area in areas])


def as_table(plan: Plan, outcome: Outcome) -> dict[str, Any]:
    """The results as JSON holds them."""
    return {
        "declared": plan.declaration.to_json(),
        "measure": outcome.measure,
        "support": outcome.support._asdict(),
        "same": outcome.same,
        "over_images": outcome.over_images,
        "means": [
            {"labels": labels, "arm": arm, **_ends(each)}
            for (labels, arm), each in outcome.means.items()
        ],
        "gains": [
            {
                **{"labels": g.labels, "arm": g.arm, "base": g.base, "seeds": g.seeds},
                **_ends(g.difference),
                "p": g.difference.adjusted,
                "freedom": g.difference.freedom if g.difference.has_interval else None,
            }
            for g in outcome.gains
            if g.difference
        ],
        "membership": [
            {"labels": labels, "generator": name, **_ends(each)}
            for (labels, name), each in outcome.membership.items()
        ],
        "alarms": [
            {"labels": labels, "generator": name, "seeds": each}
            for (labels, name), each in outcome.alarms.items()
        ],
    }


def _ends(each: Estimate | Difference) -> dict[str, float | None]:
    return {"value": each.value, "low": each.low, "high": each.high}
