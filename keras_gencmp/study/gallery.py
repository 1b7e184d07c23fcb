"""The trainings of a gallery: every recipe as it stands, at its own length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import keras

from keras_gencmp.data import Splits
from keras_gencmp.errors import Diverged, UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.recipes.schema import Data
from keras_gencmp.reports import duration
from keras_gencmp.reports.gallery_page import FOLDER
from keras_gencmp.runs import locks
from keras_gencmp.runs.files import write_json
from keras_gencmp.runs.run import Run
from keras_gencmp.runs.tables import read_table
from keras_gencmp.study.compare.plan import share_trained
from keras_gencmp.study.files import ANEW, GalleryTable, read_message
from keras_gencmp.study.own_runs import check_own
from keras_gencmp.study.workers.display import Display, forecast
from keras_gencmp.study.workers.processes import Job, Workers
from keras_gencmp.terminal import console
from keras_gencmp.training import runtime, trainer
from keras_gencmp.training.data import is_of, load_data, load_each

PLAN = "gallery.json"
AUTO = Data().dataset
MOVE = "move it away, or choose another --root"


@dataclass(frozen=True)
class Training:
    """The training of one recipe, in its folder."""

    index: int
    plan: Recipe
    run: Run
    seconds: float  # expected
    seed: int = 0

    @property
    def name(self) -> str:
        """The training in messages."""
        return self.plan.name

    @property
    def failure_file(self) -> Path:
        """Why a training ended without a model: it diverged."""
        return self.run.directory / "diverged.json"

    @property
    def done(self) -> bool:
        """Whether nothing of it is left to do."""
        return self.run.finished or self.failure_file.exists()

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""
        return 1.0 if self.done else share_trained(self.run, self.plan.schedule.epochs)


def train_all(
    names: Sequence[str],
    dataset: str,
    data_dir: str | None,
    root: Path,
    jobs: int,
    tell: Callable[[str], None],
) -> list[Run]:
    """Train recipes to their end, or what an earlier call has left of them; the finished runs.

    ``dataset`` takes the place of a recipe's "auto". ``tell`` is called with what is left to do and
    how long it will take. UserError where another training stands in the place of one.
    """
    with locks.working(root) as lock:
        splits = shared_data(names, dataset, data_dir)
        for line in splits.summary.lines():
            tell(line)
        write_json(root / PLAN, {"names": names, "dataset": splits.name, "data_dir": data_dir})
        trainings = planned(root, len(splits.train.labels))
        check_data(trainings, data_dir)
        tell(forecast(trainings, jobs))
        job = Job("gallery", root, max(1, runtime.cores() // jobs), trainings)
        Workers(job, jobs, Display(trainings, jobs).watch, lock).run()
        console.clear()
    for each in trainings:
        if each.failure_file.exists():
            tell(f"{each.name} has no entry: {read_message(each.failure_file)}")
    return [each.run for each in trainings if each.run.finished]


def planned(root: Path, images: int | None = None) -> list[Training]:
    """The trainings that the plan in a folder names; UserError where others are in their place.

    With the number of training ``images`` they know the seconds that they are expected to take.
    """
    table = _read(root)
    plans = [with_dataset(recipe.load(name), table["dataset"]) for name in table["names"]]
    found = []
    for index, plan in enumerate(plans):
        run = Run(root / plan.name / FOLDER)
        check_same(run, plan)
        seconds = duration.seconds(plan.name, duration.steps(plan, images)) if images else 0.0
        found.append(Training(index, plan, run, seconds))
    return found


def shared_data(names: Sequence[str], dataset: str, data_dir: str | None) -> Splits:
    """The data of the recipes that name none of their own."""
    plans = [recipe.load(name) for name in names]
    first = next((plan for plan in plans if plan.data.dataset == AUTO), plans[0])
    return load_data(with_dataset(first, dataset), data_dir)


def with_dataset(plan: Recipe, dataset: str) -> Recipe:
    """A recipe with a dataset, unless it names one of its own."""
    if plan.data.dataset != AUTO:
        return plan
    return recipe.override(plan, {"data.dataset": dataset})


def check_same(run: Run, plan: Recipe) -> None:
    """UserError where a folder holds the training of another recipe or dataset."""
    if not run.begun:
        return
    check_own(run, plan, other(plan))
    if run.recipe.data.dataset != plan.data.dataset:
        raise UserError(f"{run.directory} {other(plan)}")


def check_data(trainings: Sequence[Training], data_dir: str | None) -> None:
    """UserError where the data of a training are no longer those that it began with."""
    before = [each for each in trainings if each.run.begun]
    of_each = load_each([each.plan for each in before], data_dir)
    for training, splits in zip(before, of_each, strict=True):
        if not is_of(training.run, splits):
            raise UserError(f"{training.run.directory} {other(training.plan)}")


def other(plan: Recipe) -> str:
    """What is said of a folder with another training than that of a recipe."""
    return f"is a run of another {plan.name} or of other data: {MOVE}"


def open_plan(folder: Path) -> Callable[[int], None]:
    """What carries out a training of the plan in a folder, by its number."""
    trainings, data_dir = planned(folder), _read(folder)["data_dir"]
    return lambda index: carry_out(trainings[index], data_dir)


def carry_out(training: Training, data_dir: str | None) -> None:
    """Train or resume; a training that diverges leaves a note in place of a model."""
    run = training.run
    if training.done:
        return
    try:
        if run.begun:
            trainer.resume(run, data_dir)
        else:
            trainer.train(training.plan, directory=run.directory, data_dir=data_dir)
    except Diverged as error:
        write_json(training.failure_file, {"message": str(error)})
    keras.utils.clear_session()


def _read(root: Path) -> GalleryTable:
    """What a gallery trains."""
    return read_table(GalleryTable, root / PLAN, ANEW)
