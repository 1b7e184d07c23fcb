"""A grid of images: row after row, with small gaps, crisp pixels and no axes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.errors import UserError
from keras_gencmp.figures.canvas import Texts, pixel_figure

GAP = 2


def mosaic(
    images: np.ndarray, columns: int, gap: int = GAP, blank: np.ndarray | None = None
) -> np.ndarray:
    """All images as one array (H, W, channels), float32 in [0, 1].

    Image k is in row k // columns and column k % columns; gaps of `gap` pixels, the cells after
    the last image, and the images that `blank` (n,) marks are white.
    """
    pixels = clear_mosaic(images, columns, gap, blank)
    return np.where(np.isnan(pixels), np.float32(1), pixels)


def clear_mosaic(
    images: np.ndarray, columns: int, gap: int = GAP, blank: np.ndarray | None = None
) -> np.ndarray:
    """A mosaic in which all that is no image is NaN: a figure shows its paper there."""
    images = unit_interval(images)
    if columns < 1:
        raise UserError(f"a grid has at least 1 column, but {columns} were asked for")
    if blank is not None:
        images[blank] = np.nan
    count, height, width, channels = images.shape
    rows = -(-count // columns)
    shape = rows * columns, height + gap, width + gap, channels
    cells = np.full(shape, np.nan, np.float32)
    cells[:count, :height, :width] = images
    lines = cells.reshape(rows, columns, height + gap, width + gap, channels).swapaxes(1, 2)
    whole = lines.reshape(rows * (height + gap), columns * (width + gap), channels)
    return whole[: whole.shape[0] - gap, : whole.shape[1] - gap]


def grid(
    images: np.ndarray,
    columns: int | None = None,
    title: str | None = None,
    row_labels: Sequence[str] | None = None,
    column_labels: Sequence[str] | None = None,
    blank: np.ndarray | None = None,
) -> Figure:
    """The figure of a mosaic, as nearly square as the number of images allows by default."""
    columns = int(np.ceil(np.sqrt(len(images)))) if columns is None else columns
    pixels = clear_mosaic(images, columns, blank=blank)
    height, width = (size + GAP for size in images.shape[1:3])
    rows = np.arange(-(-len(images) // columns)) * height + (height - GAP) / 2 - 0.5
    across = np.arange(columns) * width + (width - GAP) / 2 - 0.5
    left, top = _labels(rows, row_labels, "row"), _labels(across, column_labels, "column")
    return pixel_figure(pixels, Texts(title or "", left, top))


def unit_interval(images: np.ndarray) -> np.ndarray:
    """Images as float32 in [0, 1]: uint8 is divided by 255, floats are clipped.

    Raises UserError unless the shape is (n, height, width, 1 or 3) with n at least 1.
    """
    images = np.asarray(images)
    if images.ndim != 4 or not images.size or images.shape[-1] not in (1, 3):
        raise UserError(
            f"images must have the shape (n, height, width, 1 or 3), not {images.shape}"
        )
    scaled = images / np.float32(255) if images.dtype == np.uint8 else images
    # A diverged network's NaN is drawn grey: the figure should show the failure, not add one.
    return np.clip(np.nan_to_num(scaled, nan=0.5), 0, 1).astype(np.float32)


def _labels(
    centres: np.ndarray, labels: Sequence[str] | None, what: str
) -> list[tuple[float, str]]:
    """Each label with the pixel coordinate of the row or column it names."""
    if labels is None:
        return []
    if len(labels) != len(centres):
        raise UserError(f"{len(labels)} {what} labels were given for {len(centres)} {what}s")
    return list(zip(centres.tolist(), labels, strict=True))
