"""How long a training takes: processor seconds of a step of each recipe, as measured once.

`step_seconds.json` holds the measured seconds. ``python -m keras_gencmp.reports.step_timing``
writes it. They are seconds of the processor, because those of the clock depend on what else a
machine does. This machine's processor is compared with that one by the same matrix products.
"""

from __future__ import annotations

import json
import time
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from keras_gencmp.recipes.recipe import Recipe

TABLE = Path(__file__).parent / "step_seconds.json"
SIDE, PRODUCTS, TRIALS = 64, 4000, 9  # so small that a product runs in one thread


class Cost(NamedTuple):
    """Seconds before the first step and seconds of a step; ``batches`` of data for each step."""

    start: float
    step: float
    batches: int


@cache
def products() -> float:
    """Processor seconds of some matrix products on this machine: the median of a few trials."""
    matrix = np.full((SIDE, SIDE), 1 / SIDE, np.float32)
    return median(_trial(matrix) for _ in range(TRIALS))


def _trial(matrix: np.ndarray) -> float:
    begin = time.process_time()
    for _ in range(PRODUCTS):
        matrix @ matrix
    return time.process_time() - begin


def cost(name: str) -> Cost:
    """The measured cost of a recipe, in processor seconds of this machine."""
    table = read()
    start, step, batches = table["recipes"][name]
    factor = products() / table["products"]
    return Cost(start * factor, step * factor, batches)


def read() -> dict[str, Any]:
    """The measured table: processor seconds of the products, and the costs of recipes."""
    return dict(json.loads(TABLE.read_text(encoding="utf-8")))


def steps(plan: Recipe, images: int) -> int:
    """The steps of a recipe's whole schedule on that many training images."""
    one_pass = max(images // (plan.schedule.batch_size * cost(plan.name).batches), 1)
    return plan.schedule.epochs * (plan.schedule.epoch_steps or one_pass)


def passes(plan: Recipe, images: int) -> float:
    """How many times a schedule that counts in steps sees that many training images."""
    count = plan.schedule.epochs * plan.schedule.epoch_steps
    return count * plan.schedule.batch_size * read()["recipes"][plan.name][2] / images


def seconds(name: str, count: int) -> float:
    """The expected seconds of a training of that many steps, where nothing else runs."""
    start, step, _ = cost(name)
    return start + count * step
