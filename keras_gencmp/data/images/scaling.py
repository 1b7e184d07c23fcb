"""Ranges of pixel values: which values are black and white, and 8 bits from any others.

Files and arrays rarely say it, so it is read off the kind of number and the range of the whole
dataset: 12 bits in a file of 16 are 12 bits, and 0 and 1 as whole numbers are black and white.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from keras_gencmp.errors import UserError

# Values up to a share of the range beyond its ends are overshoot of a resampling, and are cut off.
OVERSHOOT = 0.05
# A range of which the data use less than this share is not theirs.
USED = 0.25
BLOCK = 1000


class Scale(NamedTuple):
    """The values of black and white; ``plain`` where they are those of a usual format.

    ``floor`` takes the upper 8 of 16 bits, as is usual, instead of rounding.
    """

    low: float
    high: float
    plain: bool = True
    floor: bool = False

    def __str__(self) -> str:
        return f"{number(self.low)} to {number(self.high)}"


BYTES = Scale(0, 255)
UNIT = Scale(0, 1)
WORDS = Scale(0, 65535, floor=True)
# The usual ranges of floating-point images, in the order in which they are tried.
FLOATS = (Scale(-0.5, 0.5), Scale(-1, 1), UNIT, BYTES, Scale(0, 65535))


def scale_of(dtype: np.dtype, low: float, high: float) -> Scale:
    """The scale of a dataset whose values are of a type and reach from ``low`` to ``high``.

    The usual ranges are those of the type, 0 to 255, [0, 1] and [-1, 1]; where the values leave
    them or use less than a quarter of them, the range of the dataset takes their place.
    """
    if dtype.kind == "b":
        return UNIT
    usual = FLOATS if dtype.kind == "f" else _integers(dtype)
    for scale in usual:
        slack = OVERSHOOT * min(scale.high, 1) if dtype.kind == "f" else 0.0
        if _within(scale, low, high, slack):
            return scale
    if low == high:
        return usual[-1] if low <= usual[-1].high else Scale(min(0.0, low), max(1.0, high), False)
    return Scale(low, high, plain=False)


def scale_of_alpha(channels: Iterable[np.ndarray]) -> Scale | None:
    """The scale of alpha channels, whose values may be 0 and 1 where colours reach to 255.

    None where there are no such channels, or where alpha is in a range of its own.
    """
    ranges = [(float(channel.min()), float(channel.max())) for channel in channels]
    if not ranges or not min(low for low, _ in ranges) >= 0:
        return None
    high = max(high for _, high in ranges)
    return next((scale for scale in (UNIT, BYTES, WORDS) if high <= scale.high), None)


def value_range(images: np.ndarray, where: str) -> tuple[float, float]:
    """The lowest and highest value of an array; UserError where some are no finite numbers."""
    if images.dtype.kind not in "buif":
        raise UserError(
            f"{where} is {images.dtype}: give images as whole or floating-point numbers"
        )
    low, high = float(images.min()), float(images.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        count = sum(int((~np.isfinite(images[i : i + BLOCK])).sum()) for i in _firsts(images))
        raise UserError(
            f"{where} has {count:,} values that are NaN or infinite: replace them, "
            "as with numpy.nan_to_num(images)"
        )
    return low, high


def to_bytes(images: np.ndarray, scale: Scale) -> np.ndarray:
    """Images of any numbers as uint8 of the same shape; what is beyond black and white is cut."""
    if images.dtype == np.uint8 and scale[:2] == BYTES[:2]:
        return images
    scaled = np.empty(images.shape, np.uint8)
    for first in _firsts(images):
        block = slice(first, first + BLOCK)
        scaled[block] = _scaled(images[block], scale)
    return scaled


def number(value: float) -> str:
    """A value as a person writes it: 255, 0.5, -1024."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.3g}"


def _firsts(images: np.ndarray) -> range:
    return range(0, len(images), BLOCK)


def _scaled(values: np.ndarray, scale: Scale) -> np.ndarray:
    if scale.floor:
        return np.clip(values.astype(np.int64) >> 8, 0, 255).astype(np.uint8)
    if values.dtype.kind in "bui":
        values = values.astype(np.float64)
    factor = 255.0 / (scale.high - scale.low)
    moved = values - scale.low if scale.low else values
    return np.clip(np.rint(moved * factor), 0, 255).astype(np.uint8)


def _integers(dtype: np.dtype) -> tuple[Scale, ...]:
    """The usual ranges of whole numbers of a type; wider types often hold those of narrower."""
    if dtype.itemsize == 1:
        return (BYTES,) if dtype.kind == "u" else (Scale(-128, 127), Scale(0, 127))
    return BYTES, WORDS


def _within(scale: Scale, low: float, high: float, slack: float) -> bool:
    """Whether values lie within a range, but for ``slack``, and use a good part of it.

    A range with negative values is that of the data only if some are.
    """
    inside = scale.low - slack <= low and high <= scale.high + slack
    if scale.low < 0:
        return inside and low < -slack and max(-low, high) >= 2 * USED * scale.high
    used = 0.5 if scale.high > BYTES.high else USED
    return inside and high - min(low, scale.low) >= used * scale.high
