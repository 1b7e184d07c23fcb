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
    strata = _strata(classes)
    weighted = [
        (share**2 * variance, freedom)
        for rows, share in strata
        for variance, freedom in _of_class(gaps[:, rows])
    ]
    added = sum(variance for variance, _ in weighted)
    if added > 0.0:
        parts += weighted
    variance = sum(each for each, _ in parts)
    if variance <= ROUNDING**2:
        return found
    squares = sum(each**2 / freedom for each, freedom in parts)
    # The noise that is taken off could leave far less than one degree, and no interval at all.
    least = min([seeds - 1, *(len(rows) - 1 for rows, _ in strata)])
    freedom = max(variance**2 / squares, least)
    return by_error(found.value, variance**0.5, freedom, TEST, found.n)


def _strata(classes: Sequence[np.ndarray]) -> list[tuple[np.ndarray, float]]:
    """Images whose spread is estimated together, and their share of the measure.

    Those of a class, and all classes of one image together, in whose spread the differences of
    these classes are as well. A single class of one image has no spread that is known.
    """
    single = [rows for rows in classes if len(rows) == 1]
    several = [(rows, 1.0 / len(classes)) for rows in classes if len(rows) > 1]
    if len(single) > 1:
        several.append((np.concatenate(single), len(single) / len(classes)))
    return several


def _of_class(gaps: np.ndarray) -> list[tuple[float, int]]:
    """The variance of the mean over a stratum's images, and less that of noise; with freedom."""
    seeds, images = gaps.shape
    by_seed, by_image = gaps.mean(axis=1, keepdims=True), gaps.mean(axis=0, keepdims=True)
    rest = gaps - by_seed - by_image + gaps.mean()
    freedom = (seeds - 1) * (images - 1)
    noise = float((rest**2).sum()) / freedom / (images * seeds)
    return [(float(by_image.var(ddof=1)) / images, images - 1), (-noise, freedom)]
