"""Arrays of images as functions take them: uint8, or floating-point numbers in [0, 1]."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_gencmp.data.images.scaling import OVERSHOOT, UNIT, Scale, number, scale_of, value_range
from keras_gencmp.errors import UserError


def checked(images: Any, what: str = "the array", *, finite: bool = True) -> np.ndarray:
    """Images as uint8, or as floats in [0, 1] of their own kind; of truths 1 is white.

    What a resampling overshoots is cut off. The range is not guessed, as that of a dataset is: a
    few pictures, or those of a bad generator, do not show it. UserError for another one, with what
    scales it; for an array without images; and, unless ``finite`` is False, for NaN.
    """
    x = np.asarray(images)
    if not x.size:
        raise UserError(f"{what} has the shape {x.shape}: there must be one image at least")
    if x.dtype == bool:
        return x.astype("float32")
    if finite or x.dtype.kind != "f":
        low, high = value_range(x, what)
    else:
        low, high = _finite_range(x)
    if x.dtype == np.uint8 and high != 1:
        return x
    if x.dtype.kind != "f" or low < -OVERSHOOT or high > 1 + OVERSHOOT:
        raise UserError(
            f"{what} is {x.dtype} from {number(low)} to {number(high)}: bring it to [0, 1], as by "
            f"{_mend(scale_of(x.dtype, low, high))}, or give uint8 from 0 to 255"
        )
    return np.clip(x, UNIT.low, UNIT.high)


def as_floats(images: np.ndarray) -> np.ndarray:
    """Images that are checked, as float32 in [0, 1]."""
    return images.astype("float32") / (255.0 if images.dtype == np.uint8 else 1.0)


def _finite_range(x: np.ndarray) -> tuple[float, float]:
    known = x[np.isfinite(x)]
    return (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)


def _mend(scale: Scale) -> str:
    """What brings images of a scale to [0, 1]."""
    if scale[:2] == UNIT[:2]:
        return "x.astype(float)"
    if scale.low == 0:
        return f"x / {scale.high:.7g}"
    moved = f"x {'+' if scale.low < 0 else '-'} {abs(scale.low):.7g}"
    span = scale.high - scale.low
    return moved if span == 1 else f"({moved}) / {span:.7g}"
