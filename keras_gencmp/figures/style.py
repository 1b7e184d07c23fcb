"""The style that all figures share: resolution, font sizes, colours, axes and legends."""

from __future__ import annotations

from functools import lru_cache

from matplotlib import color_sequences
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.textpath import TextPath

DPI = 150
FONT_SIZE = 10.0
TICK_SIZE = FONT_SIZE - 1
TITLE_SIZE = 11.0
SLIDE = 9 / 16  # height to width of a slide

# Ten colours that stay apart for colour-blind readers (Petroff 2021, arXiv:2107.02270).
PALETTE: tuple[str, ...] = tuple(color_sequences["petroff10"])
DARK_GREY = "#333333"
LIGHT_GREY = "#dddddd"


def charts(
    rows: int = 1, columns: int = 1, *, width: float = 7.0, height: float = 3.2
) -> tuple[Figure, list[Axes]]:
    """An empty figure of rows x columns charts, each `height` inches high, and its axes."""
    figure = charts_of_no_axes(width, rows * height)
    axes = figure.subplots(rows, columns, squeeze=False)
    return figure, list(axes.ravel())


def charts_of_no_axes(width: float, height: float) -> Figure:
    """An empty figure of so many inches, which lays out the charts that it is given."""
    figure = Figure(figsize=(width, height), dpi=DPI, layout="constrained")
    figure.get_layout_engine().set(w_pad=0.08, h_pad=0.08, wspace=0.03)
    return figure


def label_axes(axes: Axes, x_label: str, y_label: str, title: str | None = None) -> None:
    """Labels, a light grid and no top and right spines for one chart."""
    axes.set_xlabel(x_label, fontsize=FONT_SIZE)
    axes.set_ylabel(y_label, fontsize=FONT_SIZE)
    axes.tick_params(labelsize=TICK_SIZE)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color=LIGHT_GREY, linewidth=0.6)
    axes.set_axisbelow(True)
    if title:
        axes.set_title(title, fontsize=FONT_SIZE, loc="left")


def legend_above(axes: Axes, columns: int = 4) -> None:
    """The legend of one chart over its upper edge, where it covers no data."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns,
        fontsize=FONT_SIZE - 1,
        frameon=False,
        borderaxespad=0.2,
        columnspacing=1.4,
    )


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = FONT_SIZE) -> float:
    """The width in inches that the widest line of `text` takes at `size` points."""
    lines = [line for line in text.splitlines() if line.strip()]
    boxes = (TextPath((0, 0), line, size=size).get_extents() for line in lines)
    return max((float(box.width) for box in boxes), default=0.0) / 72


def number(value: float, digits: int = 2) -> str:
    """`value` with that many decimals, a true minus sign, and no minus before zero."""
    return f"{round(float(value), digits) + 0.0:.{digits}f}".replace("-", "−")
