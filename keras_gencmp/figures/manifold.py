"""The manifold of a 2-d latent space: what a decoder makes of a grid of latent points."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from scipy.special import ndtri

from keras_gencmp.errors import UserError
from keras_gencmp.figures.canvas import Texts, picture
from keras_gencmp.figures.grid import mosaic
from keras_gencmp.figures.style import number

TICKS = 7


def manifold(
    images: np.ndarray,
    side: int,
    low: float = 0.05,
    high: float = 0.95,
    title: str | None = None,
) -> Figure:
    """The side² decoded images without gaps, with the values of z_1 and z_2 at the edges.

    The images come in the order of the rows of a picture, from latent points at evenly spaced
    quantiles between `low` and `high` of N(0, 1): z_1 grows from left to right, z_2 from bottom
    to top (report C question 1.15, report B figure 9).
    """
    if len(images) != side**2:
        raise UserError(f"a manifold of {side} x {side} needs {side**2} images, not {len(images)}")
    pixels = mosaic(images, side, gap=0)
    height, width = images.shape[1:3]
    ticks = min(side, TICKS)
    cells = np.linspace(0, side - 1, ticks)
    texts = [number(value) for value in ndtri(np.linspace(low, high, ticks))]
    across = ((cells + 0.5) * width - 0.5).tolist()
    down = ((side - cells - 0.5) * height - 0.5).tolist()
    left, bottom = zip(down, texts, strict=True), zip(across, texts, strict=True)
    return picture(pixels, Texts(title or "", list(left), (), list(bottom), "$z_1$", "$z_2$"))
