"""The fit loop: from where the model's clock stands to the last epoch, or to an early stop."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import keras

from keras_gencmp.data import Splits
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.validation import Validator
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs.history import History
from keras_gencmp.runs.quality import check_complete
from keras_gencmp.runs.run import Run
from keras_gencmp.terminal import console
from keras_gencmp.training.callbacks.alarms import AlarmCallback
from keras_gencmp.training.callbacks.checkpoint import ModelCheckpoint
from keras_gencmp.training.callbacks.csv_history import CSVHistory
from keras_gencmp.training.callbacks.early_stopping import EarlyStopping
from keras_gencmp.training.callbacks.evaluation import EvaluationCallback
from keras_gencmp.training.callbacks.progress import ProgressBar
from keras_gencmp.training.callbacks.sample_grid import SampleGrid
from keras_gencmp.training.callbacks.tensorboard import TensorBoardEvents
from keras_gencmp.training.callbacks.terminate_on_nan import TerminateOnNaN
from keras_gencmp.training.data import held_out_batches, steps_per_epoch, training_batches
from keras_gencmp.training.signals import StopSignals


class Segment(NamedTuple):
    """Epochs of equally many steps, for one call of Keras's ``fit``; epochs count from 0."""

    first_epoch: int
    last_epoch: int  # the first one that is not part of it
    steps: int


def fit(run: Run, model: GenerativeModel, splits: Splits, evaluation: Validator | None) -> None:
    """Train a run's prepared model to the end of its schedule, or until early stopping ends it."""
    plan, step = run.recipe, int(model.clock.numpy())
    per_epoch, wanted = steps_per_epoch(plan, model, splits), plan.schedule.steps_per_execution
    if (count := execution(per_epoch, wanted)) < wanted:
        console.note(f"executions of {wanted} steps do not divide {per_epoch}: they have {count}")
    check_end(run, plan, step, per_epoch)
    model.training_progress.plan(per_epoch * plan.schedule.epochs, per_epoch)
    history, quality = open_tables(run, model, per_epoch, evaluation)
    signals, stopping = StopSignals(), EarlyStopping(plan.schedule, quality)
    progress = ProgressBar(run, per_epoch, step)
    nan = TerminateOnNaN(run, model, per_epoch)
    # In this order: nothing is drawn of NaN, and the checkpoint comes when all else is on disk.
    callbacks = [progress, history, nan, SampleGrid(run, model, per_epoch)]
    if evaluation:
        callbacks += [EvaluationCallback(run, model, quality, evaluation.measure, history, nan)]
    callbacks += [stopping, AlarmCallback(run, history.epochs, quality)]
    if run.environment.get("tensorboard"):
        callbacks += [TensorBoardEvents(run, quality)]
    callbacks += [ModelCheckpoint(run, model, history, nan, signals)]
    with signals.caught(), progress.shown(), frozen_memory():
        for segment in segments(step, per_epoch, plan.schedule.epochs):
            if not stopping.reached:
                fit_segment(model, plan, splits, segment, callbacks)


def open_tables(
    run: Run, model: GenerativeModel, per_epoch: int, evaluation: Validator | None
) -> tuple[CSVHistory, History]:
    """A run's losses and seconds, and its scores, up to the step of its model.

    UserError where one of their files is damaged or lacks rows.
    """
    history, epoch = CSVHistory(run, model, per_epoch), int(model.clock.numpy()) // per_epoch
    quality = History(run.quality_file, "epoch", epoch)
    check_complete(quality.rows, run.quality_file)
    if evaluation:
        quality.check_reaches(last_evaluated(run, epoch))
    return history, quality


def check_end(run: Run, plan: Recipe, step: int, per_epoch: int) -> None:
    """UserError where a training is already beyond the end that a recipe gives it."""
    reached = -(-step // per_epoch)
    if reached > plan.schedule.epochs:
        raise UserError(
            f"{run.name} has been trained for {step:,} steps of {per_epoch:,} an epoch: give "
            f"--epochs {reached} or more"
        )


def last_evaluated(run: Run, epoch: int) -> int:
    """The last epoch up to ``epoch`` after which samples were scored, 0 before the first.

    By the seconds that it took, as the schedule may have been another one then.
    """
    if not epoch or not run.timing_file.exists():
        return 0
    rows = History(run.timing_file, "epoch", epoch).rows
    scored = [row["epoch"] for row in rows if row.get("evaluation_seconds", 0.0) > 0.0]
    return int(max(scored, default=0))


@contextmanager
def frozen_memory() -> Iterator[None]:
    """What is in memory now is passed over by Python's search for garbage within the block.

    There are some 400,000 objects of TensorFlow. With them a search takes a tenth of a second, and
    Python searches so seldom that the figures of an epoch, 0.6 MiB, pile up to hundreds.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def fit_segment(
    model: GenerativeModel,
    plan: Recipe,
    splits: Splits,
    segment: Segment,
    callbacks: list[keras.callbacks.Callback],
) -> None:
    """Train the epochs of one segment."""
    execute(model, execution(segment.steps, plan.schedule.steps_per_execution))
    model.fit(
        training_batches(model, plan, splits),
        initial_epoch=segment.first_epoch,
        epochs=segment.last_epoch,
        steps_per_epoch=segment.steps,
        validation_data=held_out_batches(model, plan, splits.validation),
        callbacks=callbacks,
        shuffle=False,
        verbose=0,
    )


def execution(steps: int, wanted: int) -> int:
    """Steps of an execution, up to those ``wanted``, of which whole ones make up the steps.

    Keras would go beyond an epoch's last step, and by other steps after a resume.
    """
    return next(count for count in range(min(steps, wanted), 0, -1) if steps % count == 0)


def execute(model: GenerativeModel, count: int) -> None:
    """Have a compiled model take so many steps in an execution."""
    if model.steps_per_execution != count:
        model.steps_per_execution = count
        model.train_function = model.test_function = None  # they hold the number


def segments(step: int, per_epoch: int, epochs: int) -> list[Segment]:
    """What is left after a number of steps: the rest of a begun epoch, then whole epochs."""
    epoch, done = divmod(step, per_epoch)
    begun = [Segment(epoch, epoch + 1, per_epoch - done)] if done else []
    whole = epoch + len(begun)
    return begun + ([Segment(whole, epochs, per_epoch)] if whole < epochs else [])
