"""Training: a recipe becomes a run, and a run that was stopped continues bit for bit."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tensorflow as tf

from keras_gencmp import assembly, runs
from keras_gencmp.data import Splits
from keras_gencmp.errors import Interrupted, UserError, exit_code
from keras_gencmp.evaluation.validation import Validator, make_validator
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs import locks, own_code
from keras_gencmp.runs.files import remove_unfinished
from keras_gencmp.runs.run import Run
from keras_gencmp.training import runtime
from keras_gencmp.training.callbacks.log import print_and_log
from keras_gencmp.training.callbacks.tensorboard import check_installed
from keras_gencmp.training.change import change, checked
from keras_gencmp.training.data import (
    check_steps,
    completed,
    data_of_run,
    load_data,
    steps_per_epoch,
)
from keras_gencmp.training.finish import finish
from keras_gencmp.training.fit import check_end, fit, open_tables
from keras_gencmp.training.initial import take_weights
from keras_gencmp.training.restoring import reinstate, restore
from keras_gencmp.training.trust import go_on, own_paths

SIZE = "data.image_size={}"  # the key of a recipe that sets the side of the images
OTHER_THREADS = (
    "it began with {} threads and goes on with {}: its bits differ from those of a training "
    "without a stop"
)


def train(
    plan: Recipe,
    root: Path = runs.ROOT,
    directory: Path | None = None,
    data_dir: str | None = None,
    devices: Sequence[str] = (),
    draw: bool = True,
    init: Run | None = None,
    tensorboard: bool = False,
) -> Run:
    """Train a recipe from its first step to its last; the run it leaves behind.

    Without ``draw`` there are no pictures of the trained model. It begins with the weights of the
    run ``init``, if there is one, and writes event files for TensorBoard if asked to. UserError for
    a ``directory`` that holds something.
    """
    if tensorboard:
        check_installed()
    if directory:
        runs.check_unused(directory)
    code = own_code.digests(own_paths(plan))  # before it is loaded: a change while it is must show
    splits = load_data(plan, data_dir)
    plan = completed(plan, splits)
    with runtime.strategy(devices).scope():
        model = assembly.assemble(plan)
    check_steps(plan, model, splits)
    model.prepare(splits.train)
    if init is not None:
        take_weights(model, init)
    evaluation = make_validator(plan, splits)
    facts = environment_facts(plan, splits, evaluation, data_dir, devices)
    facts |= {"init": init and init.name, "tensorboard": tensorboard, "code": code}
    run = runs.start(plan, root, directory, facts)
    with locks.training(run.directory):
        if init is not None:  # a run that is killed before its first step goes on with them
            assembly.save(model, run.checkpoint_file)
        for line in splits.summary.lines(SIZE):
            print_and_log(run, line)
        complete(run, model, splits, evaluation, draw)
    return run


def resume(
    run: Run,
    data_dir: str | None = None,
    dataset: str | None = None,
    draw: bool = True,
    changes: Mapping[str, Any] | None = None,
) -> Run:
    """Continue a run from its checkpoint to the end of its recipe.

    ``dataset`` is where its data are now, if they have moved; ``draw`` as in :func:`train`;
    ``changes`` are those of :func:`change`, which come after all that could refuse the rest.
    UserError where code of its own has changed since it began, and where TensorBoard is missing
    that it writes event files for.
    """
    runs.check_folder(run)
    own_code.check(run)
    if run.environment.get("tensorboard"):
        check_installed()
    splits = data_of_run(run, data_dir, dataset)
    if changes:
        with locks.training(run.directory):
            check_changes(run, changes, splits)
        run = change(run, changes)
    with locks.training(run.directory):
        return _resume(run, splits, draw)


def check_changes(run: Run, changes: Mapping[str, Any], splits: Splits) -> None:
    """UserError for what a run would refuse once its recipe has changed, while nothing has."""
    plan = checked(run, changes)
    evaluation = same_validator(run, plan, splits)
    with runtime.strategy(run.environment["devices"]).scope():
        model = assembly.assemble(plan)
    model.prepare(splits.train)
    restore(run, model)
    per_epoch = steps_per_epoch(plan, model, splits)
    check_end(run, plan, int(model.clock.numpy()), per_epoch)
    open_tables(run, model, per_epoch, evaluation)


def same_validator(run: Run, plan: Recipe, splits: Splits) -> Validator | None:
    """What scores a run's samples in training; UserError where it is another than it began with."""
    evaluation = make_validator(plan, splits)
    known = run.environment["evaluation"]
    if evaluation and known and evaluation.facts != known:
        raise UserError(f"the judge of {run.name} has changed since it began: train a new run")
    return evaluation


def _resume(run: Run, splits: Splits, draw: bool) -> Run:
    environment = run.environment
    with runtime.strategy(environment["devices"]).scope():
        model = assembly.assemble(run.recipe)
        model.prepare(splits.train)  # before weights are read: it must not replace any of them
        restore(run, model)
    evaluation = same_validator(run, run.recipe, splits)
    open_tables(run, model, steps_per_epoch(run.recipe, model, splits), evaluation)
    if evaluation and not environment["evaluation"]:
        run = evaluated_from_now_on(run, evaluation)
    if not run.is_whole:
        run.metrics_file.unlink(missing_ok=True)  # a damaged one, which the end writes anew
    reinstate(run)
    with locks.writing(run.directory):  # scores that are being written are no leavings
        remove_unfinished(run.directory)
    threads = environment["threads"] or runtime.threads()
    if threads != runtime.threads():
        print_and_log(run, OTHER_THREADS.format(threads, runtime.threads()))
    complete(run, model, splits, evaluation, draw)
    return run


def evaluated_from_now_on(run: Run, evaluation: Validator) -> Run:
    """The run with what its samples are scored by; when it began is not changed by that."""
    began = run.environment_file.stat()
    runs.write_json(run.environment_file, {**run.environment, "evaluation": evaluation.facts})
    os.utime(run.environment_file, ns=(began.st_atime_ns, began.st_mtime_ns))
    return Run(run.directory, trust=run.trust)


def complete(
    run: Run,
    model: GenerativeModel,
    splits: Splits,
    evaluation: Validator | None,
    draw: bool = True,
) -> None:
    """Train a run to its end; whatever stops it on the way is said with how to go on."""
    try:
        fit(run, model, splits, evaluation)
        finish(run, model, splits, draw)
    except KeyboardInterrupt as stop:
        raise Interrupted(f"stopped; {go_on(run)}", exit_code(stop)) from stop
    except OSError as error:
        reason = error if isinstance(error, UserError) else error.strerror or error
        raise UserError(
            f"{reason}; what was saved before is safe: make room and {go_on(run)}"
        ) from error
    except tf.errors.ResourceExhaustedError as error:
        raise UserError("no memory is left: train with a smaller --batch-size") from error


def environment_facts(
    plan: Recipe,
    splits: Splits,
    evaluation: Validator | None,
    data_dir: str | None,
    devices: Sequence[str],
) -> dict[str, Any]:
    """What a run is started with: data, devices, by what it is evaluated, and versions."""
    facts = {
        "seed": plan.schedule.seed,
        "data": splits.name,
        "data_digest": splits.digest,
        "data_summary": splits.summary.facts(),
        "classes": list(splits.classes),
        "data_dir": data_dir,
        "devices": list(devices),
        "evaluation": evaluation.facts if evaluation else None,
    }
    return {**facts, **runtime.describe()}
