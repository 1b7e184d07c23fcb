"""The images of a training: splits, the batches of its epochs, and the steps in an epoch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import keras
import tensorflow as tf

from keras_gencmp import data
from keras_gencmp.data import Split, Splits
from keras_gencmp.data.options import split as split_options
from keras_gencmp.data.splits import is_labelled
from keras_gencmp.errors import UserError
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes.recipe import Recipe, override
from keras_gencmp.recipes.schema import Data
from keras_gencmp.recipes.trust import refusal
from keras_gencmp.runs.run import Run
from keras_gencmp.terminal import console

EVALUATION_BATCH = 500


def load_data(plan: Recipe, data_dir: str | None) -> Splits:
    """The three splits that a recipe names."""
    return data.load(
        plan.data.dataset,
        size=plan.data.image_size,
        channels=plan.data.channels,
        validation=None if plan.data.validation < 0 else plan.data.validation,
        data_dir=data_dir,
    )


def load_each(plans: Iterable[Recipe], data_dir: str | None) -> Iterator[Splits]:
    """The splits of each recipe; what several of them share is loaded once."""
    loaded: dict[Data, Splits] = {}
    for plan in plans:
        images = replace(plan.data, binarize="none")  # pixels are drawn after loading
        if images not in loaded:
            loaded[images] = load_data(plan, data_dir)
        yield loaded[images]


def completed(plan: Recipe, splits: Splits) -> Recipe:
    """The recipe with what the data decide: where they are, how many classes and channels."""
    facts = {
        "data.dataset": splits.name,
        "data.classes": len(splits.classes),
        "data.channels": splits.train.images.shape[-1],
    }
    return override(plan, facts)


def data_of_run(run: Run, data_dir: str | None = None, dataset: str | None = None) -> Splits:
    """The splits that a run was trained on, from ``data_dir`` if the user names one.

    ``dataset`` is where the same data are now, if they have moved. Where the run itself names a
    path, a line on stderr says so; a folder that it names gets no dataset that is not there
    already. UserError where the data are not those that the run was trained on, and where the run
    names a reader outside the package and is not trusted.
    """
    if dataset is not None:
        return _same_data(run, load_data(_at(run.recipe, dataset), data_dir))
    dataset = run.recipe.data.dataset
    if data.is_outside(dataset) and not run.trust:
        raise refusal(run.name, dataset, "data.dataset")
    source = data.path_in(dataset)
    if data_dir is None and source is None:
        source = data_dir = recorded_directory(run)
    if source:
        console.note(f"reading the images of {run.name} from {source}")
    data.check_place(dataset, run.name)
    return _same_data(run, load_data(run.recipe, data_dir))


def _at(plan: Recipe, dataset: str) -> Recipe:
    """A recipe whose data are elsewhere now, read with the options that they were read with."""
    _, query = split_options(plan.data.dataset)
    bare, given = split_options(dataset)
    return override(plan, {"data.dataset": f"{bare}?{given or query}" if given or query else bare})


def is_of(run: Run, splits: Splits) -> bool:
    """Whether a run was trained on these splits; the digest tells, where one was recorded."""
    recorded = run.environment["data_digest"]
    return not recorded or splits.digest == recorded


def _same_data(run: Run, splits: Splits) -> Splits:
    """The splits if they are those of a run."""
    if not is_of(run, splits):
        raise UserError(
            f"the data of {run.name} have changed since it began: name the data that it was "
            "trained on by --dataset, or train a new run"
        )
    return splits


def recorded_directory(run: Run) -> str | None:
    """TFDS's directory that a run recorded, if it holds the run's dataset today."""
    directory = run.environment["data_dir"]
    name = re.split("[/:]", run.recipe.data.dataset)[0]
    return directory if directory and name and Path(directory, name).is_dir() else None


def check_steps(plan: Recipe, model: GenerativeModel, splits: Splits) -> None:
    """UserError for a batch that the data cannot fill, and for executions longer than an epoch."""
    steps, execution = steps_per_epoch(plan, model, splits), plan.schedule.steps_per_execution
    if execution > steps:
        raise UserError(
            f"schedule.steps_per_execution is {execution}, and an epoch has {steps} steps: "
            f"set it to {steps} or fewer"
        )


def steps_per_epoch(plan: Recipe, model: GenerativeModel, splits: Splits) -> int:
    """Training steps in an epoch: by the schedule, or one pass through the training split."""
    size, batches = plan.schedule.batch_size, model.batches_per_step
    one_pass = data.steps_per_epoch(splits.train, size, batches)
    return plan.schedule.epoch_steps or one_pass


def training_batches(model: GenerativeModel, plan: Recipe, splits: Splits) -> tf.data.Dataset:
    """Batches from the step at which the model's clock stands to the end of the schedule."""
    size = plan.schedule.batch_size * model.batches_per_step
    steps = plan.schedule.epochs * steps_per_epoch(plan, model, splits)
    return data.pipeline(
        splits.train,
        batch_size=size,
        seed=plan.schedule.seed,
        epochs=-(-steps // data.steps_per_epoch(splits.train, size)),
        first_step=int(model.clock.numpy()),
        binarize=plan.data.binarize,
    )


def held_out_batches(model: GenerativeModel, plan: Recipe, split: Split) -> tf.data.Dataset | None:
    """Batches of a held-out split, for models that have a loss to measure on them.

    None also where a conditional model would need labels that the images do not have.
    """
    if type(model).test_step is keras.Model.test_step or not len(split.images):
        return None
    if model.conditional and not is_labelled(split):
        return None
    return data.evaluation_pipeline(
        split, batch_size=EVALUATION_BATCH, binarize=plan.data.binarize, seed=plan.schedule.seed
    )
