"""Ranges of values that look wrong, and splits of a dataset that do not agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

import numpy as np

from keras_gencmp.data.images.scaling import OVERSHOOT, Scale, number
from keras_gencmp.data.options import Options
from keras_gencmp.errors import UserError

# The ratio of ranges that cannot be those of one dataset, such as 1, 255 and 65,535; and that of
# ranges, and of the means within them, that cannot, such as 12 and 16 bits.
UNLIKE, DARKER = 100, 8
# The share of a range that is below 0 where 0 is grey.
BELOW = 0.25
# The share of a usual range below which the values of a whole dataset are noticed.
NARROW = 0.5


class Extent(NamedTuple):
    """The lowest and highest of some values, and their mean."""

    low: float
    high: float
    mean: float

    @classmethod
    def of(cls, values: np.ndarray) -> Extent:
        """That of an array of finite numbers."""
        return cls(float(values.min()), float(values.max()), float(values.mean(dtype=np.float64)))

    @classmethod
    def together(cls, extents: Iterable[Extent]) -> Extent:
        """That of several images, each of which counts alike in the mean."""
        lows, highs, means = zip(*extents, strict=True)
        return cls(min(lows), max(highs), sum(means) / len(means))

    @property
    def reach(self) -> float:
        """The range from black, which is 0 or below, to the highest value."""
        return self.high - min(self.low, 0.0)

    @property
    def light(self) -> float:
        """The mean above black."""
        return self.mean - min(self.low, 0.0)


def range_notices(scale: Scale, limits: tuple[float, float], options: Options) -> tuple[str, ...]:
    """The sentence about a range that is not a usual one, or little used, unless the user gave it.

    ``limits`` are the lowest and highest value of the dataset.
    """
    low, high = limits
    if options.limits:
        return ()
    if not scale.plain:
        return (
            f"the values are in none of the usual ranges, so {scale} became black to white: "
            "name another range if that is wrong, as in ?range=0,4095",
        )
    used = (high - low) / (scale.high - scale.low)
    if low < high and used < NARROW:
        return (
            f"the values reach from {Scale(low, high)}, which is {used:.0%} of {scale}: if these "
            f"are black and white, name them, as in ?range={number(low)},{number(high)}",
        )
    return ()


def refuse_unlike_ranges(extents: Mapping[str, Extent]) -> None:
    """UserError where splits are in different ranges: one of them would be black, or grey.

    ``extents`` are the values of each split, by words for it.
    """
    pair = unlike(extents)
    if pair:
        (small, one), (large, other) = ((words, Scale(*extents[words][:2])) for words in pair)
        low, high = min(one.low, other.low), max(one.high, other.high)
        raise UserError(
            f"{small} has values of {one}, and {large} of {other}: bring all splits to one range, "
            f"or name it if it is one already, as in ?range={number(low)},{number(high)}"
        )


def unlike(extents: Mapping[str, Extent]) -> tuple[str, str] | None:
    """The first two splits whose values cannot be in one range, the lower one first, or None.

    A split of which all values are the same may be in any.
    """
    varied = [split for split, extent in extents.items() if extent.low < extent.high]
    varied.sort(key=lambda split: extents[split].reach)
    pairs = ((extents[a], extents[b], (a, b)) for a, b in combinations(varied, 2))
    found = (pair for small, large, pair in pairs if _darker(small, large) or _moved(small, large))
    return next(found, None)


def _darker(small: Extent, large: Extent) -> bool:
    """Whether a split is darker than another by more than its images can be.

    One bright pixel makes no other range, so that the mean must be as much darker.
    """
    if large.reach > UNLIKE * small.reach:
        return True
    return large.reach > DARKER * small.reach and large.light > DARKER * small.light


def _moved(one: Extent, other: Extent) -> bool:
    """Whether black is 0 in one split, and well below it in the other, as in [-1, 1]."""
    low, high = sorted((one, other), key=lambda extent: extent.low / extent.reach)
    return low.low < -BELOW * low.reach and abs(high.low) <= OVERSHOOT * high.reach


def of_unlike_images(original: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """A sentence about splits whose images (size, channels), in words, are not the same."""
    if len(set(original.values())) > 1:
        each = ", ".join(f"{split} {size} {kind}" for split, (size, kind) in original.items())
        yield (
            f"the splits are unlike, {each}, so scores on one say little of another: "
            "make them of one size and colour"
        )


class Values(NamedTuple):
    """The values of files: their scale, the lowest and highest one, and these in words.

    ``narrow`` is the number of files of 16 bits that use 8 of them, where others use more.
    """

    scale: Scale
    limits: tuple[float, float] | None = None
    words: str = ""
    narrow: int = 0

    def notices(self, options: Options) -> tuple[str, ...]:
        """Sentences about ranges that look wrong."""
        if not self.limits:
            return ()
        usual = range_notices(self.scale, self.limits, options)
        if not self.narrow:
            return usual
        return (
            *usual,
            f"{self.narrow:,} files of 16 bits reach to 255 or less, where others reach to "
            f"{self.limits[1]:.0f}, so they are black: bring all to one range",
        )
