"""A figure around one array of pixels, in which every pixel is a whole number of dots."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_gencmp.figures.style import DPI, FONT_SIZE, INK, TITLE_SIZE, text_width

Places = Sequence[tuple[float, str]]

# Dots: the size that a picture aims at, the free border, and the height of a line of text.
AIM, BORDER, LINE = 900, 16, 34


def picture(
    pixels: np.ndarray,
    *,
    title: str | None = None,
    left: Places = (),
    top: Places = (),
    bottom: Places = (),
    x_label: str = "",
    y_label: str = "",
) -> Figure:
    """The figure of an array (H, W, 1 or 3) in [0, 1], with texts at pixel coordinates around it.

    `left`, `top` and `bottom` hold (coordinate, text) pairs; `x_label` and `y_label` name the
    axes. The margins are as wide as the texts need, so that nothing is cut off.
    """
    scale = _scale(pixels, [*top, *bottom])
    size = np.array(pixels.shape[1::-1]) * scale
    before = BORDER + _dots(max((text_width(text) for _, text in left), default=0))
    before += (12 if left else 0) + (LINE if y_label else 0)
    over = BORDER + LINE * bool(title) + LINE * bool(top)
    below = BORDER + LINE * bool(bottom) + LINE * bool(x_label)
    needed = _dots(text_width(title or "", TITLE_SIZE) * 1.05)
    total = np.array([before + max(size[0], needed) + BORDER, over + size[1] + below])
    figure = Figure(figsize=tuple(total / DPI), dpi=DPI)
    axes = figure.add_axes((before / total[0], below / total[1], *(size / total)))
    _show(axes, pixels)
    _write(axes, left, top, bottom)
    inks = {"fontsize": FONT_SIZE, "color": INK}
    middle = (before + size[0] / 2) / total[0], (below + size[1] / 2) / total[1]
    figure.text(middle[0], BORDER / 2 / total[1], x_label, ha="center", va="bottom", **inks)
    figure.text(
        BORDER / 2 / total[0], middle[1], y_label, rotation=90, ha="left", va="center", **inks
    )
    height = 1 - (BORDER / 2 + LINE / 2) / total[1]
    figure.text(before / total[0], height, title or "", va="center", fontsize=TITLE_SIZE)
    return figure


def _scale(pixels: np.ndarray, columns: Places) -> int:
    """Dots per pixel: near the aim, and enough for neighbouring column texts not to touch."""
    scale = int(np.clip(round(AIM / max(pixels.shape[:2])), 1, 6))
    centres = np.sort([place for place, _ in columns])
    if len(centres) < 2:
        return scale
    widest = max(text_width(text) for _, text in columns)
    return max(scale, int(np.ceil(_dots(widest * 1.15) / np.diff(centres).min())))


def _show(axes: Axes, pixels: np.ndarray) -> None:
    """The array itself, nearest neighbour, grey or RGB, on axes without lines and ticks."""
    grey = pixels.shape[-1] == 1
    image = pixels[..., 0] if grey else pixels
    axes.imshow(image, cmap="gray", vmin=0, vmax=1, interpolation="nearest", aspect="auto")
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, labelsize=FONT_SIZE, labelcolor=INK, pad=5)


def _write(axes: Axes, left: Places, top: Places, bottom: Places) -> None:
    """The texts as tick labels at their places."""
    across = top or bottom
    axes.set_xticks([place for place, _ in across], [text for _, text in across])
    axes.set_yticks([place for place, _ in left], [text for _, text in left])
    if top:
        axes.xaxis.tick_top()
        axes.tick_params(length=0)


def _dots(inches: float) -> int:
    """Inches as whole dots, rounded up."""
    return int(np.ceil(inches * DPI))
