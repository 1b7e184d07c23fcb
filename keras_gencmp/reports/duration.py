"""How long a training takes: seconds per step of each recipe, as measured on one machine.

`step_seconds.json` holds the measured seconds, and is written by

    python -m keras_gencmp.reports.duration

Another machine is compared with that one by the time that both need for the same matrix products.
"""

from __future__ import annotations

import json
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs import history
from keras_gencmp.runs.files import write_text

TABLE = Path(__file__).parent / "step_seconds.json"
SIDE, PRODUCTS, TRIALS = 1000, 5, 7
# Epochs of a measurement: the first one traces the step, the fastest of the others counts.
EPOCHS, MEASURED_SECONDS, MOST_STEPS = 4, 3.0, 100


class Cost(NamedTuple):
    """Seconds before the first step and seconds of a step; ``batches`` of data for each step."""

    start: float
    step: float
    batches: int


@cache
def machine_seconds() -> float:
    """The seconds of some matrix products on this machine: the least of a few trials."""
    matrix = np.ones((SIDE, SIDE), np.float32)
    return min(_seconds_of_products(matrix) for _ in range(TRIALS))


def _seconds_of_products(matrix: np.ndarray) -> float:
    begin = time.perf_counter()
    for _ in range(PRODUCTS):
        matrix @ matrix
    return time.perf_counter() - begin


def cost(name: str) -> Cost:
    """The measured cost of a recipe, scaled to this machine."""
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    start, step, batches = table["recipes"][name]
    factor = machine_seconds() / table["machine_seconds"]
    return Cost(start * factor, step * factor, batches)


def steps(plan: Recipe, images: int) -> int:
    """The steps of a recipe's whole schedule on that many training images."""
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    batches = table["recipes"][plan.name][2]
    one_pass = max(images // (plan.schedule.batch_size * batches), 1)
    return plan.schedule.epochs * (plan.schedule.epoch_steps or one_pass)


def seconds(name: str, count: int) -> float:
    """The expected seconds of a training of that many steps."""
    start, step, _ = cost(name)
    return start + count * step


def measure(name: str) -> Cost:
    """Train a recipe for a few steps on the bundled digits, and take the time of its steps."""
    probe = _train(name, 2)
    count = int(np.clip(MEASURED_SECONDS / EPOCHS / max(probe.step, 1e-3), 1, MOST_STEPS))
    return _train(name, count)


def _train(name: str, steps: int) -> Cost:
    from keras_gencmp import assembly
    from keras_gencmp.training import trainer

    changes = {"data.dataset": "digits", "schedule.epochs": EPOCHS, "schedule.epoch_steps": steps}
    plan = recipe.override(recipe.load(name), changes)
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        run = trainer.train(plan, Path(folder))
        whole = time.perf_counter() - begin
        rows = history.read(run.timing_file, needed=["seconds"])
        step = min(row["seconds"] for row in rows[1:]) / steps
        batches = assembly.assemble(plan).batches_per_step
    return Cost(round(max(whole - EPOCHS * steps * step, 0), 1), round(step, 5), batches)


def write(names: list[str]) -> None:
    """Measure recipes and write the table, in which the other recipes stay as they are."""
    table = {"recipes": {}} if not TABLE.exists() else json.loads(TABLE.read_text())
    for name in names:
        table["recipes"][name] = list(measure(name))
        print(name, table["recipes"][name], flush=True)
    table["machine_seconds"] = round(machine_seconds(), 4)
    write_text(TABLE, json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    from keras_gencmp.reports.reproduction import all_recipes
    from keras_gencmp.training import runtime

    runtime.start(None)
    write(all_recipes())
