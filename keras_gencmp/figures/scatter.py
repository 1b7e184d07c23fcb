"""Points in the plane by class: a colour, a shape and a name among them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from keras_gencmp.errors import UserError
from keras_gencmp.figures.style import FONT_SIZE, PALETTE, charts, label_axes, text_width
from keras_gencmp.figures.titles import BESIDE, add_title, short

MARKERS = "osD^v<>PX*"
LEGEND_ROWS = 24
NAMED = 20  # classes at most whose names stand among the points: more would hide them
LAYERS = 6  # parts of the points that lie one over the other, each with all classes
FULL = 2000  # points from which on they are drawn as small as they may be
NAME = "class"  # what marks the names of classes among the texts of a chart
AMONG, BESIDES = 14, 24  # characters of a name among the points, and in the legend
LEGEND, MARGINS = 1.0, 0.5  # inches of the usual legend, and of what is beside a column's names
BETWEEN = 0.02  # inches between names that stand among the points
PLANE = ("$z_1$", "$z_2$")


def scatter(
    points: np.ndarray,
    labels: np.ndarray | None = None,
    classes: Sequence[str] = (),
    *,
    axis_labels: tuple[str, str] = PLANE,
    title: str | None = None,
) -> Figure:
    """Points (n, 2) with one colour, one shape and one entry of the legend for each class.

    The name of a class stands at the median of its points too, for readers who do not see the
    colours. `labels` (n,) index `classes`; without either all points have one colour. Reports B
    figure 8, D figures 13 and 14, E figure 9.
    """
    points = np.asarray(points, float)
    if points.ndim != 2 or points.shape[1] != 2:
        raise UserError(f"a scatter needs points of 2 dimensions, not an array {points.shape}")
    known = labels is not None and bool(classes)
    figure, (axes,) = charts(width=7.0 + (beyond_usual(classes) if known else 0.0), height=6.0)
    if labels is None or not classes:
        axes.scatter(*points.T, s=6, color=PALETTE[0], linewidths=0)
    else:
        _draw_classes(axes, points, np.asarray(labels), classes)
        _draw_names(axes, points, np.asarray(labels), classes)
        _draw_legend(figure, classes)
    label_axes(axes, *axis_labels)
    axes.set_aspect("equal", adjustable="datalim")
    add_title(figure, title or "")
    place_names(figure)
    return figure


def _draw_classes(
    axes: Axes, points: np.ndarray, labels: np.ndarray, classes: Sequence[str]
) -> None:
    """The points in a fixed random order, so that no class lies on top of the others."""
    if labels.shape != points.shape[:1] or labels.min() < 0 or labels.max() >= len(classes):
        raise UserError(
            f"each of {len(points)} points needs a label between 0 and {len(classes) - 1}"
        )
    order = np.random.default_rng(0).permutation(len(points))
    area = float(np.clip(9 * np.sqrt(FULL / len(points)), 9, 24))
    for layer in np.array_split(order, min(LAYERS, len(order))):
        for index in np.unique(labels[layer]):
            members = points[layer[labels[layer] == index]]
            colour, marker = appearance(int(index))
            axes.scatter(*members.T, s=area, color=colour, marker=marker, linewidths=0)


def appearance(index: int) -> tuple[tuple[float, ...] | str, str]:
    """The colour and the marker of a class: no two of the first hundred have the same pair."""
    cycle = index // len(PALETTE)
    return PALETTE[index % len(PALETTE)], MARKERS[(index + cycle) % len(MARKERS)]


def _draw_names(axes: Axes, points: np.ndarray, labels: np.ndarray, classes: Sequence[str]) -> None:
    """The name of each class, and a line from it to the median of its points, still of no length.

    :func:`place_names` moves names that would overlap.
    """
    present = np.unique(labels)
    for index in present if len(present) <= NAMED else ():
        colour, _ = appearance(int(index))
        median = np.median(points[labels == index], axis=0)
        axes.plot(*np.stack([median, median], axis=1), color="black", linewidth=0.8, zorder=2.5)
        axes.annotate(
            short(classes[index], AMONG),
            median,
            tuple(median),
            ha="center",
            va="center",
            fontsize=FONT_SIZE,
            fontweight="bold",
            bbox={"boxstyle": "round,pad=0.25", "fc": "white", "ec": colour, "lw": 1.5},
            gid=NAME,
        )


def shrink_points(figure: Figure, share: float) -> None:
    """Smaller points in a figure that has become ``share`` as wide; larger ones stay."""
    for axes in figure.axes:
        for points in axes.collections if share < 1 and axes.get_aspect() == 1.0 else ():
            points.set_sizes(points.get_sizes() * share)


def place_names(figure: Figure) -> None:
    """Names of classes at the medians of their points, or beside them where they would overlap.

    They are measured at the figure's present size; a line goes from a name to its median.
    """
    found = {axes: [text for text in axes.texts if text.get_gid() == NAME] for axes in figure.axes}
    if any(found.values()):
        figure.draw_without_rendering()
    for axes, names in found.items():
        if not names:
            continue
        boxes = [name.get_bbox_patch().get_window_extent() for name in names]
        sizes = np.array([box.size for box in boxes]) + BETWEEN * figure.dpi
        medians = axes.transData.transform([name.xy for name in names])
        places = axes.transData.inverted().transform(apart(medians, sizes))
        for name, line, place in zip(names, axes.lines, places, strict=True):
            name.set_position(tuple(place))
            line.set_data(*np.stack([name.xy, place], axis=1))


def apart(centres: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Centres (n, 2) of boxes of given sizes (n, 2), moved as little as needed not to overlap.

    Two boxes that overlap are pushed apart along the axis on which they overlap less, again and
    again; what cannot be solved in a thousand rounds is left.
    """
    places = np.array(centres, float)
    # Boxes of one centre would have no direction in which to leave it.
    places += 1e-6 * sizes.max() * np.random.default_rng(0).standard_normal(places.shape)
    for _ in range(1000):
        between = places[:, None] - places[None]
        overlap = (sizes[:, None] + sizes[None]) / 2 - np.abs(between)
        overlap[np.arange(len(places)), np.arange(len(places))] = 0
        hit = (overlap > 1e-9 * sizes.max()).all(axis=-1)
        if not hit.any():
            break
        along = overlap.argmin(axis=-1)[..., None] == np.arange(2)
        push = np.where(hit[..., None] & along, overlap * np.sign(between), 0)
        places += 0.26 * push.sum(axis=1)
    return places


def beyond_usual(classes: Sequence[str]) -> float:
    """The inches by which the legend of some classes is wider than one that a figure has room for.

    So that the chart keeps its width.
    """
    widest = max(text_width(short(name, BESIDES).replace("\\$", "S")) for name in classes)
    return max(0.0, -(-len(classes) // LEGEND_ROWS) * (widest + MARGINS) - LEGEND)


def _draw_legend(figure: Figure, classes: Sequence[str]) -> None:
    """One entry for each class beside the chart, larger than its points."""
    entries = [
        Line2D(
            [],
            [],
            linestyle="",
            marker=appearance(index)[1],
            markersize=7,
            color=appearance(index)[0],
            markeredgewidth=0,
            label=short(name, BESIDES),
        )
        for index, name in enumerate(classes)
    ]
    columns = -(-len(classes) // LEGEND_ROWS)
    legend = figure.legend(
        handles=entries,
        loc="outside right center",
        fontsize=FONT_SIZE,
        frameon=False,
        ncols=columns,
    )
    legend.set_gid(BESIDE)
