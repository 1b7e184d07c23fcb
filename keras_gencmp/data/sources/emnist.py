"""EMNIST's own files, whose images are transposed: rows are columns (Cohen et al., 2017)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np

from keras_gencmp.data.splits import RawSplits

TRANSPOSED = "transposed, as EMNIST is"


def upright(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The arrays with images (n, h, w), or flat (n, pixels), the right way up; labels stay."""
    return {key: _upright(array) if array.ndim > 1 else array for key, array in arrays.items()}


def with_steps(raw: RawSplits, *done: str, notices: Iterable[str] = ()) -> RawSplits:
    """What was read, with further words on what was done to it, and on what looks wrong."""
    reading = raw.reading
    said = (*notices, *reading.notices)
    return raw._replace(reading=reading._replace(done=(*done, *reading.done), notices=said))


def _upright(images: np.ndarray) -> np.ndarray:
    if images.ndim == 2:
        side = math.isqrt(images.shape[1])
        images = images.reshape(-1, side, side) if side**2 == images.shape[1] else images
    return images.swapaxes(1, 2) if images.ndim == 3 else images
