"""Shapes of arrays of images: from those that people write to (n, height, width, channels)."""

from __future__ import annotations

import math

import numpy as np

from keras_gencmp.errors import UserError

CHANNELS = (1, 3, 4)
SIDES = (8, 1024)  # of images that are written as flat rows


def as_images(array: np.ndarray, where: str) -> tuple[np.ndarray, str]:
    """An array as images (n, h, w, 1, 3 or 4), and what was done to its shape, in words.

    It may be (n, h, w), channels first, or flat rows of square images: of one channel, or of three
    planes of red, green and blue as in CIFAR's files. UserError for everything else.
    """
    if 0 in array.shape:
        raise UserError(f"{where} has the shape {array.shape}: there must be one image at least")
    if array.ndim == 2:
        return _from_rows(array, where), "read from flat rows"
    if array.ndim == 3:
        return array[..., np.newaxis], ""
    if array.ndim == 4 and array.shape[3] in CHANNELS:
        return array, ""
    if array.ndim == 4 and array.shape[1] in CHANNELS:
        return array.transpose(0, 2, 3, 1), "moved channels last"
    raise UserError(
        f"{where} has the shape {array.shape}: images must be (n, height, width), "
        f"(n, height, width, 1, 3 or 4), channels first or flat rows{_mend(array.shape)}"
    )


def _from_rows(rows: np.ndarray, where: str) -> np.ndarray:
    count, pixels = rows.shape
    for planes in (1, 3):
        side = math.isqrt(pixels // planes)
        if planes * side**2 == pixels and SIDES[0] <= side <= SIDES[1]:
            return rows.reshape(count, planes, side, side).transpose(0, 2, 3, 1)
    raise UserError(
        f"{where} has the shape {rows.shape}, and {pixels} is not the number of pixels of a square "
        "image: reshape it to (n, height, width)"
    )


def _mend(shape: tuple[int, ...]) -> str:
    """What is probably meant by a shape that is none of images."""
    if len(shape) == 4 and shape[2] in CHANNELS and shape[0] == shape[1]:
        return "; with the images last, transpose them by numpy.transpose(x, (3, 0, 1, 2))"
    if len(shape) >= 4:
        return "; of volumes and films take single slices, as in x[:, x.shape[1] // 2]"
    return ""


def describe(shape: tuple[int, ...]) -> tuple[str, str]:
    """The original size and channels of images (n, h, w, c), in words."""
    return f"{shape[1]} x {shape[2]}", {1: "grey", 3: "RGB", 4: "RGBA"}[shape[3]]
