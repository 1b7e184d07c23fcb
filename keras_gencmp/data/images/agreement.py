"""Ranges of values that look wrong, and splits of a dataset that do not agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from keras_gencmp.data.images.scaling import Scale, number, scale_of
from keras_gencmp.data.options import Options
from keras_gencmp.errors import UserError

# The ratio of two usual ranges of values that cannot be those of one dataset: 1, 255 and 65,535.
UNLIKE = 100
# The share of a usual range below which the values of a whole dataset are noticed.
NARROW = 0.5


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


def refuse_unlike_ranges(
    kinds: Mapping[str, np.dtype],
    ranges: Mapping[str, tuple[float, float]],
    where: Mapping[str, str],
) -> None:
    """UserError where one split is in [0, 1] and another in 0 to 255: one of them would be black.

    ``kinds`` and ``ranges`` are the types and the lowest and highest values of each split's images,
    and ``where`` names each in messages.
    """
    scales = {split: scale_of(kinds[split], *limits) for split, limits in ranges.items()}
    usual = [split for split, (low, high) in ranges.items() if scales[split].plain and low < high]
    usual.sort(key=lambda split: scales[split].high)
    if usual and scales[usual[-1]].high > UNLIKE * scales[usual[0]].high:
        small, large = usual[0], usual[-1]
        raise UserError(
            f"{where[small]} has values of {Scale(*ranges[small])}, and {where[large]} of "
            f"{Scale(*ranges[large])}: bring all splits to one range"
        )


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
