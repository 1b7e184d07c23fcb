"""From named arrays to splits: what NumPy archives, IDX files and tables have in common."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from keras_gencmp.data.images import colour
from keras_gencmp.data.images.agreement import (
    Extent,
    of_unlike_images,
    range_notices,
    refuse_unlike_ranges,
)
from keras_gencmp.data.images.array_labels import of_unread_labels, read_labels
from keras_gencmp.data.images.array_shapes import as_images, describe
from keras_gencmp.data.images.resizing import resize
from keras_gencmp.data.images.scaling import (
    BYTES,
    UNIT,
    Scale,
    scale_of,
    scale_of_alpha,
    to_bytes,
    value_range,
)
from keras_gencmp.data.keys import find_keys, left_alone
from keras_gencmp.data.options import Options
from keras_gencmp.data.splits import RawSplits, Split, stratified_order
from keras_gencmp.data.summary import Reading

Arrays = Mapping[str, np.ndarray]


class Target(NamedTuple):
    """What images are brought to: the side in pixels, 1 or 3 channels or 0 for the data's own."""

    size: int
    channels: int
    options: Options


def assemble(arrays: Arrays, file: Path, target: Target) -> RawSplits:
    """The splits of named arrays.

    Images are of any numbers and shapes that :mod:`.scaling` and :mod:`.array_shapes` know; labels
    may be missing. UserError naming the file and the array when it holds anything else.
    """
    keys = find_keys(arrays, target.options, file)
    images, reading = read_images(
        {split: arrays[key] for split, (key, _) in keys.items()},
        {split: f"{key} in {file}" for split, (key, _) in keys.items()},
        target,
    )
    ignored = left_alone(arrays, keys)
    if ignored:
        reading = reading._replace(done=(*reading.done, f"left alone {', '.join(ignored)}"))
    reading = reading._replace(notices=(*reading.notices, *of_unread_labels(keys)))
    labels, classes = read_labels(arrays, keys, images, file)
    splits = {split: Split(images[split], labels[split]) for split in keys}
    order = stratified_order(labels["train"])
    train = Split(images["train"][order], labels["train"][order])
    held_out = splits.get("validation"), splits.get("test")
    return RawSplits(train, *held_out, classes, reading=reading)


def read_images(
    arrays: Arrays, where: Mapping[str, str], target: Target
) -> tuple[dict[str, np.ndarray], Reading]:
    """The images of every split, uint8 (n, size, size, channels), and what was done to them.

    All splits share one range, one background and one number of channels. ``where`` names each
    array in messages.
    """
    shaped = {split: as_images(array, where[split]) for split, array in arrays.items()}
    images = {split: array for split, (array, _) in shaped.items()}
    done = dict.fromkeys(words for _, words in shaped.values() if words)
    limits = _limits(images, where, target.options)
    scale, values = _scale(images, limits, target.options)
    original = {split: describe(array.shape) for split, array in images.items()}
    shortest = min(min(array.shape[1:3]) for array in images.values())
    alpha = scale_of_alpha(array[..., 3] for array in images.values() if array.shape[3] == 4)
    images = {split: _to_bytes(array, scale, alpha or scale) for split, array in images.items()}
    images, words = _opaque(images, target.options.background)
    channels = target.channels or (3 if _any_in_colour(images) else 1)
    done |= dict.fromkeys(filter(None, (words, *_steps(images, channels, target))))
    resized = {
        split: resize(array, target.size, channels, target.options.fit)
        for split, array in images.items()
    }
    sizes, kinds = (", ".join(dict.fromkeys(each)) for each in zip(*original.values(), strict=True))
    notices = (*range_notices(scale, limits, target.options), *of_unlike_images(original))
    return resized, Reading(sizes, kinds, values, tuple(done), notices, shortest)


def steps_of_resizing(sizes: set[tuple[int, int]], target: Target) -> list[str]:
    """What is done to images (height, width) to bring them to their size, in words."""
    size, fit = target.size, target.options.fit
    if sizes == {(size, size)}:
        return []
    oblong = any(height != width for height, width in sizes)
    how = {"pad": "padded with the border's colour", "crop": "cropped", "stretch": "stretched"}[fit]
    if sizes == {(28, 28)} and size == 32:
        return ["padded to 32 x 32 with the border's colour"]
    return [*([f"{how} to squares"] if oblong else []), f"resized to {size} x {size}"]


def step_of_channels(coloured: bool, channels: int) -> str:
    """What is done to the colours of images, in words."""
    if coloured and channels == 1:
        return "made grey"
    return "repeated in three channels" if channels == 3 and not coloured else ""


def _steps(images: Arrays, channels: int, target: Target) -> list[str]:
    sizes = {(int(array.shape[1]), int(array.shape[2])) for array in images.values()}
    return [
        step_of_channels(_any_in_colour(images), channels),
        *steps_of_resizing(sizes, target),
    ]


def _limits(images: Arrays, where: Mapping[str, str], options: Options) -> tuple[float, float]:
    """The lowest and highest value of all splits together; UserError where they are unlike."""
    ranges = {split: value_range(array[..., :3], where[split]) for split, array in images.items()}
    if not options.limits:
        refuse_unlike_ranges(
            {where[split]: Extent(*ranges[split], _mean(images[split])) for split in images}
        )
    return min(low for low, _ in ranges.values()), max(high for _, high in ranges.values())


def _mean(images: np.ndarray) -> float:
    """The mean value of some of the images, without alpha."""
    return float(images[colour.sample(len(images)), ..., :3].mean(dtype=np.float64))


def _scale(images: Arrays, limits: tuple[float, float], options: Options) -> tuple[Scale, str]:
    """The scale of all splits together, and the range of their values in words."""
    dtype = np.result_type(*(array.dtype for array in images.values()))
    scale = Scale(*options.limits) if options.limits else scale_of(dtype, *limits)
    if all(array.dtype == bool for array in images.values()):
        scale = UNIT
    words = f"{Scale(*limits)} ({dtype})"
    return scale, words if scale[:2] in (limits, BYTES[:2]) else f"{words}, of {scale}"


def _to_bytes(images: np.ndarray, scale: Scale, alpha: Scale) -> np.ndarray:
    """Images (n, h, w, c) as uint8; an alpha channel has a scale of its own."""
    if images.shape[3] < 4 or scale == alpha:
        return to_bytes(images, scale)
    parts = to_bytes(images[..., :3], scale), to_bytes(images[..., 3:], alpha)
    return np.concatenate(parts, axis=3)


def _opaque(images: Arrays, background: str) -> tuple[dict[str, np.ndarray], str]:
    """Images without an alpha channel, and what was done to it in words."""
    transparent = [array for array in images.values() if array.shape[-1] == 4]
    if not transparent:
        return dict(images), ""
    chosen: str | None = background
    if background == "auto":
        looked_at = (colour.ink(a[i]) for a in transparent for i in colour.sample(len(a)))
        chosen = colour.background_for(looked_at)
    flat = {
        split: colour.flatten(array, chosen or "white") if array.shape[-1] == 4 else array
        for split, array in images.items()
    }
    clear = any(int(array[..., 3].min()) < 255 for array in transparent)
    return flat, f"set on {chosen or 'white'}" if clear else "without their opaque alpha channel"


def _any_in_colour(images: Arrays) -> bool:
    return any(colour.in_colour(array[colour.sample(len(array))]) for array in images.values())
