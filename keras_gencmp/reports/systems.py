"""The systems of a report: their recipes for this page, and their runs, new or existing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from keras_gencmp import assembly, runs
from keras_gencmp.data import Splits
from keras_gencmp.inspection.run_figures import TrainedRun
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.reports import duration
from keras_gencmp.runs.run import Run
from keras_gencmp.training import trainer
from keras_gencmp.training.data import completed, is_of, load_each


class Choices(NamedTuple):
    """What a user chooses for all systems of a page; None keeps what each recipe says."""

    quick: bool = False
    dataset: str | None = None
    seed: int | None = None
    epochs: int | None = None
    data_dir: str | None = None


class Planned(NamedTuple):
    """A system before its training: recipe and data, and why it is left out where it is."""

    plan: Recipe
    splits: Splits
    left_out: str = ""


class System(NamedTuple):
    """A system of a page: its recipe, model and data, and its run, or why it is left out."""

    plan: Recipe
    model: GenerativeModel
    splits: Splits
    run: Run | None
    left_out: str = ""

    @property
    def trained(self) -> TrainedRun:
        """The run with its model and data; ValueError for a system that is left out."""
        if self.run is None:
            raise ValueError(f"{self.plan.name} was not trained for this page")
        return TrainedRun(self.run, self.model, self.splits)


def planned(
    names: Sequence[str], choices: Choices, left_out: Mapping[str, str] | None = None
) -> list[Planned]:
    """The systems of these recipes; data that several of them share are loaded once.

    ``left_out`` holds the recipes that a first look does not train, each with the reason.
    """
    reasons = (left_out or {}) if choices.quick else {}
    plans = [plan_of(name, choices, choices.quick and name not in reasons) for name in names]
    return [
        Planned(completed(plan, splits), splits, reasons.get(name, ""))
        for name, plan, splits in zip(names, plans, load_each(plans, choices.data_dir), strict=True)
    ]


def plan_of(name: str, choices: Choices, short: bool = False) -> Recipe:
    """The recipe that is trained for a page; a short one is that of a first look."""
    plan = recipe.load(name)
    plan = recipe.first_look(plan) if short else plan
    given = {
        "data.dataset": choices.dataset,
        "schedule.seed": choices.seed,
        "schedule.epochs": choices.epochs,
    }
    return recipe.override(plan, {key: value for key, value in given.items() if value is not None})


def existing(before: Planned, root: Path) -> Run | None:
    """The newest run of exactly this recipe and these data below a folder, finished or not."""
    same = [run for run in runs.every(root) if _is_run_of(run, before)]
    return same[-1] if same else None


def _is_run_of(run: Run, before: Planned) -> bool:
    plan = before.plan
    same = run.directory.parent.name == plan.name and run.recipe.to_dict() == plan.to_dict()
    return same and is_of(run, before.splits)


def durations(systems: Sequence[Planned], root: Path) -> list[tuple[str, float]]:
    """What will be trained, each with its steps as a line of text and its expected seconds."""
    lines = []
    for each in systems:
        plan, splits, left_out = each
        before = existing(each, root)
        if left_out or (before and before.finished):
            continue
        count = duration.steps(plan, len(splits.train.images))
        lines.append((f"{plan.name}: {count:,} steps", duration.seconds(plan.name, count)))
    return lines


def system(before: Planned, root: Path, data_dir: str | None) -> System:
    """The system with its existing run, resumed if need be, or a new one; or as it is left out."""
    plan, splits, left_out = before
    if left_out:
        return System(plan, assembly.assemble(plan), splits, None, left_out)
    run = existing(before, root)
    if run is None:
        run = trainer.train(plan, root, data_dir=data_dir)
    elif not run.finished:
        run = trainer.resume(run, data_dir)
    return System(plan, assembly.load(run), splits, run)
