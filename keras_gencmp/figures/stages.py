"""Samples at stages of a training: square grids side by side, one for each epoch."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.errors import UserError
from keras_gencmp.figures.canvas import Texts, pixel_figure
from keras_gencmp.figures.grid import GAP, mosaic

APART = 6 * GAP  # pixels between two grids


def stages(samples: Mapping[int, np.ndarray], side: int = 5, title: str | None = None) -> Figure:
    """side x side samples of each epoch, grid beside grid (report C figures 2 and 3).

    ``samples`` maps an epoch to its images (n, h, w, c), n at least side²; epoch 0 is the start.
    """
    if not samples:
        raise UserError("there are no samples to draw: not even those of the start")
    grids = [mosaic(samples[epoch][: side**2], side) for epoch in sorted(samples)]
    height, width, channels = grids[0].shape
    gap = np.ones((height, APART, channels), np.float32)
    pixels = np.concatenate([part for each in grids for part in (each, gap)][:-1], axis=1)
    labels = [f"epoch {epoch}" if epoch else "start" for epoch in sorted(samples)]
    centres = np.arange(len(grids)) * (width + APART) + width / 2 - 0.5
    return pixel_figure(pixels, Texts(title or "", [], list(zip(centres, labels, strict=True))))
