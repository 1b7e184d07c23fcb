"""The plan of a comparison: what was declared and what was measured, in one file of its folder."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs import history, own_code
from keras_gencmp.runs.files import write_json
from keras_gencmp.runs.run import Run
from keras_gencmp.study import files
from keras_gencmp.study.compare import declaration as declarations
from keras_gencmp.study.compare.declaration import Declaration
from keras_gencmp.study.compare.variants import Model
from keras_gencmp.study.costs import budget as budgets
from keras_gencmp.study.costs.pace import Pace, from_json, to_json

VERSION = 1
# Seconds of a training besides its steps: building, tracing, evaluations and scores.
BESIDES = 8.0
LONGEST = 200  # characters of a folder's name: systems have a limit of 255, or a lower one


def share_trained(run: Run, epochs: int) -> float:
    """How much of a training is done, from 0 to 1, by the epochs in its history."""
    if run.finished:
        return 1.0
    try:
        rows = history.read(run.history_file)
    except UserError:  # it has not begun
        return 0.0
    return min(1.0, len(rows) / epochs)


@dataclass(frozen=True)
class Training:
    """One training of a plan: a model with one seed, on the budget's schedule, in its folder."""

    index: int
    label: str
    seed: int
    plan: Recipe
    run: Run
    steps: int
    seconds: float  # expected

    @property
    def name(self) -> str:
        """The training in messages."""
        return f"{self.label} seed {self.seed}"

    @property
    def failure_file(self) -> Path:
        """Why a training ended without a model: it diverged."""
        return self.run.directory / "diverged.json"

    @property
    def cost_file(self) -> Path:
        """What the training has cost."""
        return self.run.directory / "cost.json"

    @property
    def diverged(self) -> bool:
        """Whether it ended because its losses or weights were no longer finite."""
        return self.failure_file.exists()

    @property
    def done(self) -> bool:
        """Whether nothing of it is left to do."""
        return self.diverged or (self.run.finished and self.cost_file.exists())

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1, by the stages in its history."""
        return 1.0 if self.done else share_trained(self.run, self.plan.schedule.epochs)


@dataclass(frozen=True)
class Plan:
    """A declaration with the pace of each trained model, in a folder.

    ``runs`` is the folder of the trainings; comparisons that share it share trainings that are the
    same.
    """

    folder: Path
    declaration: Declaration
    paces: Mapping[str, Pace]
    threads: int
    runs: Path

    @property
    def trainings(self) -> list[Training]:
        """Every training, all models with the first seed before those with the next."""
        pairs = [
            (model, seed)
            for seed in range(self.declaration.seeds)
            for model in self.declaration.trained
        ]
        return [self._training(index, *pair) for index, pair in enumerate(pairs)]

    def steps_of(self, label: str) -> int:
        """The training steps of a model."""
        return budgets.steps(self.declaration.budget, self.paces[label].cost, label)

    def _training(self, index: int, model: Model, seed: int) -> Training:
        count, cost = self.steps_of(model.label), self.paces[model.label].cost
        changes = budgets.schedule(count, model.plan, cost.per_epoch) | {"schedule.seed": seed}
        if not self.declaration.on_the_way:
            changes |= {"schedule.evaluate_every": 0}
        run = Run(self.runs / folder_name(model.label) / f"seed-{seed}", trust=True)
        plan = recipe.override(model.plan, changes)
        seconds = count * cost.seconds + BESIDES
        return Training(index, model.label, seed, plan, run, count, seconds)


def path_of(folder: Path) -> Path:
    """The file of a plan."""
    return folder / "plan.json"


def write(plan: Plan) -> None:
    """Write a plan into its folder."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    table = {
        "version": VERSION,
        "declared": plan.declaration.to_json(),
        "paces": {name: to_json(pace) for name, pace in plan.paces.items()},
        "threads": plan.threads,
        "runs": os.path.relpath(plan.runs, plan.folder),
    }
    write_json(path_of(plan.folder), table)


def existing(folder: Path, declaration: Declaration, runs: Path) -> Plan | None:
    """The plan that a folder holds, with the folder of its runs.

    UserError where it is another one than declared, names other ``runs``, or was begun with other
    code of one's own.
    """
    if not path_of(folder).exists():
        return None
    table = files.read_plan(path_of(folder), VERSION)
    other = declarations.different(table["declared"], declaration.to_json())
    if other:
        raise UserError(
            f"{folder} holds another comparison, with other {', '.join(other)}: "
            "name a new folder with -o, or repeat the command that began it"
        )
    own_code.check_declared(table["declared"].get("code"), folder)
    found = replace(read(folder), declaration=declaration)
    if found.runs.resolve() != runs.resolve():
        raise UserError(f"{path_of(folder)} names other runs than {runs}: {files.NEW_FOLDER}")
    return found


def read(folder: Path) -> Plan:
    """The plan in a folder."""
    table = files.read_plan(path_of(folder), VERSION)
    declaration = declarations.from_json(table["declared"])
    paces = {name: from_json(pace) for name, pace in table["paces"].items()}
    return Plan(folder, declaration, paces, table["threads"], folder / table["runs"])


def folder_name(label: str) -> str:
    """A label as the name of a folder; a long one is cut, and ends in a digest of all of it."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", label).strip("-.")
    if len(name) <= LONGEST:
        return name
    digest = hashlib.sha256(label.encode()).hexdigest()[:8]
    return f"{name[: LONGEST - 9]}-{digest}"


def check_new(folder: Path) -> None:
    """UserError where a folder without a plan holds something else."""
    if folder.exists() and any(path.name != ".lock" for path in folder.iterdir()):
        raise UserError(f"{folder} holds files of something else: name a new folder with -o")
