"""A figure around one array of pixels, in which every pixel is a whole number of dots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_gencmp.figures.style import DARK_GREY, DPI, FONT_SIZE, text_width
from keras_gencmp.figures.titles import add_title

# (pixel coordinate, text) pairs along one side of the array.
Labels = Sequence[tuple[float, str]]

# Dots: the size that a figure aims at, its border, a line of text, and the space beside a text.
TARGET, BORDER, LINE, PAD = 900, 16, 34, 12


class Texts(NamedTuple):
    """What is written around the pixels: labels of three sides, names of the axes, a title."""

    title: str = ""
    left: Labels = ()
    top: Labels = ()
    bottom: Labels = ()
    x_label: str = ""
    y_label: str = ""


def pixel_figure(pixels: np.ndarray, texts: Texts) -> Figure:
    """The figure of an array (H, W, 1 or 3) in [0, 1] with texts around it; NaN is transparent.

    The margins are as wide as the texts need, so that nothing is cut off; the title wraps.
    """
    size = np.array(pixels.shape[1::-1]) * _scale(pixels, [*texts.top, *texts.bottom])
    left, above, below = _margins(texts)
    total = np.array([left + size[0] + BORDER, above + size[1] + below])
    figure = Figure(figsize=tuple(total / DPI), dpi=DPI)
    axes = figure.add_axes((left / total[0], below / total[1], *(size / total)))
    draw_pixels(axes, pixels)
    _draw_labels(axes, texts)
    _annotate(axes, texts.x_label, (0.5, 0), (0, BORDER / 2 - below), ha="center", va="bottom")
    _annotate(axes, texts.y_label, (0, 0.5), (BORDER / 2 - left, 0), rotation=90, va="center")
    return add_title(figure, texts.title)


def _margins(texts: Texts) -> tuple[int, int, int]:
    """The dots to the left, above and below."""
    widest = _dots(max((text_width(text) for _, text in texts.left), default=0))
    left = BORDER + (widest + PAD) * bool(texts.left) + LINE * bool(texts.y_label)
    above = BORDER + LINE * bool(texts.top)
    return left, above, BORDER + LINE * bool(texts.bottom) + LINE * bool(texts.x_label)


def _scale(pixels: np.ndarray, columns: Labels) -> int:
    """Dots per pixel: near the target, and enough for neighbouring column labels not to touch."""
    scale = int(np.clip(round(TARGET / max(pixels.shape[:2])), 1, 6))
    centres = np.sort([centre for centre, _ in columns])
    if len(centres) < 2:
        return scale
    widest = max(text_width(text) for _, text in columns)
    return max(scale, int(np.ceil(_dots(widest * 1.15) / np.diff(centres).min())))


def draw_pixels(axes: Axes, pixels: np.ndarray, aspect: str = "auto") -> None:
    """The array itself, nearest neighbour, as bytes of RGB, on axes without spines."""
    # Bytes pass through unchanged; a grey colour map would shift them by one or two levels.
    clear = np.isnan(pixels)
    levels = np.rint(255 * np.where(clear, 1, pixels)).astype(np.uint8)
    image = np.broadcast_to(levels, (*levels.shape[:2], 3))
    shown = 1.0 - clear.all(axis=-1) if clear.any() else None
    axes.imshow(image, interpolation="nearest", aspect=aspect, alpha=shown)
    axes.spines[:].set_visible(False)
    axes.patch.set_visible(False)


def _draw_labels(axes: Axes, texts: Texts) -> None:
    """The labels at their pixel coordinates, as tick labels."""
    columns = texts.top or texts.bottom
    axes.set_xticks([centre for centre, _ in columns], [text for _, text in columns])
    axes.set_yticks([centre for centre, _ in texts.left], [text for _, text in texts.left])
    if texts.top:
        axes.xaxis.tick_top()
    axes.tick_params(length=0, labelsize=FONT_SIZE, labelcolor=DARK_GREY, pad=5)


def _annotate(
    axes: Axes, text: str, point: tuple[float, float], shift: tuple[float, float], **style: object
) -> None:
    """A text at a point in [0, 1]² of the axes, shifted by dots."""
    offset = shift[0] * 72 / DPI, shift[1] * 72 / DPI
    style = {"fontsize": FONT_SIZE, "color": DARK_GREY} | style
    axes.annotate(
        text, point, xytext=offset, xycoords="axes fraction", textcoords="offset points", **style
    )


def _dots(inches: float) -> int:
    """Inches as whole dots, rounded up."""
    return int(np.ceil(inches * DPI))
