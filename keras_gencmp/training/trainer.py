"""Training: a recipe becomes a run, and a run that stopped goes on bit for bit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from keras_gencmp import assembly, data, runs
from keras_gencmp.data import Split, Splits
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.validation import Validator, make_validator
from keras_gencmp.inspection.run_figures import draw_all
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs import history
from keras_gencmp.runs.run import Run
from keras_gencmp.training import runtime
from keras_gencmp.training.callbacks.alarms import Alarms
from keras_gencmp.training.callbacks.checkpoint import Checkpointer
from keras_gencmp.training.callbacks.evaluation import Quality
from keras_gencmp.training.callbacks.history import Recorder
from keras_gencmp.training.callbacks.nan_guard import Guard
from keras_gencmp.training.callbacks.progress import Progress
from keras_gencmp.training.callbacks.sample_grid import SampleGrid
from keras_gencmp.training.summary import outcome

EVALUATION_BATCH = 500


def train(
    plan: Recipe,
    root: Path = runs.ROOT,
    directory: Path | None = None,
    data_dir: str | None = None,
    devices: Sequence[str] = (),
) -> Run:
    """Train a recipe from its first step to its last; the run it leaves behind."""
    splits = load_data(plan, data_dir)
    plan = recipe.override(plan, {"data.dataset": splits.name, "data.classes": len(splits.classes)})
    with runtime.strategy(devices).scope():
        model = assembly.assemble(plan)
    steps_per_epoch(plan, model, splits)  # refuses a batch that the data cannot fill
    validator = make_validator(plan, splits)
    run = runs.start(plan, root, directory)
    facts = {"seed": plan.schedule.seed, "data": splits.name, "data_digest": splits.digest}
    facts |= {"classes": list(splits.classes), "data_dir": data_dir, "devices": list(devices)}
    facts |= {"evaluation": validator and validator.facts}
    runs.write_json(run.environment_file, {**facts, **runtime.describe()})
    return go_on(run, model, splits, validator)


def resume(run: Run, data_dir: str | None = None) -> Run:
    """Go on with a run from its checkpoint, to the end of its recipe."""
    facts = run.environment
    splits = load_data(run.recipe, data_dir or facts["data_dir"])
    if splits.digest != facts["data_digest"]:
        raise UserError(f"the data of {run.name} have changed since it began: train a new run")
    with runtime.strategy(facts["devices"]).scope():
        model = assembly.assemble(run.recipe)
        if run.checkpoint_file.exists():  # a run that was killed before its first step has none
            assembly.restore(model, run.checkpoint_file)
    validator = make_validator(run.recipe, splits)
    if validator and validator.facts != facts["evaluation"]:
        raise UserError(f"the judge of {run.name} has changed since it began: train a new run")
    return go_on(run, model, splits, validator)


def load_data(plan: Recipe, data_dir: str | None) -> Splits:
    """The three splits that a recipe names."""
    return data.load(
        plan.data.dataset,
        size=plan.data.image_size,
        channels=plan.data.channels,
        validation=None if plan.data.validation < 0 else plan.data.validation,
        data_dir=data_dir,
    )


def go_on(run: Run, model: GenerativeModel, splits: Splits, validator: Validator | None) -> Run:
    """Train from where the model's clock stands to the end, then draw and measure."""
    plan = run.recipe
    per_epoch = steps_per_epoch(plan, model, splits)
    model.prepare(splits.train)
    step = int(model.clock.numpy())
    recorder, guard = Recorder(run, model, per_epoch), Guard(run, model, per_epoch)
    quality = Quality(run, recorder, guard, validator.measure if validator else None)
    checkpointer = Checkpointer(run, model, recorder, guard)
    progress = Progress(run, plan.schedule.epochs, per_epoch, step)
    # In this order: nothing is drawn of NaN, and the checkpoint comes when all else is on disk.
    callbacks = [progress, recorder, guard, SampleGrid(run, model), quality]
    callbacks += [Alarms(run, recorder.epochs, quality.history), checkpointer]
    with checkpointer.watching():
        for first, last, steps in segments(step, per_epoch, plan.schedule.epochs):
            if not quality.saturated:
                fit(model, plan, splits, callbacks, first, last, steps)
    finish(run, model, splits)
    return run


def fit(model: GenerativeModel, plan: Recipe, splits: Splits, callbacks: Any, *span: int) -> None:
    """Train the epochs from ``first`` to ``last``, of ``steps`` steps each."""
    first, last, steps = span
    size = plan.schedule.batch_size * model.batches_per_step
    whole = plan.schedule.epochs * steps_per_epoch(plan, model, splits)
    batches = data.pipeline(
        splits.train,
        batch_size=size,
        seed=plan.schedule.seed,
        epochs=-(-whole // data.steps_per_epoch(splits.train, size)),
        first_step=int(model.clock.numpy()),
        binarize=plan.data.binarize,
    )
    model.fit(
        batches,
        initial_epoch=first,
        epochs=last,
        steps_per_epoch=steps,
        validation_data=held_out(model, plan, splits.validation),
        callbacks=callbacks,
        shuffle=False,
        verbose=0,
    )


def segments(step: int, per_epoch: int, epochs: int) -> list[tuple[int, int, int]]:
    """(first epoch, last epoch, steps per epoch): the rest of a begun epoch, then whole ones."""
    epoch, done = divmod(step, per_epoch)
    begun = [(epoch, epoch + 1, per_epoch - done)] if done else []
    whole = epoch + len(begun)
    return begun + ([(whole, epochs, per_epoch)] if whole < epochs else [])


def steps_per_epoch(plan: Recipe, model: GenerativeModel, splits: Splits) -> int:
    """Training steps in an epoch: by the schedule, or one pass through the training split."""
    size = plan.schedule.batch_size * model.batches_per_step
    one_pass = data.steps_per_epoch(splits.train, size)
    return plan.schedule.epoch_steps or one_pass


def held_out(model: GenerativeModel, plan: Recipe, split: Split) -> tf.data.Dataset | None:
    """Batches of a held-out split, for models that have a loss to hold out."""
    if type(model).test_step is keras.Model.test_step or not len(split.images):
        return None
    return data.evaluation_pipeline(
        split, batch_size=EVALUATION_BATCH, binarize=plan.data.binarize, seed=plan.schedule.seed
    )


def finish(run: Run, model: GenerativeModel, splits: Splits) -> None:
    """The last pictures, the losses on the test split, and metrics.json, which ends the run."""
    for _ in draw_all(run, model, splits):
        pass
    test = held_out(model, run.recipe, splits.test)
    table = {
        "epochs": run.recipe.schedule.epochs,
        "steps": int(model.clock.numpy()),
        "seconds": round(sum(row["seconds"] for row in history.read(run.timing_file)), 1),
        "last_epoch": history.read(run.history_file)[-1],
        "test": model.evaluate(test, return_dict=True, verbose=0) if test else {},
    }
    runs.write_json(run.metrics_file, table | outcome(run))
