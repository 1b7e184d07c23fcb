"""A first look at a report: trainings of a few steps, for those systems that draw digits by then.

A picture of noise says less than none. A system that would need too long to draw digits is left
out of a first look, and the page says how long it would take.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.reports import duration
from keras_gencmp.terminal import console

EPOCHS = 4  # stages of the samples in a first look, half way among them
# After so many steps the samples of a recipe show digits; None: not within a first look.
STEPS: Mapping[str, int | None] = MappingProxyType(
    {
        "adversarial-vae": 600,
        "avb": 400,
        "cnn-gan": None,
        "conditional-vae": 400,
        "conv-vae": 400,
        "conv-vae-ghosh": 152,
        "dcgan": 800,
        "dcgan-bhadra": 1000,
        "dcgan-jalam": 800,
        "gan": 1800,
        "gan-ghosh": 1800,
        "vae-bhadra": 400,
        "vae-ghosh": 600,
        "vae-jalam": 600,
        "vae-krishna-20d": 600,
        "vae-krishna-2d": 800,
        "wgan": 600,
    }
)


def is_left_out(plan: Recipe) -> bool:
    """Whether a recipe draws no digits within a first look."""
    return STEPS[plan.name] is None


def first_look(plan: Recipe) -> Recipe:
    """The recipe on a schedule of the steps after which it draws digits."""
    count = STEPS[plan.name]
    if count is None:
        raise ValueError(f"{plan.name} has no first look")
    changes = {"schedule.epochs": EPOCHS, "schedule.epoch_steps": count // EPOCHS}
    return recipe.override(plan, changes)


def reason(plan: Recipe, images: int, letter: str) -> str:
    """Why a recipe is left out, and how long its whole training would take."""
    count = duration.steps(plan, images)
    length = console.duration(duration.seconds(plan.name, count))
    return (
        f"{plan.name} is left out of this first look: after a few hundred steps it draws noise. "
        f"Its {count:,} steps take about {length}: gencmp reproduce {letter}."
    )
