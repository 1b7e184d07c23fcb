"""Budgets: how long every model of a comparison trains, and the steps that this gives each."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from keras_gencmp.errors import UserError
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.registry import nearest

KINDS = {
    "epochs": "passes over the training images",
    "steps": "training steps",
    "images": "training images seen",
    "flops": "floating-point operations of training",
    "seconds": "processor seconds of training",
}
# An amount of each kind that one would give.
EXAMPLES = {"epochs": "10", "steps": "300", "images": "60000", "flops": "2e12", "seconds": "60"}
LONG = 1e9  # amounts from here on are written with an exponent
MOST_STEPS = 10**9  # of a training
DEFAULT = "flops=2e12"
# Stages of a training: after each its samples are scored. Ten, or the number near it that leaves
# the fewest steps over; fewer stages where that would be more than one step in a hundred.
STAGES, FEWER = (10, 8, 12, 9, 11, 6, 7, 5), (4, 3, 2, 1)
IN_STEPS = ("warm_up", "stage_steps")  # options of models that count training steps
IN_EPOCHS = ("warm_up_epochs",)  # and epochs


class Budget(NamedTuple):
    """A kind of budget, and how much of it every model has."""

    kind: str
    amount: float

    def __str__(self) -> str:
        """The text that :func:`parse` reads as this budget: six digits where they say it all."""
        short, exact = f"{self.amount:g}", repr(float(self.amount)).removesuffix(".0")
        return f"{self.kind}={short if float(short) == self.amount else exact}"

    @property
    def written(self) -> str:
        """The amount as one would write it: "300", "1,234,567", "3e12"."""
        if self.amount < LONG:
            return f"{self.amount:,.10g}"
        return f"{self.amount:.6g}".replace("e+", "e")

    @property
    def in_words(self) -> str:
        """The budget in words."""
        return f"{self.written} {KINDS[self.kind]}"


class StepCost(NamedTuple):
    """What one training step costs: real images, FLOPs, wall-clock and processor seconds.

    ``per_epoch`` is the number of steps in one pass over the training images.
    """

    images: int
    flops: float
    seconds: float
    processor_seconds: float
    per_epoch: int


def parse(text: str, kinds: Iterable[str] = KINDS) -> Budget:
    """The budget of one of some kinds in a text such as "flops=2e12"; UserError with the mend."""
    kind, _, amount = text.partition("=")
    if kind not in kinds:
        raise UserError(f"unknown budget {kind[:60]!r}: {nearest(kind, kinds)}, as in steps=300")
    try:
        value = float(amount)
    except ValueError:
        value = 0.0
    if not 0.0 < value < 1e24:
        example = f"{kind}={EXAMPLES[kind]}"
        most = "" if value < 1e24 else " and below 1e24"
        raise UserError(f"a budget is a number above 0{most}, as in {example}, not {text[:60]!r}")
    return Budget(kind, value)


def steps(budget: Budget, cost: StepCost, label: str) -> int:
    """The training steps that a budget gives; UserError where it is not enough for one."""
    unit = {
        "epochs": 1.0 / cost.per_epoch,
        "steps": 1.0,
        "images": float(cost.images),
        "flops": cost.flops,
        "seconds": cost.processor_seconds,
    }[budget.kind]
    count = int(budget.amount / unit * (1 + 1e-9))
    if count < 1:
        least = f"{budget.kind}={unit:.3g}"
        raise UserError(f"--budget {budget} is less than one step of {label}: give {least} or more")
    if count > MOST_STEPS:
        raise UserError(f"--budget {budget} is more than a billion steps of {label}: give less")
    return in_stages(count)[0] * in_stages(count)[1]


def in_stages(count: int) -> tuple[int, int]:
    """(stages, steps in each) of a training: all steps, but one in a hundred at most."""
    if count < STAGES[-1]:
        return 1, count
    stages = min(STAGES, key=lambda each: count % each)
    if 100 * (count % stages) > count:
        stages = min(FEWER, key=lambda each: count % each)
    return stages, count // stages


def schedule(count: int, plan: Recipe, per_epoch: int) -> dict[str, Any]:
    """The schedule of a recipe's training of so many steps, as dotted keys of the recipe.

    Stages take the place of epochs; learning-rate schedules, which are fractions of the training,
    end where it ends. What the model counts in steps or epochs, as a warm-up, keeps its share of a
    training that is shorter than the recipe's own, and its steps in a longer one. ``per_epoch`` are
    the steps of one pass over the training images.
    """
    stages, each = in_stages(count)
    epoch = plan.schedule.epoch_steps or per_epoch
    share = min(1.0, count / (plan.schedule.epochs * epoch))
    units = {name: share for name in IN_STEPS} | {name: share * epoch / each for name in IN_EPOCHS}
    kept = {name: plan.model.options.get(name, 0) * unit for name, unit in units.items()}
    lengths = {
        f"model.{name}": round(length, 6) if name in IN_EPOCHS else math.ceil(length)
        for name, length in kept.items()
        if length
    }
    return lengths | {
        "schedule.epochs": stages,
        "schedule.epoch_steps": each,
        "schedule.evaluate_every": 1,
        "schedule.stop_when_saturated": False,
    }
