"""Paths between two images in latent space, one path a row, with both ends framed."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from keras_gencmp.errors import UserError
from keras_gencmp.figures.grid import GAP, grid
from keras_gencmp.figures.style import PALETTE


def interpolation(paths: np.ndarray, title: str | None = None) -> Figure:
    """The figure of decoded paths (paths, count, height, width, channels), or of a single path.

    Over each column stands its share of the way; the first and the last image are framed
    (report C figure 4: 9 images, 7 of them between the ends).
    """
    paths = np.asarray(paths)
    paths = paths[None] if paths.ndim == 4 else paths
    if paths.ndim != 5 or paths.shape[1] < 2:
        raise UserError(f"a path is at least 2 images, not an array of shape {paths.shape}")
    rows, count, height, width, _ = paths.shape
    shares = [str(Fraction(step, count - 1)) for step in range(1, count - 1)]
    images = paths.reshape(-1, *paths.shape[2:])
    figure = grid(images, count, title, column_labels=["start", *shares, "end"])
    for row in range(rows):
        for column, colour in ((0, PALETTE[0]), (count - 1, PALETTE[6])):
            corner = column * (width + GAP) - 1, row * (height + GAP) - 1
            frame = Rectangle(corner, width + 1, height + 1, fill=False, ec=colour, lw=2)
            frame.set_clip_on(False)
            figure.axes[0].add_patch(frame)
    return figure
