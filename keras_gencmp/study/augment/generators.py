"""The generators of an augmentation study: recipes in the size and the channels of its images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.changes import full
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.recipes.schema import Data
from keras_gencmp.study.choose.shortlist import small_batch
from keras_gencmp.study.compare.variants import assignments, models

BATCH = "schedule.batch_size"


def usual(channels: int) -> tuple[str, ...]:
    """A conditional model of each family; for colour with a likelihood that fits its pixels."""
    colour = ":binarize=none,likelihood=gaussian" if channels == 3 else ""
    return "conditional-gan", f"conditional-vae{colour}"


def sized(
    texts: Sequence[str], image_size: int, channels: int, images: int | None = None
) -> dict[str, Recipe]:
    """The recipes that some texts name, by their label, for images of a size and of channels.

    Where the data have few ``images`` to train on, these fill a batch several times, unless a text
    names its batch. UserError where a text names another size, or other channels.
    """
    form = {"data.image_size": image_size, "data.channels": channels}
    found = {}
    for text, model in zip(texts, models(texts), strict=True):
        own = _own(text, model.plan)
        _check(model.label, model.plan, own, form)
        changes: dict[str, int] = dict(form)
        batch = small_batch(images) if images is not None else None
        if batch is not None and BATCH not in own:
            changes[BATCH] = batch
        found[model.label] = recipe.override(model.plan, changes)
    return found


def _own(text: str, plan: Recipe) -> set[str]:
    """The dotted keys that a text changes, and what a recipe file says of the images' form."""
    named = {full(key, plan) for key in assignments(text.partition(":")[2])}
    form = {"data.image_size": Data.image_size, "data.channels": Data.channels}
    values = {"data.image_size": plan.data.image_size, "data.channels": plan.data.channels}
    return named | {key for key, value in values.items() if value != form[key]}


def _check(label: str, plan: Recipe, own: set[str], form: Mapping[str, int]) -> None:
    values = {"data.image_size": plan.data.image_size, "data.channels": plan.data.channels}
    for key, value in form.items():
        if key in own and values[key] != value:
            short = key.partition(".")[2]
            option = f"--{short.replace('_', '-')}"
            raise UserError(
                f"{label} has {short}={values[key]} and {option} is {value}: leave {short} out of "
                f"the generator, as {option} holds for all of them"
            )
