"""The support of a measure: the test images that it rests on, and whether they are enough."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from keras_gencmp.data import Splits
from keras_gencmp.study.augment.plan import Declaration

ENOUGH = 20  # test images in all: one of them is then worth 5 points of the measure at most
NAMED = 5  # classes in a sentence


class Support(NamedTuple):
    """The test images that a measure rests on, the mean recall of some ``classes``.

    ``images`` are all test images of these classes. The class of the name ``smallest`` has the
    ``fewest`` of them.
    """

    images: int
    classes: int
    smallest: str
    fewest: int

    @property
    def worth(self) -> float:
        """The points by which one test image of the smallest class changes the measure."""
        return 100.0 / (self.classes * self.fewest)


def support_of(splits: Splits, rare: str) -> Support:
    """The test images of the rare class, or of all classes that have some."""
    names = splits.classes
    counts = np.bincount(splits.test.labels[splits.test.labels >= 0], minlength=len(names))
    chosen = [names.index(rare)] if rare else np.flatnonzero(counts).tolist()
    smallest = min(chosen, key=lambda label: counts[label])
    images = int(counts[chosen].sum())
    return Support(images, len(chosen), names[smallest], int(counts[smallest]))


def warning(on: Support) -> str:
    """The sentence that the test images are too few for a verdict, or nothing."""
    needed = math.ceil(ENOUGH / on.classes)
    if on.fewest >= needed:
        return ""
    images = "1 test image" if on.fewest == 1 else f"{on.fewest} test images"
    verb = "is" if on.fewest == 1 else "are"
    what = "its recall" if on.classes == 1 else "the accuracy"
    return (
        f"{images} of {called(on.smallest)} {verb} too few for a verdict: each is worth "
        f"{on.worth:.3g} points of {what}, so have {needed} or more."
    )


def used_whole(declaration: Declaration, splits: Splits) -> str:
    """The classes of which every seed has the same training images, all that there are, in words.

    With the largest number of labels, where there are several; "" where there are no such classes.
    """
    counts = np.bincount(splits.train.labels, minlength=len(splits.classes))
    most = max(declaration.labels)
    used = [declaration.rare_images if n == declaration.rare else most for n in splits.classes]
    whole = [name for name, all_ in zip(splits.classes, counts <= used, strict=True) if all_]
    if len(whole) == len(splits.classes):
        return "every class"
    more = [f"{len(whole) - NAMED} more"] if len(whole) > NAMED else []
    return ", ".join([*map(called, whole[:NAMED]), *more])


def called(name: str) -> str:
    """A class in a sentence: "defect", and "class 8" where the name alone would be a number."""
    return name if name[:1].isalpha() else f"class {name}"


def form(splits: Splits) -> str:
    """The size and the colour of the images, as in "64 x 64 pixels, grey"."""
    _, height, width, channels = splits.train.images.shape
    return f"{height} x {width} pixels, {'grey' if channels == 1 else 'in colour'}"
