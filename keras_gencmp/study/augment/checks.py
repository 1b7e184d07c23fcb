"""What the data of an augmentation study must have: labels, classes, and images enough of each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from keras_gencmp.assembly import components
from keras_gencmp.data import Splits
from keras_gencmp.errors import UserError
from keras_gencmp.study.augment.plan import Declaration


def settled(declaration: Declaration, splits: Splits) -> Declaration:
    """A declaration that its data bear out, with the number of real images of the rare class.

    Where it says none, they are all that there are. UserError where a generator takes no labels,
    and where a class is unknown or has too few images.
    """
    for name, plan in declaration.recipes().items():
        if not components.model_class(plan.model.name).conditional:
            raise UserError(f"{name} takes no labels: name conditional models, as conditional-gan")
    if len(splits.classes) < 2:
        raise UserError(
            f"{splits.name} has one class, and a classifier needs two: put the images into folders "
            "of their classes, or name the array of their labels"
        )
    if (splits.test.labels < 0).all():
        raise UserError(
            f"{splits.name} has no labelled test images: put them into folders of their classes, "
            "or give their labels"
        )
    counts = np.bincount(splits.train.labels, minlength=len(splits.classes))
    rare = _position(declaration, splits)
    _check_others(declaration, splits, np.delete(counts, [] if rare is None else rare), rare)
    if rare is None:
        return declaration
    return _with_rare(declaration, splits, int(counts[rare]), rare)


def _position(declaration: Declaration, splits: Splits) -> int | None:
    """The label of the rare class, None where there is none."""
    if not declaration.rare:
        return None
    if declaration.rare not in splits.classes:
        known = ", ".join(splits.classes[:20])
        raise UserError(f"no class {declaration.rare!r} in {splits.name}: choose from {known}")
    return splits.classes.index(declaration.rare)


def _check_others(
    declaration: Declaration, splits: Splits, counts: np.ndarray, rare: int | None
) -> None:
    """UserError where a class that is not rare has fewer images than --labels."""
    least = int(counts.min())
    if least >= max(declaration.labels):
        return
    names = [name for label, name in enumerate(splits.classes) if label != rare]
    name = names[int(counts.argmin())]
    hint = "" if declaration.rare else f", or say that it is rare with --rare {name}"
    if least == 0:
        raise UserError(f"{splits.name} has no training images of {name}")
    raise UserError(
        f"{splits.name} has {least} training images of {name}: give --labels {least} or less{hint}"
    )


def _with_rare(declaration: Declaration, splits: Splits, known: int, rare: int) -> Declaration:
    """The declaration with the number of its rare class; UserError where the data have too few."""
    name, count = declaration.rare, declaration.rare_images or known
    if not (splits.test.labels == rare).any() or not known:
        kind = "training" if not known else "test"
        raise UserError(f"{splits.name} has no {kind} images of {name}, the rare class")
    if count > known:
        raise UserError(
            f"{splits.name} has {known} training images of {name}: give --rare {name}={known} or "
            f"less, or --rare {name} for all of them"
        )
    if count >= min(declaration.labels):
        raise UserError(
            f"{name} has {count} training images and is filled up to --labels: "
            f"give --labels above {count}, or a smaller number as in --rare {name}=5"
        )
    return replace(declaration, rare_images=count)
