"""Resizing images, and turning them grey or RGB: from any shape to that of a recipe."""

from __future__ import annotations

import numpy as np
from PIL import Image

# MNIST's own size, and the power of two that it is padded to: resampling would blur every stroke.
PADDED_FROM, PADDED_TO = 28, 32
BLOCK = 1000


def resize(images: np.ndarray, size: int, channels: int) -> np.ndarray:
    """Images uint8 (n, h, w, 1 or 3) as uint8 (n, size, size, channels).

    28 to 32 pixels is two pixels of background (0) on every side; every other change of size is
    an antialiased Lanczos resampling, which takes oblong images to square ones whole. RGB turns
    grey by the luma weights of ITU-R BT.601, grey turns RGB by repetition.
    """
    shape = (size, size, channels)
    if images.shape[1:] == shape:
        return images
    resized = np.empty((len(images), *shape), np.uint8)
    for first in range(0, len(images), BLOCK):
        block = slice(first, first + BLOCK)
        resized[block] = _resized_block(images[block], size, channels)
    return resized


def _resized_block(images: np.ndarray, size: int, channels: int) -> np.ndarray:
    """One block of images, with no more channels than it needs while it is resampled."""
    if channels < images.shape[-1]:
        images = np.asarray(_stacked(images).convert("L")).reshape(*images.shape[:3], 1)
    if images.shape[1:3] == (PADDED_FROM, PADDED_FROM) and size == PADDED_TO:
        border = (PADDED_TO - PADDED_FROM) // 2
        images = np.pad(images, ((0, 0), (border, border), (border, border), (0, 0)))
    elif images.shape[1:3] != (size, size):
        # The resampling is separable: all rows of all images at once, then all columns.
        images = _resample_rows(images, size).swapaxes(1, 2)
        images = _resample_rows(images, size).swapaxes(1, 2)
    return np.repeat(images, channels // images.shape[-1], axis=-1)


def _resample_rows(images: np.ndarray, width: int) -> np.ndarray:
    """Images (n, h, w, c) resampled along their rows to (n, h, width, c)."""
    count, height, _, channels = images.shape
    stack = _stacked(images).resize((width, count * height), Image.Resampling.LANCZOS)
    return np.asarray(stack).reshape(count, height, width, channels)


def _stacked(images: np.ndarray) -> Image.Image:
    """Images (n, h, w, 1 or 3) as one picture, each above the next."""
    stack = np.ascontiguousarray(images).reshape(-1, *images.shape[2:])
    return Image.fromarray(stack[..., 0] if images.shape[-1] == 1 else stack)
