"""Quality against cost: one curve a model, a panel for each way to count the cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter, FuncFormatter, LogLocator, NullFormatter

from keras_gencmp.errors import UserError
from keras_gencmp.figures.scales import logarithmic
from keras_gencmp.figures.scatter import appearance
from keras_gencmp.figures.style import FONT_SIZE, PALETTE, charts, label_axes, text_width

DASHES = ("-", "--", ":")
SIZE = 4.5  # points of a marker
NAME = 30  # characters of a line of a model's name beside a chart


class Path(NamedTuple):
    """A model's way: `cost` (n,) and `quality` (seeds, n), whose mean over seeds is drawn."""

    cost: np.ndarray
    quality: np.ndarray


def against_cost(panels: Mapping[str, Mapping[str, Path]], y_label: str) -> Figure:
    """A panel for each measure of cost, by its name; in each a path for each model, by its label.

    A model has a colour and a shape of its points, for readers who do not see the colours.
    Single seeds are drawn faintly. Costs are on a logarithmic axis, and so is the quality where all
    of it is above 0.
    """
    if not panels or not any(panels.values()):
        raise UserError("there is no path to draw: no training was evaluated on its way")
    labels = list(dict.fromkeys(label for paths in panels.values() for label in paths))
    width = 3.9 * len(panels)
    columns = legend_columns(labels, width)
    rows = -(-len(labels) // columns)
    figure, axes = charts(1, len(panels), width=width, height=3.5 + 0.2 * rows)
    positive = all(
        np.all(path.quality[np.isfinite(path.quality)] > 0)
        for paths in panels.values()
        for path in paths.values()
    )
    for number, (each, (x_label, paths)) in enumerate(zip(axes, panels.items(), strict=True)):
        for label, path in paths.items():
            _draw(each, path, label, labels.index(label))
        _scale(each, positive)
        label_axes(each, x_label, y_label if number == 0 else "")
    handles = {
        h.get_label(): h for each in axes for h in each.get_lines() if h.get_label()[0] != "_"
    }
    figure.legend(
        handles=[handles[label] for label in labels if label in handles],
        loc="outside lower left",  # a title stands above
        ncols=columns,
        fontsize=FONT_SIZE,
        frameon=False,
    )
    return figure


def legend_columns(labels: Sequence[str], width: float) -> int:
    """How many entries of a legend stand side by side in a figure of so many inches."""
    widest = max(text_width(label) for label in labels) + 0.6
    return max(1, min(len(labels), int(width / widest)))


def _draw(axes: Axes, path: Path, label: str, index: int) -> None:
    (colour, marker), dash = appearance(index), DASHES[index // len(PALETTE) % len(DASHES)]
    style = {"color": colour, "linestyle": dash}
    if len(path.quality) > 1:
        for seed in path.quality:
            axes.plot(path.cost, seed, alpha=0.25, linewidth=0.8, **style)
    mean = path.quality.mean(axis=0)
    points = {"marker": marker, "markersize": SIZE, "markeredgewidth": 0}
    axes.plot(path.cost, mean, label=label, **points, **style)


def _scale(axes: Axes, positive: bool) -> None:
    """Logarithmic axes with few and plain numbers; below 0 the quality is linear around it."""
    axes.set_xscale("log")
    if positive:
        logarithmic(axes)
    else:
        axes.set_yscale("symlog", linthresh=1)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    spread = np.ptp(np.log10(axes.get_xlim()))
    axes.xaxis.set_major_locator(LogLocator(subs=(1,) if spread > 1.5 else (1, 3)))
    axes.xaxis.set_major_formatter(EngFormatter(sep=""))
    axes.xaxis.set_minor_formatter(NullFormatter())


def intervals(
    rows: Sequence[tuple[str, float, float | None, float | None, Sequence[float]]],
    x_label: str,
    level: float | None = None,
    level_name: str = "real images",
) -> Figure:
    """Scores as dots with their intervals, one row a model, and the single seeds beside them.

    A row is (label, mean, low, high, values of the seeds); ``level`` is a value to
    compare them with, that of real images if it has no other name.
    """
    lines = sum(max(1, len(wrap(row[0], NAME))) for row in rows)
    figure, (axes,) = charts(width=7.5, height=0.9 + 0.1 * len(rows) + 0.26 * lines)
    for y, (_, mean, low, high, values) in enumerate(rows):
        if low is not None and high is not None:
            axes.plot([low, high], [y, y], color=PALETTE[0], linewidth=2)
        axes.plot(values, [y] * len(values), "o", color=PALETTE[0], alpha=0.4, markersize=4)
        axes.plot([mean], [y], "D", color=PALETTE[0], markersize=6)
    if level is not None:
        axes.axvline(level, color=PALETTE[1], linestyle="--", linewidth=1, label=level_name)
        axes.legend(fontsize=FONT_SIZE - 1, frameon=False, loc="best")
    label_axes(axes, x_label, "")
    axes.set_yticks(range(len(rows)), ["\n".join(wrap(row[0], NAME)) for row in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    return figure
