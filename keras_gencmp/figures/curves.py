"""Curves of training: losses and scores against epochs or iterations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from keras_gencmp.errors import UserError
from keras_gencmp.figures.style import INK, PALETTE, TITLE_SIZE, charts, dress, legend_above
from keras_gencmp.figures.thinning import running_mean, thin

VALIDATION, ERROR = "val_", "_error"
# A series of more points is drawn faint, under its running mean over a fiftieth of its length.
MANY, DRAWN, WINDOWS = 300, 2000, 50


class Block(NamedTuple):
    """The named series of a history over one x axis, one panel for each group of one unit.

    `groups` maps a panel's y label to the series in it; without it all share one panel in nats.
    `val_<name>` is drawn with `<name>`, in its colour and dashed; `<name>_error` is a band on both
    sides of it. `x` holds the position of every value, 1, 2, 3, ... by default. `marks` are places
    on x by what they are called.
    """

    history: Mapping[str, Sequence[float]]
    x_label: str = "epoch"
    groups: Mapping[str, Sequence[str]] | None = None
    x: Sequence[float] | None = None
    marks: Mapping[str, float] = MappingProxyType({})


def curves(
    history: Mapping[str, Sequence[float]],
    x_label: str = "epoch",
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    x: Sequence[float] | None = None,
    log: bool = False,
    title: str | None = None,
) -> Figure:
    """The panels of one `Block`; `log` makes the y axes logarithmic.

    Reports A figure 7, B figures 5 and 7, D figures 10 to 12, E figures 3 and 8.
    """
    return stacked([Block(history, x_label, groups, x)], log=log, title=title)


def stacked(blocks: Sequence[Block], *, log: bool = False, title: str | None = None) -> Figure:
    """The panels of several blocks, one under the other."""
    panels = [
        (block, unit, members)
        for block in blocks
        for unit, members in _present(block.history, block.groups).items()
    ]
    figure, axes = charts(rows=len(panels))
    for panel, (block, unit, members) in zip(axes, panels, strict=True):
        _fill(panel, block, members)
        if log:
            _logarithmic(panel)
        dress(panel, block.x_label, unit)
        panel.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
        legend_above(panel, columns=min(len(members) + len(block.marks), 4))
    figure.suptitle(title or "", fontsize=TITLE_SIZE)
    return figure


def _fill(axes: Axes, block: Block, members: Sequence[str]) -> None:
    """The series of one panel, their errors, and the marks."""
    for index, name in enumerate(members):
        colour = PALETTE[index % len(PALETTE)]
        for key in filter(block.history.__contains__, (name, VALIDATION + name)):
            _draw(axes, key, block.history[key], block.x, colour)
        if name + ERROR in block.history:
            _band(axes, block.history[name], block.history[name + ERROR], block.x, colour)
    for words, place in block.marks.items():
        axes.axvline(place, color=INK, linestyle=":", linewidth=1, label=words)


def _present(
    history: Mapping[str, Sequence[float]], groups: Mapping[str, Sequence[str]] | None
) -> dict[str, list[str]]:
    """The groups without the series that `history` lacks and without empty panels."""
    known = {name.removeprefix(VALIDATION): None for name, values in history.items() if len(values)}
    groups = groups or {"nats": list(known)}
    panels = {unit: [name for name in names if name in known] for unit, names in groups.items()}
    panels = {unit: names for unit, names in panels.items() if names}
    if not panels:
        raise UserError(
            f"there is no curve to draw: the history holds {sorted(known) or 'no values'}"
        )
    return panels


def _draw(
    axes: Axes, name: str, values: Sequence[float], x: Sequence[float] | None, colour: str
) -> None:
    """One series: as it is, or when it is long faint and thinned under its running mean."""
    heights = np.asarray(values, float)
    places = _places(heights, x)
    if places.shape != heights.shape:
        raise UserError(f"'{name}' has {len(heights)} values but {len(places)} positions on x")
    style = {"color": colour, "linestyle": "--" if name.startswith(VALIDATION) else "-"}
    if len(heights) > MANY:
        kept = thin(heights, DRAWN)
        axes.plot(places[kept], heights[kept], color=colour, alpha=0.25, linewidth=0.7)
        heights = running_mean(heights, len(heights) // WINDOWS)
    marker = "o" if len(heights) <= 30 else None
    axes.plot(places, heights, label=_label(name), marker=marker, markersize=3.5, **style)


def _band(
    axes: Axes,
    values: Sequence[float],
    errors: Sequence[float],
    x: Sequence[float] | None,
    colour: str,
) -> None:
    """One standard error on either side of a series."""
    middle, error = np.asarray(values, float), np.asarray(errors, float)
    places = _places(middle, x)
    axes.fill_between(places, middle - error, middle + error, color=colour, alpha=0.2, linewidth=0)


def _places(heights: np.ndarray, x: Sequence[float] | None) -> np.ndarray:
    return np.arange(1, len(heights) + 1) if x is None else np.asarray(x, float)


def _label(name: str) -> str:
    """A series' name in plain words."""
    words = name.removeprefix(VALIDATION).replace("_", " ")
    return f"{words}, validation" if name.startswith(VALIDATION) else words


def _logarithmic(axes: Axes) -> None:
    """A logarithmic y axis; UserError where a value is not positive."""
    if any(np.any(line.get_ydata() <= 0) for line in axes.lines):
        raise UserError("a logarithmic axis needs positive values: draw these without it")
    axes.set_yscale("log")
