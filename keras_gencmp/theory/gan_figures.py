"""Figures of the minimax game: the optimal discriminator and the value function."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_gencmp.figures.curves import Panel, Series, curves
from keras_gencmp.figures.style import (
    DARK_GREY,
    PALETTE,
    charts,
    label_axes,
    legend_above,
    number,
)
from keras_gencmp.figures.titles import add_title
from keras_gencmp.theory import closed_forms
from keras_gencmp.theory.divergence_figures import draw_densities

VALUE = "V(D, G) (nats)"
P_DATA, P_GENERATOR = r"$p_\mathrm{data}$", "$p_g$"
DATA, GENERATOR = PALETTE[0], PALETTE[6]


def optimal_discriminator(
    x: np.ndarray,
    p_data: np.ndarray,
    p_generator: np.ndarray,
    learned: np.ndarray | None = None,
    title: str | None = None,
) -> Figure:
    """Two densities on a grid `x`, and under them D*(x) = p_data / (p_data + p_g).

    `learned` is D(x) of a trained discriminator, drawn dashed for comparison.
    """
    figure, (densities, decision) = charts(rows=2, height=2.8)
    both = {P_DATA: p_data, P_GENERATOR: p_generator}
    draw_densities(densities, x, both, "density", fill=True, colours=(DATA, GENERATOR))
    decision.axhline(0.5, color=DARK_GREY, linewidth=0.8, linestyle=":")
    best = closed_forms.optimal_discriminator(p_data, p_generator)
    decision.plot(x, best, color=DARK_GREY, label="$D^*(x)$, closed form")
    if learned is not None:
        decision.plot(x, learned, color=PALETTE[2], linestyle="--", label="D(x), learned")
    decision.set_ylim(-0.03, 1.03)
    label_axes(decision, "x", "probability of data")
    legend_above(decision)
    return add_title(figure, title or "")


def value_function(series: Sequence[Series], title: str | None = None) -> Figure:
    """V(D, G) in nats against the step, over the line of its optimum -log 4."""
    figure = curves([Panel(VALUE, series, "step")], title=title)
    _draw_optimum(figure.axes[0])
    return figure


def approach_to_data(shares: Sequence[float] = (0.0, 0.25, 0.5, 0.75, 1.0)) -> Figure:
    """V(D*, G) = 2 JS - log 4 falling to -log 4 as the generator's density moves to the data's.

    The densities are `closed_forms.generator_density` at the given shares of the way, and the curve
    is that at all of them.
    """
    x = np.linspace(-12, 12, 4001)
    data = closed_forms.data_density(x)
    figure, (densities, values) = charts(columns=2, width=11, height=4)
    densities.plot(x, data, color=DATA, linewidth=2.5, label=P_DATA)
    for share, alpha in zip(shares, np.linspace(0.3, 1, len(shares)), strict=True):
        density = closed_forms.generator_density(x, share)
        label, style = f"{P_GENERATOR}, t = {share:g}", {"color": GENERATOR, "linewidth": 1.2}
        densities.plot(x, density, label=label, alpha=float(alpha), **style)
        values.plot(share, closed_forms.optimal_value(x, data, density), "o", color=GENERATOR)
    values.lines[-1].set_label("$V(D^*, G)$")
    dense = np.linspace(0, 1, 101)
    curve = _twice_js_minus_log_4(dense, x)
    values.plot(dense, curve, color=DARK_GREY, label="2 JS − log 4", zorder=1)
    densities.set_xlim(-5, 5)
    label_axes(densities, "x", "density")
    label_axes(values, "share t of the way to the data", VALUE)
    legend_above(densities, columns=3)
    _draw_optimum(values)
    return figure


def vanishing_gradient() -> Figure:
    """The generator's two objectives and their gradients, against D(G(z)).

    Where the discriminator is sure, D(G(z)) near 0, the gradient of log(1 - D) with respect to D's
    logit vanishes and that of -log D does not (report C, question 2.4).
    """
    decision = np.logspace(-4, np.log10(0.999), 400)
    saturating, non_saturating = closed_forms.generator_gradients(decision)
    figure, (values, gradients) = charts(columns=2, width=11, height=4)
    names = ("log(1 − D(G(z))), minimax", "−log D(G(z)), non-saturating")
    heights = (np.log1p(-decision), -np.log(decision))
    for index, (name, height) in enumerate(zip(names, heights, strict=True)):
        slope = (saturating, non_saturating)[index]
        values.plot(decision, height, color=PALETTE[index], label=name)
        gradients.plot(decision, np.abs(slope), color=PALETTE[index], label=name)
    gradients.set_yscale("log")
    for axes, name in ((values, "objective (nats)"), (gradients, "|gradient| by the logit of D")):
        axes.set_xscale("log")
        label_axes(axes, "D(G(z))", name)
        legend_above(axes, columns=1)
    return figure


def _twice_js_minus_log_4(shares: np.ndarray, x: np.ndarray) -> list[float]:
    """V(D*, G) of the generator's density at each share of its way."""
    data = closed_forms.data_density(x)
    generators = (closed_forms.generator_density(x, share) for share in shares)
    return [2 * closed_forms.js(x, data, each) - closed_forms.LOG_4 for each in generators]


def _draw_optimum(axes: Axes) -> None:
    """The line V = -log 4, and the legend that names it."""
    label = f"−log 4 = {number(-closed_forms.LOG_4, 3)}"
    axes.axhline(-closed_forms.LOG_4, color=DARK_GREY, linewidth=1, linestyle=":", label=label)
    legend_above(axes, columns=2)
