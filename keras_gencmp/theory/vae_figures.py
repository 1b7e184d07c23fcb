"""Figures of small trained VAEs beside closed forms: probabilistic PCA, and log p(x)."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.figures.scales import whole_numbers
from keras_gencmp.figures.style import DARK_GREY, PALETTE, charts, label_axes, legend_above, number
from keras_gencmp.theory.estimator_figures import band
from keras_gencmp.theory.linear_vae import LinearVAE
from keras_gencmp.theory.small_vae import VAEEstimates


def principal_subspace(trained: LinearVAE) -> Figure:
    """The angles of a linear VAE to the principal subspace, and its likelihood, over the steps.

    The line is the likelihood of probabilistic PCA in closed form (report C, question 1.1).
    """
    figure, (angles, likelihood) = charts(columns=2, width=11, height=4)
    for index, values in enumerate(trained.angles.T):
        angles.plot(trained.steps, values, color=PALETTE[index], label=f"angle {index + 1}")
    angles.set_ylim(bottom=0)
    later = trained.steps > 0  # before the first step it is hundreds of nats below
    heights = trained.likelihood[later]
    likelihood.plot(trained.steps[later], heights, color=PALETTE[0], label="linear VAE")
    label = f"probabilistic PCA, closed form: {number(trained.best)}"
    likelihood.axhline(trained.best, color=DARK_GREY, linestyle=":", label=label)
    label_axes(angles, "step", "principal angle (degrees)")
    label_axes(likelihood, "step", "mean log p(x) (nats)")
    for axes in (angles, likelihood):
        whole_numbers(axes)
        legend_above(axes, columns=4)
    return figure


def trained_vae_estimates(results: VAEEstimates) -> Figure:
    """Errors of estimates of log p(x) against the number of samples, a panel for each VAE.

    Lines are medians over images, bands reach from the 10th to the 90th percentile (report C,
    question 1.4).
    """
    figure, panels = charts(columns=len(results.plain), width=11, height=4.2)
    ways = (("plain Monte Carlo", results.plain), ("importance sampling", results.importance))
    for axes, latent in zip(panels, results.plain, strict=True):
        for index, (name, errors) in enumerate(ways):
            band(axes, results.samples, errors[latent], PALETTE[index], name)
        axes.axhline(0, color=DARK_GREY, linewidth=1, linestyle=":")
        axes.set_xscale("log")
        label_axes(axes, f"samples (latent dimension {latent})", "estimate − log p(x) (nats)")
        legend_above(axes, columns=2)
    low = min(float(np.percentile(errors, 10, axis=1).min()) for errors in results.plain.values())
    for axes in panels:
        axes.set_ylim(1.05 * low, max(-0.1 * low, 1.0))
    return figure
