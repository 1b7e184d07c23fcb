"""A figure around one array of pixels, in which every pixel is a whole number of dots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_gencmp.figures.style import DPI, FONT_SIZE, INK, TITLE_SIZE, text_width

Places = Sequence[tuple[float, str]]

# Dots: the size that a picture aims at, the free border, a line of text, its distance.
AIM, BORDER, LINE, PAD = 900, 16, 34, 12


class Texts(NamedTuple):
    """What is written around the pixels: (pixel coordinate, text) pairs, axis names, a title."""

    title: str = ""
    left: Places = ()
    top: Places = ()
    bottom: Places = ()
    x_label: str = ""
    y_label: str = ""


def picture(pixels: np.ndarray, texts: Texts) -> Figure:
    """The figure of an array (H, W, 1 or 3) in [0, 1] with texts around it.

    The margins are as wide as the texts need, so that nothing is cut off.
    """
    size = np.array(pixels.shape[1::-1]) * _scale(pixels, [*texts.top, *texts.bottom])
    left, above, below = _margins(texts)
    title = _dots(text_width(texts.title, TITLE_SIZE) * 1.05)
    total = np.array([left + max(size[0], title) + BORDER, above + size[1] + below])
    figure = Figure(figsize=tuple(total / DPI), dpi=DPI)
    axes = figure.add_axes((left / total[0], below / total[1], *(size / total)))
    _show(axes, pixels)
    _write(axes, texts)
    _note(axes, texts.title, (0, 1), (0, above - BORDER / 2), va="top", fontsize=TITLE_SIZE)
    _note(axes, texts.x_label, (0.5, 0), (0, BORDER / 2 - below), ha="center", va="bottom")
    _note(axes, texts.y_label, (0, 0.5), (BORDER / 2 - left, 0), rotation=90, va="center")
    return figure


def _margins(texts: Texts) -> tuple[int, int, int]:
    """The dots to the left, above and below."""
    widest = _dots(max((text_width(text) for _, text in texts.left), default=0))
    left = BORDER + (widest + PAD) * bool(texts.left) + LINE * bool(texts.y_label)
    above = BORDER + LINE * bool(texts.title) + LINE * bool(texts.top)
    return left, above, BORDER + LINE * bool(texts.bottom) + LINE * bool(texts.x_label)


def _scale(pixels: np.ndarray, columns: Places) -> int:
    """Dots per pixel: near the aim, and enough for neighbouring column texts not to touch."""
    scale = int(np.clip(round(AIM / max(pixels.shape[:2])), 1, 6))
    centres = np.sort([place for place, _ in columns])
    if len(centres) < 2:
        return scale
    widest = max(text_width(text) for _, text in columns)
    return max(scale, int(np.ceil(_dots(widest * 1.15) / np.diff(centres).min())))


def _show(axes: Axes, pixels: np.ndarray) -> None:
    """The array itself, nearest neighbour, as bytes of RGB, on axes without lines and ticks."""
    # Bytes pass through as they are, where a grey colour map would shift them by one or two.
    levels = np.rint(255 * pixels).astype(np.uint8)
    image = np.broadcast_to(levels, (*levels.shape[:2], 3))
    axes.imshow(image, interpolation="nearest", aspect="auto")
    axes.spines[:].set_visible(False)


def _write(axes: Axes, texts: Texts) -> None:
    """The texts at pixel coordinates, as tick labels."""
    across = texts.top or texts.bottom
    axes.set_xticks([place for place, _ in across], [text for _, text in across])
    axes.set_yticks([place for place, _ in texts.left], [text for _, text in texts.left])
    if texts.top:
        axes.xaxis.tick_top()
    axes.tick_params(length=0, labelsize=FONT_SIZE, labelcolor=INK, pad=5)


def _note(
    axes: Axes, text: str, place: tuple[float, float], shift: tuple[float, float], **style: object
) -> None:
    """A text at a place in [0, 1]² of the axes, shifted by dots."""
    points = shift[0] * 72 / DPI, shift[1] * 72 / DPI
    look = {"fontsize": FONT_SIZE, "color": INK} | style
    axes.annotate(
        text, place, xytext=points, xycoords="axes fraction", textcoords="offset points", **look
    )


def _dots(inches: float) -> int:
    """Inches as whole dots, rounded up."""
    return int(np.ceil(inches * DPI))
