"""The theory of the reports in figures: divergences and the optimal discriminator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_gencmp.figures.curves import curves
from keras_gencmp.figures.style import (
    FONT_SIZE,
    INK,
    PALETTE,
    TITLE_SIZE,
    charts,
    dress,
    legend_above,
    number,
)
from keras_gencmp.theory import closed_forms as numbers

NATS_PER_X = "nats per unit of x"
VALUE = "V(D, G) (nats)"
P_DATA, P_GENERATOR = r"$p_\mathrm{data}$", "$p_g$"
DATA, GENERATOR = PALETTE[0], PALETTE[6]


def gaussian_divergence(mean: float = 1.0) -> Figure:
    """p = N(0, 1), q = N(mean, 1) and their mixture, and the integrands of KL and JS.

    Report B figure 1; each area is written beside its curve.
    """
    x = np.linspace(min(0, mean) - 8, max(0, mean) + 8, 4001)
    p, q = numbers.gaussian(x), numbers.gaussian(x, mean)
    figure, panels = charts(columns=3, width=12, height=3.8)
    densities = {"p = N(0, 1)": p, f"q = N({mean:g}, 1)": q, "m = (p + q)/2": (p + q) / 2}
    integrands = {
        f"KL(p‖q) = {numbers.gaussian_kl(0, 1, mean, 1):.3f} nats": numbers.kl_integrand(p, q),
        f"KL(q‖p) = {numbers.gaussian_kl(mean, 1, 0, 1):.3f} nats": numbers.kl_integrand(q, p),
    }
    symmetric = {f"JS(p, q) = {numbers.js(x, p, q):.3f} nats": numbers.js_integrand(p, q)}
    _lines(panels[0], x, densities, "density")
    _lines(panels[1], x, integrands, NATS_PER_X, fill=True)
    _lines(panels[2], x, symmetric, NATS_PER_X, fill=True)
    for axes in panels:
        axes.set_xlim(min(0, mean) - 4, max(0, mean) + 4)
    return figure


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
    _lines(densities, x, both, "density", fill=True, colours=(DATA, GENERATOR))
    decision.axhline(0.5, color=INK, linewidth=0.8, linestyle=":")
    best = numbers.optimal_discriminator(p_data, p_generator)
    decision.plot(x, best, color=INK, label="$D^*(x)$, closed form")
    if learned is not None:
        decision.plot(x, learned, color=PALETTE[2], linestyle="--", label="D(x), learned")
    decision.set_ylim(-0.03, 1.03)
    dress(decision, "x", "probability of data")
    legend_above(decision)
    figure.suptitle(title or "", fontsize=TITLE_SIZE)
    return figure


def value_function(
    history: Mapping[str, Sequence[float]],
    x: Sequence[float] | None = None,
    x_label: str = "step",
    title: str | None = None,
) -> Figure:
    """Named courses of V(D, G) in nats against the step, over the line of its optimum -log 4."""
    figure = curves(history, x_label, groups={VALUE: list(history)}, x=x, title=title)
    _optimum(figure.axes[0])
    return figure


def approach_to_data(shares: Sequence[float] = (0.0, 0.25, 0.5, 0.75, 1.0)) -> Figure:
    """V(D*, G) = 2 JS - log 4 falling to -log 4 as the generator's density moves to the data's.

    The data are a mixture of two Gaussians; the generator is `theory_numbers.moving_generator` at
    the given shares of its way, and the curve that at all of them.
    """
    x = np.linspace(-12, 12, 4001)
    data = numbers.moving_generator(x, 1.0)
    figure, (densities, values) = charts(columns=2, width=11, height=4)
    densities.plot(x, data, color=DATA, linewidth=2.5, label=P_DATA)
    for share, strength in zip(shares, np.linspace(0.3, 1, len(shares)), strict=True):
        label, style = f"{P_GENERATOR}, t = {share:g}", {"color": GENERATOR, "linewidth": 1.2}
        density = numbers.moving_generator(x, share)
        densities.plot(x, density, label=label, alpha=float(strength), **style)
        values.plot(share, numbers.optimal_value(x, data, density), "o", color=GENERATOR)
    values.lines[-1].set_label("$V(D^*, G)$")
    dense = np.linspace(0, 1, 101)
    bound = [2 * numbers.js(x, data, numbers.moving_generator(x, t)) - numbers.LOG_4 for t in dense]
    values.plot(dense, bound, color=INK, label="2 JS − log 4", zorder=1)
    densities.set_xlim(-5, 5)
    dress(densities, "x", "density")
    dress(values, "share t of the way to the data", VALUE)
    legend_above(densities, columns=3)
    _optimum(values)
    return figure


def without_overlap(widths: Sequence[float] = (0.3, 0.1, 0.03)) -> Figure:
    """JS and KL of two equal densities against the distance between them (report A, K10).

    Uniform densities of width 1: JS reaches log 2 where they part, KL is infinite at once.
    Gaussians of shrinking width come as near to both as one likes.
    """
    distances = np.linspace(0, 2, 201)
    figure, (js, kl) = charts(columns=2, width=11, height=4)
    uniform = [numbers.uniform_divergences(distance)[1] for distance in distances]
    js.plot(distances, uniform, color=INK, linewidth=2, label="uniform, width 1")
    for std, colour in zip(widths, PALETTE, strict=False):
        pairs = np.array([numbers.gaussian_divergences(d, std) for d in distances])
        js.plot(distances, pairs[:, 1], color=colour, label=f"Gaussian, σ = {std:g}")
        kl.plot(distances[1:], pairs[1:, 0], color=colour, label=f"Gaussian, σ = {std:g}")
    js.axhline(numbers.LOG_2, color=INK, linewidth=0.8, linestyle=":")
    js.text(2, numbers.LOG_2 + 0.01, "log 2", ha="right", va="bottom", fontsize=FONT_SIZE)
    js.set_ylim(-0.02, 0.78)
    kl.set_yscale("log")
    note = {"transform": kl.transAxes, "ha": "right", "fontsize": FONT_SIZE}
    kl.text(0.97, 0.05, "uniform: infinite at every distance but 0", **note)
    for axes, name in ((js, "JS (nats)"), (kl, "KL (nats)")):
        dress(axes, "distance between the means", name)
        legend_above(axes, columns=2)
    return figure


def _lines(
    axes: Axes,
    x: np.ndarray,
    series: Mapping[str, np.ndarray],
    y_label: str,
    fill: bool = False,
    colours: Sequence[str] = PALETTE,
) -> None:
    """Curves over x, with their areas tinted on request."""
    for (name, values), colour in zip(series.items(), colours, strict=False):
        axes.plot(x, values, color=colour, label=name)
        if fill:
            axes.fill_between(x, values, color=colour, alpha=0.2, linewidth=0)
    dress(axes, "x", y_label)
    legend_above(axes, columns=1)


def _optimum(axes: Axes) -> None:
    """The line V = -log 4, and the legend that names it."""
    label = f"−log 4 = {number(-numbers.LOG_4, 3)}"
    axes.axhline(-numbers.LOG_4, color=INK, linewidth=1, linestyle=":", label=label)
    legend_above(axes, columns=3)
