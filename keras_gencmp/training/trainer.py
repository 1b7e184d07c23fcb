"""Training: a recipe becomes a run, and a run that was stopped continues bit for bit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from keras_gencmp import assembly, runs
from keras_gencmp.data import Splits
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.validation import Validator, make_validator
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs.files import remove_unfinished
from keras_gencmp.runs.run import Run
from keras_gencmp.training import runtime
from keras_gencmp.training.data import data_of_run, load_data, steps_per_epoch
from keras_gencmp.training.finish import finish
from keras_gencmp.training.fit import fit


def train(
    plan: Recipe,
    root: Path = runs.ROOT,
    directory: Path | None = None,
    data_dir: str | None = None,
    devices: Sequence[str] = (),
    draw: bool = True,
) -> Run:
    """Train a recipe from its first step to its last; the run it leaves behind.

    Without ``draw`` there are no pictures of the trained model.
    """
    splits = load_data(plan, data_dir)
    plan = recipe.override(plan, {"data.dataset": splits.name, "data.classes": len(splits.classes)})
    with runtime.strategy(devices).scope():
        model = assembly.assemble(plan)
    steps_per_epoch(plan, model, splits)  # refuses a batch that the data cannot fill
    evaluation = make_validator(plan, splits)
    run = runs.start(plan, root, directory)
    write_environment(run, splits, evaluation, data_dir, devices)
    fit(run, model, splits, evaluation)
    finish(run, model, splits, draw)
    return run


def resume(run: Run, data_dir: str | None = None, draw: bool = True) -> Run:
    """Continue a run from its checkpoint to the end of its recipe; ``draw`` as in :func:`train`."""
    runs.check_folder(run)
    environment = run.environment
    splits = data_of_run(run, data_dir)
    if splits.digest != environment["data_digest"]:
        raise UserError(f"the data of {run.name} have changed since it began: train a new run")
    with runtime.strategy(environment["devices"]).scope():
        model = assembly.assemble(run.recipe)
        if run.checkpoint_file.exists():  # a run that was killed before its first step has none
            assembly.restore(model, run.checkpoint_file)
    evaluation = make_validator(run.recipe, splits)
    if evaluation and evaluation.facts != environment["evaluation"]:
        raise UserError(f"the judge of {run.name} has changed since it began: train a new run")
    remove_unfinished(run.directory)
    fit(run, model, splits, evaluation)
    finish(run, model, splits, draw)
    return run


def write_environment(
    run: Run,
    splits: Splits,
    evaluation: Validator | None,
    data_dir: str | None,
    devices: Sequence[str],
) -> None:
    """Record what a run is started with: data, devices, by what it is evaluated, and versions."""
    facts = {
        "seed": run.recipe.schedule.seed,
        "data": splits.name,
        "data_digest": splits.digest,
        "classes": list(splits.classes),
        "data_dir": data_dir,
        "devices": list(devices),
        "evaluation": evaluation.facts if evaluation else None,
    }
    runs.write_json(run.environment_file, {**facts, **runtime.describe()})
