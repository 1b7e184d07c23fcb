"""Points in the plane, coloured by class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from keras_gencmp.errors import UserError
from keras_gencmp.figures.style import FONT_SIZE, PALETTE, charts, label_axes
from keras_gencmp.figures.titles import add_title

# The shape changes when the ten colours are used up.
MARKERS = "o^sDvP*X"
LEGEND_ROWS = 24
PLANE = ("$z_1$", "$z_2$")


def scatter(
    points: np.ndarray,
    labels: np.ndarray | None = None,
    classes: Sequence[str] = (),
    *,
    axis_labels: tuple[str, str] = PLANE,
    title: str | None = None,
) -> Figure:
    """Points (n, 2) with one colour and one entry of the legend for each class.

    `labels` (n,) index `classes`; without either all points have one colour. Reports B figure 8,
    D figures 13 and 14, E figure 9.
    """
    points = np.asarray(points, float)
    if points.ndim != 2 or points.shape[1] != 2:
        raise UserError(f"a scatter needs points of 2 dimensions, not an array {points.shape}")
    figure, (axes,) = charts(width=7.0, height=6.0)
    if labels is None or not classes:
        axes.scatter(*points.T, s=6, color=PALETTE[0], linewidths=0)
    else:
        _draw_classes(axes, points, np.asarray(labels), classes)
        _draw_legend(figure, classes)
    label_axes(axes, *axis_labels)
    axes.set_aspect("equal", adjustable="datalim")
    return add_title(figure, title or "")


def _draw_classes(
    axes: Axes, points: np.ndarray, labels: np.ndarray, classes: Sequence[str]
) -> None:
    """The points in a fixed random order, so that no class lies on top of the others."""
    if labels.shape != points.shape[:1] or labels.min() < 0 or labels.max() >= len(classes):
        raise UserError(
            f"each of {len(points)} points needs a label between 0 and {len(classes) - 1}"
        )
    order = np.random.default_rng(0).permutation(len(points))
    points, labels = points[order], labels[order]
    colours = np.array(PALETTE)[labels % len(PALETTE)]
    for cycle in np.unique(labels // len(PALETTE)):
        members = labels // len(PALETTE) == cycle
        marker = MARKERS[cycle % len(MARKERS)]
        axes.scatter(*points[members].T, s=7, c=colours[members], marker=marker, linewidths=0)


def _draw_legend(figure: Figure, classes: Sequence[str]) -> None:
    """One entry for each class beside the chart, larger than its points."""
    entries = [
        Line2D(
            [],
            [],
            linestyle="",
            marker=MARKERS[index // len(PALETTE) % len(MARKERS)],
            markersize=7,
            color=PALETTE[index % len(PALETTE)],
            markeredgewidth=0,
            # A dollar sign would begin a formula.
            label=name.replace("$", r"\$"),
        )
        for index, name in enumerate(classes)
    ]
    columns = -(-len(classes) // LEGEND_ROWS)
    figure.legend(
        handles=entries,
        loc="outside right center",
        fontsize=FONT_SIZE,
        frameon=False,
        ncols=columns,
    )
