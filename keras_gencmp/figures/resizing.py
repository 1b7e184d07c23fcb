"""A figure of another width or resolution, in which text keeps its size."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_gencmp.errors import UserError
from keras_gencmp.figures.scatter import shrink_points
from keras_gencmp.figures.style import FONT_SIZE, legend_above, text_width

FLATTEST = 0.7  # of its height a chart keeps so much, however narrow it becomes
BESIDE = 0.7  # inches beside a chart, for its ticks and labels
LEAST_PICTURE = 0.5  # inches that labels must leave to the pixels
LEAST_FONT = 4.0  # points
HEAD = 0.6  # inches of a title
SPACING = 1.25  # from one line of text to the next, in its size
EPSILON = 1e-6


def resize(figure: Figure, width: float | None, dpi: int) -> None:
    """Make a figure ``width`` inches wide, or leave its width, and give it a resolution.

    Charts keep their proportions, but become no flatter than 0.7 of their height, or, where both
    axes have one scale, no lower than their legend. In a figure of pixels every pixel stays a whole
    number of dots: it has at least ``dpi`` dots an inch.
    UserError where the labels leave no room.
    """
    if figure.get_layout_engine() is None:
        _resize_pixels(figure, width or figure.get_figwidth(), dpi)
        return
    figure.set_dpi(dpi)
    if width is not None:
        before, height = figure.get_size_inches()
        least = _height_of_planes(figure) or FLATTEST * height
        figure.set_size_inches(width, max(height * width / before, least))
        _fit_legends(figure)
        shrink_points(figure, width / before)


def _height_of_planes(figure: Figure) -> float:
    """The least height of charts with one scale on both axes, that of their legend; else 0."""
    if not all(axes.get_aspect() == 1.0 for axes in figure.axes):
        return 0.0
    legends = (legend.get_window_extent().height / figure.dpi for legend in figure.legends)
    return max(legends, default=0.0) + HEAD


def _fit_legends(figure: Figure) -> None:
    """Fewer columns for legends that are wider than their chart; UserError where one is too wide.

    They are measured before anything is laid out: a legend that is too wide leaves no chart.
    """
    for axes in figure.axes:
        share, width = _share(axes), figure.get_figwidth()
        room = share * width - BESIDE
        columns = len(axes.get_legend().get_texts()) if axes.get_legend() else 0
        while columns > 1 and _inches(axes) > room:
            columns -= 1
            legend_above(axes, columns)
        if columns and _inches(axes) > room:
            least = math.ceil(10 * (_inches(axes) + BESIDE) / share) / 10
            raise UserError(f"--width {width:g} is too narrow for this figure: give {least}")


def _share(axes: Axes) -> float:
    """The share of the figure's width that a chart has, with its labels."""
    place = axes.get_subplotspec()
    return 1.0 if place is None else len(place.colspan) / place.get_gridspec().ncols


def _inches(axes: Axes) -> float:
    """The width of the legend of a chart."""
    return float(axes.get_legend().get_window_extent().width / axes.figure.dpi)


def _resize_pixels(figure: Figure, width: float, dpi: int) -> None:
    """The margins keep their inches, and the pixels take what is left of the width."""
    (axes,) = figure.axes
    down, across = axes.images[0].get_array().shape[:2]
    before, height = figure.get_size_inches()
    box = axes.get_position()
    left, right = box.x0 * before, (1 - box.x1) * before
    below, above = box.y0 * height, (1 - box.y1) * height
    room = width - left - right
    if room < LEAST_PICTURE:
        least = left + right + LEAST_PICTURE
        raise UserError(f"--width {width:g} leaves no room beside the labels: give {least:.1f}")
    dots = max(1, math.ceil(dpi * room / across - EPSILON))
    figure.set_dpi(dots * across / room)
    _place(figure, axes, np.array([left, right, below, above]), (dots * across, dots * down))
    _fit_labels(axes, room / across)


def _place(figure: Figure, axes: Axes, margins: np.ndarray, size: tuple[int, int]) -> None:
    """Put the axes, ``size`` dots large, within margins in inches that become whole dots."""
    left, right, below, above = np.rint(margins * figure.dpi)
    total = np.array([left + size[0] + right, below + size[1] + above])
    figure.set_size_inches((total + EPSILON) / figure.dpi)
    axes.set_position((left / total[0], below / total[1], *(np.array(size) / total)))


def _fit_labels(axes: Axes, pitch: float) -> None:
    """Smaller labels where they would touch each other; ``pitch`` is inches a pixel."""
    widest = max((text_width(text.get_text()) for text in axes.get_xticklabels()), default=0)
    lines = max((text.get_text().count("\n") for text in axes.get_yticklabels()), default=0) + 1
    high = lines * SPACING * FONT_SIZE / 72 if lines > 1 else FONT_SIZE / 72
    needs = ((axes.get_xticks(), 1.15 * widest), (axes.get_yticks(), high))
    shares = [
        np.diff(np.sort(ticks)).min() * pitch / need
        for ticks, need in needs
        if len(ticks) > 1 and need
    ]
    size = FONT_SIZE * min([1.0, *shares])
    if size < FONT_SIZE:
        axes.tick_params(labelsize=max(LEAST_FONT, size))
