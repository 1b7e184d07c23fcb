"""Figures of the KL and JS divergence between one-dimensional densities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from keras_gencmp.figures.style import (
    DARK_GREY,
    FONT_SIZE,
    PALETTE,
    charts,
    label_axes,
    legend_above,
)
from keras_gencmp.theory.closed_forms import (
    LOG_2,
    gaussian,
    gaussian_divergences,
    gaussian_kl,
    js,
    js_integrand,
    kl_integrand,
    uniform_divergences,
)

NATS_PER_X = "nats per unit of x"


def gaussian_divergence(mean: float = 1.0) -> Figure:
    """p = N(0, 1), q = N(mean, 1) and their mixture, and the integrands of KL and JS.

    Report B figure 1; each area is written beside its curve.
    """
    x = np.linspace(min(0, mean) - 8, max(0, mean) + 8, 4001)
    p, q = gaussian(x), gaussian(x, mean)
    figure, panels = charts(columns=3, width=12, height=3.8)
    densities = {"p = N(0, 1)": p, f"q = N({mean:g}, 1)": q, "m = (p + q)/2": (p + q) / 2}
    integrands = {
        f"KL(p‖q) = {gaussian_kl(0, 1, mean, 1):.3f} nats": kl_integrand(p, q),
        f"KL(q‖p) = {gaussian_kl(mean, 1, 0, 1):.3f} nats": kl_integrand(q, p),
    }
    symmetric = {f"JS(p, q) = {js(x, p, q):.3f} nats": js_integrand(p, q)}
    draw_densities(panels[0], x, densities, "density")
    draw_densities(panels[1], x, integrands, NATS_PER_X, fill=True)
    draw_densities(panels[2], x, symmetric, NATS_PER_X, fill=True)
    for axes in panels:
        axes.set_xlim(min(0, mean) - 4, max(0, mean) + 4)
    return figure


def without_overlap(stds: Sequence[float] = (0.3, 0.1, 0.03)) -> Figure:
    """JS and KL of two equal densities against the distance between them (report A, K10).

    Uniform densities of width 1: JS reaches log 2 where they no longer overlap, KL is infinite at
    once. Gaussians of shrinking width come as near to both as one likes.
    """
    distances = np.linspace(0, 2, 201)
    figure, (left, right) = charts(columns=2, width=11, height=4)
    uniform = [uniform_divergences(distance)[1] for distance in distances]
    left.plot(distances, uniform, color=DARK_GREY, linewidth=2, label="uniform, width 1")
    for std, colour in zip(stds, PALETTE, strict=False):
        kl_and_js = np.array([gaussian_divergences(distance, std) for distance in distances])
        left.plot(distances, kl_and_js[:, 1], color=colour, label=f"Gaussian, σ = {std:g}")
        right.plot(distances[1:], kl_and_js[1:, 0], color=colour, label=f"Gaussian, σ = {std:g}")
    left.axhline(LOG_2, color=DARK_GREY, linewidth=0.8, linestyle=":")
    left.text(2, LOG_2 + 0.01, "log 2", ha="right", va="bottom", fontsize=FONT_SIZE)
    left.set_ylim(-0.02, 0.78)
    right.set_yscale("log")
    note = {"transform": right.transAxes, "ha": "right", "fontsize": FONT_SIZE}
    right.text(0.97, 0.05, "uniform: infinite at every distance but 0", **note)
    for axes, name in ((left, "JS (nats)"), (right, "KL (nats)")):
        label_axes(axes, "distance between the means", name)
        legend_above(axes, columns=2)
    return figure


def draw_densities(
    axes: Axes,
    x: np.ndarray,
    densities: Mapping[str, np.ndarray],
    y_label: str,
    fill: bool = False,
    colours: Sequence[str] = PALETTE,
) -> None:
    """Named curves over x, with their areas tinted on request."""
    for (name, values), colour in zip(densities.items(), colours, strict=False):
        axes.plot(x, values, color=colour, label=name)
        if fill:
            axes.fill_between(x, values, color=colour, alpha=0.2, linewidth=0)
    label_axes(axes, "x", y_label)
    legend_above(axes, columns=1)
