"""The systems of a report: their recipes for this page, and their runs, new or existing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from keras_gencmp import assembly, runs
from keras_gencmp.data import Splits
from keras_gencmp.inspection.run_figures import TrainedRun
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.reports import duration, first_look
from keras_gencmp.runs.run import Run
from keras_gencmp.training import trainer
from keras_gencmp.training.data import data_of_run, facts_of, load_data


class Choices(NamedTuple):
    """What a user chooses for all systems of a page; None keeps what each recipe says."""

    quick: bool = False
    dataset: str | None = None
    seed: int | None = None
    epochs: int | None = None
    data_dir: str | None = None


class System(NamedTuple):
    """A system of a page: its recipe, model and data, and its run unless it is left out."""

    plan: Recipe
    model: GenerativeModel
    splits: Splits
    run: Run | None

    @property
    def trained(self) -> TrainedRun:
        """The run with its model and data; ValueError for a system that is left out."""
        if self.run is None:
            raise ValueError(f"{self.plan.name} was not trained for this page")
        return TrainedRun(self.run, self.model, self.splits)


def plan_of(name: str, choices: Choices) -> Recipe:
    """The recipe that is trained for a page, with the name of the data that it will use."""
    plan = recipe.load(name)
    given = {
        "data.dataset": choices.dataset,
        "schedule.seed": choices.seed,
        "schedule.epochs": choices.epochs,
    }
    plan = recipe.override(plan, {key: value for key, value in given.items() if value is not None})
    if choices.quick and not first_look.is_left_out(plan):
        plan = first_look.first_look(plan)
    splits = load_data(plan, choices.data_dir)
    return recipe.override(plan, facts_of(splits))


def existing(plan: Recipe, root: Path) -> Run | None:
    """The newest run of exactly this recipe below a folder, finished or not."""
    same = [
        run
        for run in runs.every(root)
        if run.directory.parent.name == plan.name and run.recipe.to_dict() == plan.to_dict()
    ]
    return same[-1] if same else None


def durations(plans: Sequence[Recipe], choices: Choices, root: Path) -> list[tuple[str, float]]:
    """What will be trained, each with its steps as a line of text and its expected seconds."""
    lines = []
    for plan in plans:
        before = existing(plan, root)
        if (choices.quick and first_look.is_left_out(plan)) or (before and before.finished):
            continue
        count = duration.steps(plan, len(load_data(plan, choices.data_dir).train.images))
        lines.append((f"{plan.name}: {count:,} steps", duration.seconds(plan.name, count)))
    return lines


def system(plan: Recipe, choices: Choices, root: Path) -> System:
    """The system of a recipe: its existing run, resumed if need be, or a new one."""
    if choices.quick and first_look.is_left_out(plan):
        return System(plan, assembly.assemble(plan), load_data(plan, choices.data_dir), None)
    run = existing(plan, root)
    if run is None:
        run = trainer.train(plan, root, data_dir=choices.data_dir)
    elif not run.finished:
        run = trainer.resume(run, choices.data_dir)
    return System(plan, assembly.load(run), data_of_run(run, choices.data_dir), run)


def names_of(report: Mapping[str, Any]) -> list[str]:
    """The recipes that a report's figures and numbers need, in the order of their mention."""
    drawn = [text.split() for figure in report["figure"] for text in figure["draw"]]
    in_figures = [name for kind, name in drawn if kind != "theory"]
    kinds = ("setting", "losses", "layers")
    tables = [row["recipe"] for kind in kinds for row in report.get(kind, ())]
    return list(dict.fromkeys([*in_figures, *tables]))
