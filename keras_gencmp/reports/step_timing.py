"""Processor seconds of the steps of recipes, measured: writes the table that `duration` reads.

    python -m keras_gencmp.reports.step_timing [RECIPE ...]

Without names, those of all recipes; the other rows stay as they are.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp import assembly
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.reports import duration
from keras_gencmp.reports.duration import Cost
from keras_gencmp.runs.files import write_text
from keras_gencmp.training import runtime, trainer
from keras_gencmp.training.data import load_data, training_batches

# Epochs of a measurement: the first one traces the step, the fastest of the others counts.
EPOCHS, PROBED_STEPS, MEASURED_SECONDS, MOST_STEPS = 4, 2, 3.0, 100


class ProcessorTime(keras.callbacks.Callback):
    """The processor seconds of each epoch."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        """Take the time at which an epoch begins."""
        self._begin = time.process_time()

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        """Record how long the epoch took."""
        self.seconds.append(time.process_time() - self._begin)


def measure(name: str) -> Cost:
    """The cost of a recipe: of what surrounds a training of few epochs, and of a step."""
    step = step_seconds(schedule(name, MOST_STEPS))
    begin = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        trainer.train(schedule(name, PROBED_STEPS), Path(folder))
    start = time.process_time() - begin - EPOCHS * PROBED_STEPS * step
    batches = assembly.assemble(recipe.load(name)).batches_per_step
    return Cost(round(max(start, 0), 1), round(step, 5), batches)


def schedule(name: str, steps: int) -> Recipe:
    """A recipe on the schedule of a measurement, with that many steps in an epoch."""
    changes = {"schedule.epochs": EPOCHS, "schedule.epoch_steps": steps}
    return recipe.override(recipe.load(name), changes)


def step_seconds(plan: Recipe) -> float:
    """Processor seconds of a step, from as many steps as take a few seconds together."""
    splits = load_data(plan, None)
    model = assembly.assemble(plan)
    model.prepare(splits.train)
    model.training_progress.plan(EPOCHS * plan.schedule.epoch_steps)
    batches = training_batches(model, plan, splits).repeat()
    probe = fastest_epoch(model, batches, PROBED_STEPS) / PROBED_STEPS
    count = int(np.clip(MEASURED_SECONDS / EPOCHS / max(probe, 1e-3), PROBED_STEPS, MOST_STEPS))
    return fastest_epoch(model, batches, count) / count


def fastest_epoch(model: GenerativeModel, batches: tf.data.Dataset, steps: int) -> float:
    """Processor seconds of the fastest of a few epochs but the first, which traces the step."""
    clock = ProcessorTime()
    model.fit(
        batches,
        epochs=EPOCHS,
        steps_per_epoch=steps,
        callbacks=[clock],
        shuffle=False,
        verbose=0,
    )
    return min(clock.seconds[1:])


def write(names: list[str]) -> None:
    """Measure recipes, each written when it is done; the other recipes stay as they are."""
    table = duration.read()
    table["products"] = round(duration.products(), 4)
    for name in names:
        table["recipes"][name] = list(measure(name))
        write_text(duration.TABLE, json.dumps(table, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    runtime.start(None)
    write(sys.argv[1:] or recipe.names())
