"""The figure of an augmentation study: the measure of each arm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from keras_gencmp.figures.against_cost import intervals, legend_columns
from keras_gencmp.figures.style import PALETTE, charts, label_axes
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.study.augment.augmentation import Outcome

WHOLE = (0, 100)  # shares in per cent, where intervals are cut
LONGEST = 90  # characters of an arm in the legend


def arms_figure(outcome: Outcome) -> Figure:
    """A row for each arm, or with several numbers of real images a curve against these."""
    counts = sorted({n for n, _ in outcome.means})
    return _bars(outcome) if len(counts) == 1 else _lines(outcome, counts)


def _bars(outcome: Outcome) -> Figure:
    """The measure of each arm with one number of real images."""
    rows = []
    for (_, name), each in outcome.means.items():
        rows.append((name, 100 * each.value, *_ends(each), []))
    figure = intervals(rows, f"{outcome.measure}, %")
    figure.axes[0].set_xlim(*WHOLE)
    return _whole_marks(figure)


def _ends(each: Estimate) -> tuple[float | None, float | None]:
    """The ends of an interval in per cent, cut at 0 and 100."""
    if each.low is None or each.high is None:
        return None, None
    return max(100 * each.low, float(WHOLE[0])), min(100 * each.high, float(WHOLE[1]))


def _whole_marks(figure: Figure) -> Figure:
    """The figure with marks at the edge of its axes drawn whole."""
    for artist in figure.axes[0].get_children():
        if isinstance(artist, Line2D | Collection):
            artist.set_clip_on(False)
    return figure


def _lines(outcome: Outcome, counts: Sequence[int]) -> Figure:
    names = list(dict.fromkeys(name for _, name in outcome.means))
    shown = [name if len(name) <= LONGEST else f"{name[:LONGEST]} ..." for name in names]
    columns = legend_columns(shown, 9.0)
    figure, (axes,) = charts(width=9.0, height=4.0 + 0.22 * -(-len(names) // columns))
    for number, name in enumerate(names):
        points = [(n, each) for (n, arm), each in outcome.means.items() if arm == name]
        x = np.array([n for n, _ in points], float) * (1 + 0.015 * (number - len(names) / 2))
        y = 100 * np.array([each.value for _, each in points])
        reach = np.transpose([_reach(each) for _, each in points])
        style = {"color": PALETTE[number % len(PALETTE)], "marker": "o", "markersize": 4}
        dash = "--" if number >= len(PALETTE) else "-"
        axes.errorbar(x, y, reach, label=shown[number], capsize=2, linestyle=dash, **style)
    axes.set_xscale("log")
    axes.set_ylim(max(WHOLE[0], axes.get_ylim()[0]), min(WHOLE[1], axes.get_ylim()[1]))
    axes.set_xticks(counts, [str(n) for n in counts])
    axes.set_xticks([], minor=True)
    label_axes(axes, "real images a class", f"{outcome.measure}, %")
    figure.legend(loc="outside lower left", ncols=columns, fontsize=9, frameon=False)
    return _whole_marks(figure)


def _reach(each: Estimate) -> tuple[float, float]:
    """How far an interval reaches below and above its value, in per cent."""
    low, high = _ends(each)
    if low is None or high is None:
        return 0.0, 0.0
    return 100 * each.value - low, high - 100 * each.value
