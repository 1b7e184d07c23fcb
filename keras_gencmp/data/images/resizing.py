"""Resizing images, and turning them grey or RGB: from any shape to that of a recipe."""

from __future__ import annotations

import numpy as np
from PIL import Image

# MNIST's own size, and the power of two that it is padded to: resampling would blur every stroke.
PADDED_FROM, PADDED_TO = 28, 32
BLOCK = 1000


def resize(images: np.ndarray, size: int, channels: int, fit: str = "pad") -> np.ndarray:
    """Images uint8 (n, h, w, 1 or 3) as uint8 (n, size, size, channels).

    28 to 32 pixels is two pixels of the border's colour on every side; every other change of size
    is an antialiased Lanczos resampling. Oblong images become square by ``fit``: "pad" with the
    border's colour, "crop" to the middle, or "stretch". RGB turns grey by the luma weights of ITU-R
    BT.601, grey turns RGB by repetition.
    """
    shape = (size, size, channels)
    if images.shape[1:] == shape:
        return images
    resized = np.empty((len(images), *shape), np.uint8)
    for first in range(0, len(images), BLOCK):
        block = slice(first, first + BLOCK)
        resized[block] = _resized_block(images[block], size, channels, fit)
    return resized


def padded(images: np.ndarray, height: int, width: int) -> np.ndarray:
    """Images (n, h, w, c) in the middle of larger ones, surrounded by the colour of their border.

    That is the median of the outermost pixels, by image and channel.
    """
    count, old_height, old_width, channels = images.shape
    top, left = (height - old_height) // 2, (width - old_width) // 2
    larger = np.empty((count, height, width, channels), images.dtype)
    larger[:] = border_colour(images)[:, np.newaxis, np.newaxis]
    larger[:, top : top + old_height, left : left + old_width] = images
    return larger


def border_colour(images: np.ndarray) -> np.ndarray:
    """The median (n, c) of the outermost pixels of images (n, h, w, c)."""
    sides = (images[:, 0], images[:, -1], images[:, 1:-1, 0], images[:, 1:-1, -1])
    frame = np.sort(np.concatenate(sides, axis=1), axis=1)
    return frame[:, frame.shape[1] // 2]


def _resized_block(images: np.ndarray, size: int, channels: int, fit: str) -> np.ndarray:
    """One block of images, with no more channels than it needs while it is resampled."""
    if channels < images.shape[-1]:
        images = np.asarray(_stacked(images).convert("L")).reshape(*images.shape[:3], 1)
    images = _cropped(images) if fit == "crop" else images
    if images.shape[1:3] != (PADDED_FROM, PADDED_FROM) or size != PADDED_TO:
        images = _resample(images, *_extent(images.shape, size, fit))
    if images.shape[1:3] != (size, size):
        images = padded(images, size, size)
    return np.repeat(images, channels // images.shape[-1], axis=-1)


def _extent(shape: tuple[int, ...], size: int, fit: str) -> tuple[int, int]:
    """The height and width within a square of ``size``: all of it, or in proportion for "pad"."""
    if fit != "pad":
        return size, size
    longer = max(shape[1:3])
    height, width = (max(1, round(side * size / longer)) for side in shape[1:3])
    return height, width


def _cropped(images: np.ndarray) -> np.ndarray:
    """The square in the middle of images (n, h, w, c)."""
    height, width = images.shape[1:3]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return images[:, top : top + side, left : left + side]


def _resample(images: np.ndarray, height: int, width: int) -> np.ndarray:
    """Images resampled to a size: separably, all rows of all images at once, then all columns."""
    if images.shape[1:3] == (height, width):
        return images
    images = _resample_rows(images, width).swapaxes(1, 2)
    return _resample_rows(images, height).swapaxes(1, 2)


def _resample_rows(images: np.ndarray, width: int) -> np.ndarray:
    """Images (n, h, w, c) resampled along their rows to (n, h, width, c)."""
    count, height, _, channels = images.shape
    stack = _stacked(images).resize((width, count * height), Image.Resampling.LANCZOS)
    return np.asarray(stack).reshape(count, height, width, channels)


def _stacked(images: np.ndarray) -> Image.Image:
    """Images (n, h, w, 1 or 3) as one picture, each above the next."""
    stack = np.ascontiguousarray(images).reshape(-1, *images.shape[2:])
    return Image.fromarray(stack[..., 0] if images.shape[-1] == 1 else stack)
