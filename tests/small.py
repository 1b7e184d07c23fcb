"""Small stand-ins: networks of a few channels and a few random images."""

import inspect

import numpy as np

from keras_gencmp import assembly, data
from keras_gencmp.assembly import components
from keras_gencmp.data import Split
from keras_gencmp.recipes import recipe

# Options that make a network small without changing its kind.
SMALL = {"width": 4, "widths": [8], "dense": 8, "hidden": 8}
# Options of models that let a few images and steps do.
SHORT = {"labels": 10, "labelled_batch": 4, "stage_steps": 1, "warm_up_epochs": 0}


def narrow(plan: recipe.Recipe) -> recipe.Recipe:
    """The same recipe for grey images, with networks of few channels, which train at once."""
    changes = {"schedule.batch_size": 4, "latent": min(plan.latent, 16), "data.channels": 1}
    changes |= {f"model.{key}": SHORT[key] for key in plan.model.options if key in SHORT}
    for role, part in plan.networks.items():
        known = inspect.signature(components.network_builder(part.name)).parameters
        for option, value in SMALL.items():
            if option in known and part.options.get(option, known[option].default):
                changes[f"networks.{role}.{option}"] = value
    return recipe.override(plan, changes)


def images(count: int, side: int = 28, channels: int = 1, classes: int = 10) -> Split:
    """Random images with labels in turn."""
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (count, side, side, channels), dtype=np.uint8)
    return Split(pixels, np.arange(count, dtype=np.int64) % classes)


def parts(*counts: int, side: int = 28) -> tuple[Split, ...]:
    """Splits of so many random images each, no image in two of them."""
    pool, ends = images(sum(counts), side), np.cumsum(counts)
    return tuple(
        Split(*(array[end - count : end] for array in pool))
        for count, end in zip(counts, ends, strict=True)
    )


def batches(plan: recipe.Recipe, model, split: data.Split, first_step: int = 0) -> list:
    """Two epochs of training batches, from a step on."""
    return list(
        data.pipeline(
            split,
            batch_size=plan.schedule.batch_size * model.batches_per_step,
            seed=plan.schedule.seed,
            epochs=2,
            first_step=first_step,
            binarize=plan.data.binarize,
        )
    )


def built(plan: recipe.Recipe, **changes):
    """The narrowed model, with some keys changed, ready to train."""
    dotted = {key.replace("__", "."): value for key, value in changes.items()}
    plan = recipe.override(plan, dotted)
    model = assembly.assemble(plan)
    model.prepare(images(20, plan.data.image_size, plan.data.channels or 1))
    model.training_progress.plan(100)
    return model
