"""Gains of an augmentation study: what arms add to real images, over seeds and test images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from keras_gencmp.study.augment.plan import AUGMENTED, REAL
from keras_gencmp.study.statistics import ROUNDING, Difference, by_error, paired

TEST = "paired t"


class Gain(NamedTuple):
    """What an arm gains over its base with one label budget, over paired seeds."""

    labels: int
    arm: str
    base: str
    difference: Difference | None
    seeds: int


class Tested(NamedTuple):
    """Which test images the classifiers of each arm have right, and the images of each class.

    ``right`` holds by arm 0 and 1 as (seeds, images), ``classes`` the columns of each class of
    which the measure is the mean recall.
    """

    right: Mapping[str, np.ndarray]
    classes: Sequence[np.ndarray]


def gains_of(
    labels: int, values: Mapping[str, Sequence[float]], tested: Tested | None = None
) -> list[Gain]:
    """The gain of every other arm over real images: augmented arms over augmented real images.

    ``values`` are the measures of each seed by arm. Without ``tested`` the gains are over seeds
    alone, and the test images are held fixed.
    """
    gains = []
    for name, each in values.items():
        base = AUGMENTED if name.startswith(f"{AUGMENTED} +") else REAL
        if name != base:
            difference = paired(each, values[base])
            if difference and tested:
                gaps = tested.right[name] - tested.right[base]
                difference = over_images(difference, gaps, tested.classes)
            gains.append(Gain(labels, name, base, difference, len(each)))
    return gains


def over_images(found: Difference, gaps: np.ndarray, classes: Sequence[np.ndarray]) -> Difference:
    """A difference over seeds, with the variance that other test images add to it.

    ``gaps`` are 1, 0 or -1 as (seeds, images): what one arm has right less what the other has.
    Seeds and images are crossed random effects. The variance of the means of the seeds holds the
    noise of single images already, which is taken from that of the images, so that it counts once.
    The degrees of freedom are those of Satterthwaite.
    """
    seeds = len(gaps)
    means = np.mean([gaps[:, rows].mean(axis=1) for rows in classes], axis=0)
    parts = [(float(means.var(ddof=1)) / seeds, seeds - 1)]
    more = [part for rows in classes if len(rows) > 1 for part in _of_class(gaps[:, rows])]
    weighted = [(variance / len(classes) ** 2, freedom) for variance, freedom in more]
    added = sum(variance for variance, _ in weighted)
    if added > 0.0:
        parts += weighted
    variance = sum(each for each, _ in parts)
    if variance <= ROUNDING**2:
        return found
    squares = sum(each**2 / freedom for each, freedom in parts)
    return by_error(found.value, variance**0.5, variance**2 / squares, TEST, found.n)


def _of_class(gaps: np.ndarray) -> list[tuple[float, int]]:
    """The variance of the mean over a class's images, and less that of noise; with their freedom.

    Of a class with a single image nothing is known: it is left out.
    """
    seeds, images = gaps.shape
    by_seed, by_image = gaps.mean(axis=1, keepdims=True), gaps.mean(axis=0, keepdims=True)
    rest = gaps - by_seed - by_image + gaps.mean()
    freedom = (seeds - 1) * (images - 1)
    noise = float((rest**2).sum()) / freedom / (images * seeds)
    return [(float(by_image.var(ddof=1)) / images, images - 1), (-noise, freedom)]
