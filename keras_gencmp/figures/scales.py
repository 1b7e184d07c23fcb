"""Scales of the axes of a chart: whole numbers, logarithms, and a range that suits the curves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from keras_gencmp.figures.style import DARK_GREY, FONT_SIZE, TICK_SIZE, text_width

APART = 0.14  # inches at least between two numbers under an axis
MOST = 9  # intervals between the numbers of an axis
WIDE = 20  # values whose greatest is so many times their least need a logarithmic axis
START, TIMES = 0.05, 2.5  # share of a curve that is its start, and by how much it may be higher


class WholeNumbers(MaxNLocator):
    """Positions of whole numbers along the x axis, as many as stand apart at the chart's width."""

    def __init__(self) -> None:
        super().__init__(integer=True, steps=[1, 2, 5, 10])

    def __call__(self) -> Sequence[float]:
        """The positions for the present range and width."""
        ends = self.axis.get_view_interval()
        widest = max(text_width(grouped(end), TICK_SIZE) for end in ends)
        room = self.axis.axes.bbox.width / self.axis.figure.dpi
        self.set_params(nbins=int(np.clip(room / (widest + APART), 1, MOST)))
        return super().__call__()


def grouped(value: float) -> str:
    """A whole number with its thousands apart, as titles have it: "11,000"."""
    return f"{value:,.0f}".replace("-", "−")


def whole_numbers(axes: Axes) -> None:
    """An x axis of epochs or steps."""
    axes.xaxis.set_major_locator(WholeNumbers())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: grouped(value)))


def logarithmic(axes: Axes) -> None:
    """A logarithmic y axis with plain numbers, a few of each decade."""
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def is_wide(values: Sequence[np.ndarray]) -> bool:
    """Whether values, all of them above 0, cover so many magnitudes that most would look equal."""
    finite = _finite(values)
    return bool(finite.size and finite.min() > 0 and finite.max() >= WIDE * finite.min())


def without_start(axes: Axes, whole: Sequence[np.ndarray], long: Sequence[np.ndarray]) -> None:
    """A y axis for all ``whole`` values and for ``long`` curves without their first twentieth.

    Only where the start would press the rest together: it then leaves the chart, and a note says
    how far it goes.
    """
    every = _finite([*whole, *long])
    shown = _finite([*whole, *(values[int(START * len(values)) :] for values in long)])
    if not shown.size or not 0 < TIMES * np.ptp(shown) < np.ptp(every):
        return
    margin = 0.06 * np.ptp(shown)
    low, high = shown.min() - margin, shown.max() + margin
    axes.set_ylim(low, high)
    if every.max() > high:
        _note(axes, f"↑ {every.max():,.3g} at the start", 0.98, "top")
    if every.min() < low:
        _note(axes, f"↓ {every.min():,.3g} at the start", 0.02, "bottom")


def _note(axes: Axes, text: str, height: float, side: str) -> None:
    """A small text at the right edge of a chart, where the start is not."""
    style = {"fontsize": FONT_SIZE - 2, "color": DARK_GREY, "transform": axes.transAxes}
    axes.text(0.99, height, text.replace("-", "−"), ha="right", va=side, **style)


def _finite(values: Sequence[np.ndarray]) -> np.ndarray:
    joined = np.concatenate([np.ravel(each) for each in values]) if len(values) else np.array([])
    return joined[np.isfinite(joined)]
