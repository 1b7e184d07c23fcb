"""Matrices of shares as maps of shade, side by side: which class is taken for which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_gencmp.errors import UserError
from keras_gencmp.figures.style import FONT_SIZE, SLIDE, charts
from keras_gencmp.figures.titles import plain, short

WIDTH, HEIGHT = 2.6, 2.6  # inches of a matrix with its name and its labels
BAR = 0.9  # inches of the scale of shades
NAME = 30  # characters of a line of a title
LONGEST = 12  # characters of a class: longer names would take the room of the matrix
# The upper end of the scale of shades at least: 0.04 in the darkest one would look like full
# confusion.
LEAST_END = 0.2


def matrices(
    tables: Mapping[str, np.ndarray],
    names: Sequence[str],
    x_label: str,
    y_label: str,
    values: str,
) -> Figure:
    """A map (k, k) for each label: row and column k are of the class names[k], values in [0, 1].

    The diagonal is left white, and the shades are those of what is off it, up to 0.2 at least: on
    the diagonal stands nearly everything. Rows of NaN, classes of which there is nothing, are
    hatched. ``values`` is the name of the scale of shades.
    """
    if not tables:
        raise UserError("there is no matrix to draw")
    columns = columns_of(len(tables))
    rows = -(-len(tables) // columns)
    figure, axes = charts(rows, columns, width=WIDTH * columns + BAR, height=HEIGHT)
    off = [_off_diagonal(table) for table in tables.values()]
    greatest = [float(np.nanmax(each)) for each in off if np.isfinite(each).any()]
    most = max([LEAST_END, *greatest])
    for each, (label, table) in zip(axes, zip(tables, off, strict=True), strict=False):
        image = _draw(each, table, names, most)
        each.set_title("\n".join(wrap(plain(label), NAME)), fontsize=FONT_SIZE)
    for each in axes[len(tables) :]:
        each.set_visible(False)
    for each in axes[::columns]:
        each.set_ylabel(y_label, fontsize=FONT_SIZE)
    for each in axes[max(0, len(tables) - columns) : len(tables)]:
        each.set_xlabel(x_label, fontsize=FONT_SIZE)
    bar = figure.colorbar(image, ax=axes, shrink=0.8, pad=0.01)
    bar.ax.tick_params(labelsize=FONT_SIZE - 2)
    bar.set_label(values, fontsize=FONT_SIZE)
    return figure


def columns_of(count: int) -> int:
    """How many matrices stand side by side: the fewest with which all of them fit a slide."""
    for columns in range(1, count + 1):
        rows = -(-count // columns)
        if rows * HEIGHT <= SLIDE * (columns * WIDTH + BAR):
            return columns
    return count


def _off_diagonal(table: np.ndarray) -> np.ndarray:
    copy = np.array(table, float)
    np.fill_diagonal(copy, np.nan)
    return copy


def _draw(axes: Axes, table: np.ndarray, names: Sequence[str], most: float) -> object:
    axes.set_facecolor("white")
    image = axes.imshow(table, vmin=0.0, vmax=most, cmap="Blues")
    step = max(1, len(names) // 12)
    ticks = range(0, len(names), step)
    shown = [short(names[k], LONGEST) for k in ticks]
    axes.set_xticks(ticks, shown, fontsize=FONT_SIZE - 3)
    axes.set_yticks(ticks, shown, fontsize=FONT_SIZE - 3)
    if any(len(name) > 3 for name in names):
        axes.tick_params(axis="x", rotation=90)
    for row in np.flatnonzero(np.isnan(table).all(axis=1)):
        axes.axhspan(row - 0.5, row + 0.5, hatch="////", facecolor="none", edgecolor="#bbbbbb")
    axes.tick_params(length=0)
    return image
