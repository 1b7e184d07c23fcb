"""Strips: one row a model, with its samples, its latent plane and its curves side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import fill
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_gencmp.errors import UserError
from keras_gencmp.figures.canvas import draw_pixels
from keras_gencmp.figures.curves import Series, draw_series
from keras_gencmp.figures.grid import clear_mosaic
from keras_gencmp.figures.scales import whole_numbers
from keras_gencmp.figures.style import FONT_SIZE, charts_of_no_axes, label_axes, legend_above

PICTURE, CHART, HEIGHT = 2.2, 3.4, 2.0  # inches; three strips fit a slide of 16:9
COLUMNS = 6  # samples side by side
NAME = 26  # characters of a line of a strip's name


class Strip(NamedTuple):
    """A model in one row: its name, samples, the images of its latent plane, and curves.

    ``samples`` and ``plane`` are (n, h, w, c); a plane is square, and None where the latent space
    has no two dimensions. ``losses`` and ``second``, of which ``second_name`` is the title, are by
    the step.
    """

    name: str
    samples: np.ndarray
    plane: np.ndarray | None
    losses: Sequence[Series]
    second: Sequence[Series]
    second_name: str = ""


def strips(rows: Sequence[Strip]) -> Figure:
    """The strips under each other; charts of one column share their axes."""
    if not rows:
        raise UserError("there is no setting to draw")
    with_plane = any(row.plane is not None for row in rows)
    with_second = any(row.second for row in rows)
    widths = [PICTURE, *[PICTURE] * with_plane, CHART, *[CHART] * with_second]
    figure = charts_of_no_axes(sum(widths) + 0.3, HEIGHT * len(rows) + 0.3)
    axes = figure.subplots(
        len(rows), len(widths), squeeze=False, gridspec_kw={"width_ratios": widths}
    )
    named: set[tuple[str, ...]] = set()
    for number, (row, places) in enumerate(zip(rows, axes, strict=True)):
        _draw(row, list(places), with_plane, with_second, number == 0, named)
    for column in range(len(widths) - 1 - with_second, len(widths)):
        _share(axes[:, column])
    for places in axes[:-1]:
        for chart in places[1 + with_plane :]:
            chart.set_xlabel("")
            chart.tick_params(labelbottom=False)
    return figure


def _draw(
    row: Strip,
    places: list[Axes],
    with_plane: bool,
    with_second: bool,
    is_first: bool,
    named: set[tuple[str, ...]],
) -> None:
    pictures: list[tuple[str, np.ndarray | None]] = [
        ("samples", clear_mosaic(row.samples[: COLUMNS**2], COLUMNS))
    ]
    if with_plane:
        side = 0 if row.plane is None else round(len(row.plane) ** 0.5)
        pictures.append(("latent plane", row.plane if not side else _plane(row.plane, side)))
    for (name, pixels), axes in zip(pictures, places, strict=False):
        _picture(axes, pixels)
        if is_first:
            axes.set_title(name, fontsize=FONT_SIZE)
    places[0].set_ylabel(fill(row.name, NAME), fontsize=FONT_SIZE, fontweight="bold")
    charts = [("loss", row.losses), (row.second_name, row.second)][: 1 + with_second]
    for (name, series), axes in zip(charts, places[1 + with_plane :], strict=True):
        for each in series:
            draw_series(axes, each)
        label_axes(axes, "step", name)
        whole_numbers(axes)
        labels = (name, *(each.label for each in series))
        if series and labels not in named:  # a legend for all rows below with the same series
            named.add(labels)
            legend_above(axes, columns=2)


def _plane(images: np.ndarray | None, side: int) -> np.ndarray:
    assert images is not None
    return clear_mosaic(images, side, gap=0)


def _picture(axes: Axes, pixels: np.ndarray | None) -> None:
    """Pixels without ticks; words where there are none."""
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    if pixels is None:
        middle = {"ha": "center", "va": "center", "transform": axes.transAxes}
        axes.text(0.5, 0.5, "no two latent\ndimensions", fontsize=FONT_SIZE - 1, **middle)
    else:
        draw_pixels(axes, pixels, aspect="equal")


def _share(column: Sequence[Axes]) -> None:
    """The same range of both axes in all charts of a column."""
    ranges: tuple[tuple[Callable[[Axes], tuple[float, float]], str], ...] = (
        (Axes.get_xlim, "set_xlim"),
        (Axes.get_ylim, "set_ylim"),
    )
    for get, name in ranges:
        both = [get(axes) for axes in column if axes.lines]
        for axes in column if both else ():
            getattr(axes, name)(min(low for low, _ in both), max(high for _, high in both))
