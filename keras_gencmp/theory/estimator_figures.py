"""The figure of Monte Carlo estimates of log p(x): their error as the latent dimension grows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_gencmp.figures.style import DARK_GREY, FONT_SIZE, PALETTE, charts, label_axes
from keras_gencmp.theory.linear_gaussian import EstimatorErrors


def estimator_errors(results: EstimatorErrors) -> Figure:
    """Errors of estimates of log p(x), and their effective samples, against the latent dimension.

    Lines are medians over images, bands reach from the 10th to the 90th percentile (report C,
    question 1.4).
    """
    figure, (errors, effective) = charts(columns=2, width=11, height=4.2)
    for index, name in enumerate(results.errors):
        band(errors, results.dimensions, results.errors[name], PALETTE[index], name)
        band(effective, results.dimensions, results.effective[name], PALETTE[index], name)
    errors.axhline(0, color=DARK_GREY, linewidth=1, linestyle=":")
    effective.set_yscale("log")
    for axes in (errors, effective):
        axes.set_xscale("log")
        axes.set_xticks(results.dimensions, [str(size) for size in results.dimensions])
        axes.minorticks_off()
    label_axes(errors, "latent dimensions", "estimate − log p(x) (nats)")
    label_axes(effective, "latent dimensions", "effective number of samples")
    style = {"ncols": 3, "frameon": False, "fontsize": FONT_SIZE}
    figure.legend(*errors.get_legend_handles_labels(), loc="outside lower center", **style)
    return figure


def band(axes: Axes, x: Sequence[float], values: np.ndarray, colour: str, name: str) -> None:
    """Median line and 10 to 90 % band over the last axis."""
    low, middle, high = np.percentile(values, (10, 50, 90), axis=1)
    axes.plot(x, middle, "o-", color=colour, markersize=4, label=name)
    axes.fill_between(x, low, high, color=colour, alpha=0.2, linewidth=0)
