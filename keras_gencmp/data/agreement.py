"""Whether the splits of a dataset agree: ranges of values, sizes and channels of arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from keras_gencmp.data.scaling import Scale, scale_of
from keras_gencmp.errors import UserError

# The ratio of two usual ranges of values that cannot be those of one dataset: 1, 255 and 65,535.
UNLIKE = 100


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
