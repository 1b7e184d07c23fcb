"""Originals beside their reconstructions: each reconstruction stands under its original."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.errors import UserError
from keras_gencmp.figures.grid import grid, unit_interval

LABELS = ("original", "reconstructed")


def pairs(
    originals: np.ndarray,
    reconstructions: np.ndarray,
    columns: int = 10,
    title: str | None = None,
) -> Figure:
    """Rows of originals, each followed by the row of their reconstructions (report A figure 5).

    Both arrays have one shape; at most `columns` pairs stand side by side.
    """
    originals, reconstructions = unit_interval(originals), unit_interval(reconstructions)
    if originals.shape != reconstructions.shape:
        raise UserError(
            f"originals of shape {originals.shape} cannot stand beside reconstructions of "
            f"shape {reconstructions.shape}"
        )
    columns = min(columns, len(originals))
    rows = _interleave(originals, reconstructions, columns)
    labels = LABELS * (len(rows) // columns // 2)
    return grid(rows, columns, title, row_labels=labels)


def _interleave(first: np.ndarray, second: np.ndarray, columns: int) -> np.ndarray:
    """Alternate rows of `columns` images of both arrays; the last rows are filled with white."""
    missing = -len(first) % columns
    fill = ((0, missing), (0, 0), (0, 0), (0, 0))
    both = [np.pad(images, fill, constant_values=1) for images in (first, second)]
    rows = [images.reshape(-1, columns, *images.shape[1:]) for images in both]
    return np.stack(rows, axis=1).reshape(-1, *first.shape[1:])
