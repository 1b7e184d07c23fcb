"""Restoring: the state of a run's last checkpoint, with the learning rates of its recipe."""

from __future__ import annotations

import keras

from keras_gencmp import assembly
from keras_gencmp.errors import UserError
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs import checkpoint
from keras_gencmp.runs.run import Run
from keras_gencmp.terminal import console


def restore(run: Run, model: GenerativeModel) -> None:
    """The state of a run's last checkpoint, or of the one before where that is damaged.

    No file is changed. Learning rates that are numbers stay those of the recipe, which may have
    changed since. A run that was killed before its first step has no state.
    """
    rates = [(rate, float(rate.numpy())) for rate in learning_rates(model)]
    _restore(run, model)
    for rate, value in rates:
        rate.assign(value)


def reinstate(run: Run) -> None:
    """Put the checkpoint before the last in the place of a damaged last one, as a line says."""
    try:
        checkpoint.read(run.checkpoint_file)
    except UserError as damage:
        if run.previous_file.exists():
            console.note(f"{damage.args[0].partition(':')[0]}: going on from the one before it")
            checkpoint.reinstate(run.checkpoint_file, run.previous_file)


def learning_rates(model: GenerativeModel) -> list[keras.Variable]:
    """The learning rates of the players that are numbers, which checkpoints hold too.

    Under mixed precision the player's own optimizer is within the one that scales its loss.
    """
    optimizers = [getattr(model, f"{player}_optimizer") for player in model.players]
    inner = [getattr(optimizer, "inner_optimizer", optimizer) for optimizer in optimizers]
    rates = [getattr(optimizer, "_learning_rate", None) for optimizer in inner]
    return [rate for rate in rates if isinstance(rate, keras.Variable)]


def _restore(run: Run, model: GenerativeModel) -> None:
    last, before = run.checkpoint_file, run.previous_file
    if not last.exists() and not before.exists():
        return
    try:
        assembly.restore(model, last)
    except UserError:
        if not before.exists():
            raise
        assembly.restore(model, before)
