"""Curves over epochs or steps, one panel for each unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_gencmp.errors import UserError
from keras_gencmp.figures.scales import is_wide, logarithmic, whole_numbers, without_start
from keras_gencmp.figures.style import (
    DARK_GREY,
    PALETTE,
    SLIDE,
    charts,
    charts_of_no_axes,
    label_axes,
    legend_above,
    text_width,
)
from keras_gencmp.figures.titles import add_title, wrapped

STACKED, LEAST_HEIGHT = 6.0, 2.4  # inches: a narrower figure has one column, of charts so high
BESIDE, HANDLE = 0.7, 0.6  # inches beside a chart, and of the line before a legend's label
ABOVE, LEAST_LABEL = 1.0, 1.2  # inches of a legend and a title, and that a label has at least
BROAD = 9.0  # inches of a figure with three charts beside each other
MARKED = 30  # a curve of at most that many points shows each of them


class Series(NamedTuple):
    """One curve: its label, positions `x` (n,) and values `y` (n,).

    `colour` indexes the palette. `error` (n,) is drawn as a band of y - error to y + error. Where
    `y` is a running mean, `raw` holds the points (x, y) that are drawn faintly behind it.
    """

    label: str
    x: np.ndarray
    y: np.ndarray
    colour: int = 0
    dashed: bool = False
    error: np.ndarray | None = None
    raw: tuple[np.ndarray, np.ndarray] | None = None


class Panel(NamedTuple):
    """Series of one unit over one x axis, with lines of reference: positions by label.

    `marks` are vertical lines at positions of x, `levels` horizontal ones at values of y. What all
    dashed curves are, `dashed`, has one entry in the legend in the place of one for each. A `score`
    is drawn on a logarithmic axis where it falls by magnitudes.
    """

    y_label: str
    series: Sequence[Series]
    x_label: str = "epoch"
    marks: Mapping[str, float] = MappingProxyType({})
    levels: Mapping[str, float] = MappingProxyType({})
    dashed: str = ""
    score: bool = False


def curves(
    panels: Sequence[Panel],
    *,
    log: bool = False,
    title: str | None = None,
    width: float | None = None,
) -> Figure:
    """The panels on one slide, or below each other in a narrow `width` (inches).

    `log` makes the y axes logarithmic. Reports A figure 7, B figures 5 and 7, D figures 10 to 12,
    E figures 3 and 8.
    """
    if not panels:
        raise UserError("there is no curve to draw: the history holds no values")
    figure, all_axes = slide(len(panels), width)
    for axes, whole in zip(all_axes, panels, strict=True):
        panel = _fitting(whole, axes, figure)
        _draw_panel(axes, panel)
        if log or (panel.score and is_wide([series.y for series in panel.series])):
            _logarithmic(axes, panel)
        else:
            _linear(axes, panel)
        legend_above(axes, columns=_columns(panel, axes, figure))
    return add_title(figure, title or "")


def _fitting(panel: Panel, axes: Axes, figure: Figure) -> Panel:
    """A panel whose long labels are broken into lines, within the width and height of its chart."""
    place = axes.get_subplotspec()
    assert place is not None
    grid = place.get_gridspec()
    width = len(place.colspan) / grid.ncols * figure.get_figwidth() - BESIDE - HANDLE
    height = max(len(place.rowspan) / grid.nrows * figure.get_figheight() - ABOVE, LEAST_LABEL)
    series = [each._replace(label="\n".join(wrapped(each.label, width))) for each in panel.series]
    return panel._replace(y_label="\n".join(wrapped(panel.y_label, height)), series=series)


def _draw_panel(axes: Axes, panel: Panel) -> None:
    """The curves of one panel, its lines of reference and the labels of its axes."""
    for series in panel.series:
        draw_series(axes, series)
        if series.dashed and panel.dashed:
            axes.lines[-1].set_label(f"_{series.label}")  # not in the legend
    if panel.dashed:
        axes.plot([], [], "--", color=DARK_GREY, label=panel.dashed)
    _draw_references(axes, panel)
    label_axes(axes, panel.x_label, panel.y_label)
    whole_numbers(axes)


def draw_series(axes: Axes, series: Series) -> None:
    """One curve, with the points behind it and the band of its errors."""
    if np.shape(series.x) != np.shape(series.y):
        raise UserError(
            f"'{series.label}' has {len(series.y)} values but {len(series.x)} positions on x"
        )
    colour = PALETTE[series.colour % len(PALETTE)]
    if series.raw is not None:
        axes.plot(*series.raw, color=colour, alpha=0.25, linewidth=0.7)
    line = "--" if series.dashed else "-"
    marker = "o" if len(series.y) <= MARKED else None
    style = {"color": colour, "linestyle": line, "marker": marker, "markersize": 3.5}
    axes.plot(series.x, series.y, label=series.label, **style)
    if series.error is not None:
        low, high = series.y - series.error, series.y + series.error
        axes.fill_between(series.x, low, high, color=colour, alpha=0.2, linewidth=0)


def _draw_references(axes: Axes, panel: Panel) -> None:
    """The vertical and horizontal lines of a panel."""
    for label, position in panel.marks.items():
        axes.axvline(position, color=DARK_GREY, linestyle=":", linewidth=1, label=label)
    for label, height in panel.levels.items():
        axes.axhline(height, color=DARK_GREY, linestyle="-.", linewidth=1, label=label)


def slide(count: int, width: float | None = None) -> tuple[Figure, list[Axes]]:
    """An empty figure of so many charts that fits a slide of 16:9, and its axes.

    Two stand side by side, and more in rows, of which the first has a wider chart where one place
    is left over. In less than six inches they stand below each other, and three beside each other
    need nine.
    """
    if count == 1 or (width is not None and width < STACKED):
        wide = width or 7.0
        return charts(rows=count, width=wide, height=max(LEAST_HEIGHT, 3.2 / 7 * wide))
    columns = 2 if count <= 4 or (width is not None and width < BROAD) else 3
    rows = -(-count // columns)
    size = (11.0, 4.2) if count == 2 else (11.0, SLIDE * 11.0)
    wide, high = size if count <= 4 else (13.33, max(SLIDE * 13.33, 2.5 * rows))
    if width is not None:
        wide, high = width, max(high * width / wide, LEAST_HEIGHT * rows)
    figure = charts_of_no_axes(wide, high)
    places = figure.add_gridspec(rows, columns)
    over = rows * columns - count
    spans = [places[0, : 1 + over], *(places[0, k] for k in range(1 + over, columns))]
    spans += [places[row, column] for row in range(1, rows) for column in range(columns)]
    return figure, [figure.add_subplot(each) for each in spans]


def _columns(panel: Panel, axes: Axes, figure: Figure) -> int:
    """The columns of a legend in which a dashed curve stands under its solid one, if they fit."""
    named = [each for each in panel.series if not (each.dashed and panel.dashed)]
    others = [*panel.marks, *panel.levels, *([panel.dashed] if panel.dashed else [])]
    entries = sum(not series.dashed for series in named) + len(others)
    place = axes.get_subplotspec()
    share = len(place.colspan) / place.get_gridspec().ncols
    labels = [each.label for each in named] + others
    entry = max(map(text_width, labels), default=1) + HANDLE
    room = share * figure.get_figwidth() - BESIDE
    return max(1, min(entries, 4, int(room / entry)))


def _linear(axes: Axes, panel: Panel) -> None:
    """A linear y axis; that of a long loss is for what follows its start."""
    long = [series for series in panel.series if len(series.y) > MARKED]
    raw = [series.raw[1] for series in long if series.raw is not None]
    short = [series.y for series in panel.series if len(series.y) <= MARKED]
    levels = np.array(list(panel.levels.values()), float)
    without_start(axes, [*short, levels], [*(series.y for series in long), *raw])


def _logarithmic(axes: Axes, panel: Panel) -> None:
    """A logarithmic y axis; UserError where a value is not positive."""
    if any(np.any(series.y <= 0) for series in panel.series):
        raise UserError("a logarithmic axis needs positive values: draw these without it")
    logarithmic(axes)
