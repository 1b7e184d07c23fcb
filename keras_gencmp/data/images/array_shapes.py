"""Shapes of arrays of images: from those that people write to (n, height, width, channels)."""

from __future__ import annotations

import math

import numpy as np

from keras_gencmp.data.images.colour import sample
from keras_gencmp.errors import UserError

CHANNELS = (1, 3, 4)
SIDES = (8, 1024)  # of images that are written as flat rows
LAST = 4  # times as long as both others is an axis of images that stand last
ALIKE = 0.75  # of the difference of any two rows of an image is that of neighbours, or less


def as_images(array: np.ndarray, where: str) -> tuple[np.ndarray, str]:
    """An array as images (n, h, w, 1, 3 or 4), and what was done to its shape, in words.

    It may be (n, h, w), channels first, or flat rows of square images: of one channel, or of three,
    as planes of red, green and blue or pixel by pixel. UserError for everything else, and for
    shapes that are rather those of one image, or of images that stand last.
    """
    if 0 in array.shape:
        raise UserError(f"{where} has the shape {array.shape}: there must be one image at least")
    if array.ndim == 3 and array.shape[1] == 1 and planes_of(array.shape[2]):
        array = array[:, 0]
    _refuse_other_meanings(array.shape, where)
    _refuse_images_last(array, where)
    if array.ndim == 2:
        return _from_rows(array, where)
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


def describe(shape: tuple[int, ...]) -> tuple[str, str]:
    """The original size and channels of images (n, h, w, c), in words."""
    return f"{shape[1]} x {shape[2]}", {1: "grey", 3: "RGB", 4: "RGBA"}[shape[3]]


def planes_of(pixels: int) -> int:
    """The number of channels of square images with so many values, or 0 where none has."""
    for planes in (1, 3):
        side = math.isqrt(pixels // planes)
        if planes * side**2 == pixels and SIDES[0] <= side <= SIDES[1]:
            return planes
    return 0


def _refuse_other_meanings(shape: tuple[int, ...], where: str) -> None:
    """UserError for (h, w, 3), one image in colour, and (h, w), one in grey."""
    if len(shape) == 3 and shape[2] in CHANNELS and min(shape[:2]) >= SIDES[0]:
        meaning = "that of one image: give several, as (n, height, width, channels)"
    elif len(shape) == 2 and shape[0] == shape[1] and planes_of(shape[1]):
        meaning = (
            "that of one image: give several, as (n, height, width), which flat rows can be "
            "reshaped to as well"
        )
    else:
        return
    raise UserError(f"{where} has the shape {shape}, which is probably {meaning}")


def _refuse_images_last(array: np.ndarray, where: str) -> None:
    """UserError for (h, h, n), and for (h, w, n) of which there are many more than pixels a side.

    Wide images may have such a shape too. They are told by their pixels: those of one image are
    the more alike the nearer they are, and images in no order are not.
    """
    shape = array.shape
    if len(shape) != 3 or min(shape[:2]) < SIDES[0] or shape[0] == shape[1] == shape[2]:
        return
    if shape[0] != shape[1] and (shape[2] < LAST * max(shape[:2]) or _is_wide(array)):
        return
    raise UserError(
        f"{where} has the shape {shape}, which is probably that of {shape[2]} images that stand "
        f"last: write numpy.moveaxis(x, -1, 0), or x[..., numpy.newaxis] if these are {shape[0]} "
        f"images of {shape[1]} x {shape[2]}"
    )


def _is_wide(array: np.ndarray) -> bool:
    """Whether one of the last axes is one of pixels, and the first is not."""
    if array.dtype.kind not in "buif":
        return True
    values = array[..., : SIDES[1]].astype(np.float64)
    return min(_likeness(values, 1), _likeness(values, 2)) <= ALIKE < _likeness(values, 0)


def _likeness(values: np.ndarray, axis: int) -> float:
    """The difference of neighbours along an axis as a share of that of any two slices."""
    slices = np.moveaxis(values, axis, 0)
    others = np.random.default_rng(0).permutation(len(slices))
    with np.errstate(invalid="ignore", over="ignore"):  # values that are refused later
        near = float(np.abs(np.diff(slices, axis=0)).mean())
        any_two = float(np.abs(slices - slices[others]).mean())
    return near / any_two if any_two else 1.0


def _from_rows(rows: np.ndarray, where: str) -> tuple[np.ndarray, str]:
    """Flat rows (n, pixels) as images, and how they were read."""
    count, pixels = rows.shape
    planes = planes_of(pixels)
    if not planes:
        raise UserError(
            f"{where} has the shape {rows.shape}, and {pixels} is not the number of pixels of a "
            "square image: reshape it to (n, height, width)"
        )
    side = math.isqrt(pixels // planes)
    by_plane = rows.reshape(count, planes, side, side).transpose(0, 2, 3, 1)
    if planes == 1:
        return by_plane, "read from flat rows"
    by_pixel = rows.reshape(count, side, side, planes)
    if rows.dtype.kind in "buif" and _roughness(by_pixel) < _roughness(by_plane):
        return by_pixel, "read from flat rows, pixel by pixel"
    return by_plane, "read from flat rows, as planes of red, green and blue"


def _roughness(images: np.ndarray) -> float:
    """The mean difference of neighbouring pixels: the wrong order of an image's values is rough."""
    looked_at = images[sample(len(images))].astype(np.float64)
    with np.errstate(invalid="ignore", over="ignore"):  # values that are refused later
        across, down = (np.abs(np.diff(looked_at, axis=axis)) for axis in (2, 1))
        return float(across.mean() + down.mean())


def _mend(shape: tuple[int, ...]) -> str:
    """What is probably meant by a shape that is none of images."""
    if len(shape) < 2:
        return "; name the array that holds them by ?images=KEY"
    if len(shape) == 4 and shape[2] in CHANNELS and shape[0] == shape[1]:
        return "; with the images last, transpose them by numpy.transpose(x, (3, 0, 1, 2))"
    if len(shape) == 4 and shape[3] == 2:
        return "; of two channels take one, as x[..., 0]"
    if len(shape) >= 4:
        return "; of volumes and films take single slices, as in x[:, x.shape[1] // 2]"
    return ""
