"""All figures of the theory: closed forms, and small models that are trained to compare with them.

Each has a title that names the model, its data and its steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.figures.curves import Series
from keras_gencmp.figures.saving import save
from keras_gencmp.figures.titles import add_title
from keras_gencmp.theory import (
    closed_forms,
    divergence_figures,
    gan_figures,
    linear_vae,
    small_gan,
    small_vae,
    vae_figures,
)
from keras_gencmp.theory.estimator_figures import estimator_errors
from keras_gencmp.theory.linear_gaussian import compare_estimators
from keras_gencmp.theory.small_gan import GRID, SmallGAN

Figures = Iterator[tuple[str, Figure]]
SHOWN = np.abs(GRID) <= 5  # where the densities of the small GAN are drawn


def write(folder: Path) -> Iterator[Path]:
    """Every figure of the theory as a PNG in a folder; yields each path once it is written."""
    for group in GROUPS:
        for name, figure in group():
            yield save(figure, folder / f"{name}.png")


def closed_form_figures() -> Figures:
    """The figures that need no training, by name."""
    drawn: dict[str, tuple[Callable[[], Figure], str]] = {
        "gaussian-divergence": (
            divergence_figures.gaussian_divergence,
            "KL and JS divergence of two Gaussians, closed form",
        ),
        "approach-to-data": (
            gan_figures.approach_to_data,
            "V(D*, G) as the generator's density approaches the data's, closed form",
        ),
        "without-overlap": (
            divergence_figures.without_overlap,
            "JS and KL divergence as the overlap ends, closed form",
        ),
        "vanishing-gradient": (
            gan_figures.vanishing_gradient,
            "The generator's objectives and their gradients, closed form",
        ),
        "monte-carlo": (
            lambda: estimator_errors(compare_estimators()),
            "Linear-Gaussian models of 100 pixels, images drawn from the model",
        ),
    }
    for name, (draw, title) in drawn.items():
        yield name, add_title(draw(), title)


def small_gan_figures() -> Figures:
    """The small GAN, trained, beside its closed forms."""
    yield from drawn_gan(small_gan.train())


def drawn_gan(trained: SmallGAN) -> Figures:
    """The discriminator and the value function of a small GAN beside their closed forms."""
    p_data, count = closed_forms.data_density(GRID), len(trained.value)
    title = f"Small GAN on the mixture (N(−1.5, 0.6²) + N(2, 0.8²))/2, step {count:,}"
    shown = (each[SHOWN] for each in (GRID, p_data, trained.density, trained.discriminator))
    yield "optimal-discriminator", add_title(gan_figures.optimal_discriminator(*shown), title)
    steps, noise = np.arange(1, count + 1), float(np.median(trained.noise))
    name = f"V(D, G), mini-batches (standard error {noise:.2f})"
    unseen = np.full(count, np.nan)  # a mini-batch is drawn faintly, without a running mean
    curves = [
        Series(name, steps, unseen, raw=(steps, trained.batch_value)),
        Series("V(D, G), quadrature", steps, trained.value, colour=2),
        Series("V(D*, G), closed form", steps, trained.best_value, colour=1, dashed=True),
    ]
    yield "value-function", add_title(gan_figures.value_function(curves), title)


def linear_vae_figures() -> Figures:
    """The linear VAE beside probabilistic PCA."""
    trained = linear_vae.train()
    title = (
        f"Linear VAE, {trained.angles.shape[1]} latent dimensions, digits of 8 x 8 pixels, "
        f"step {trained.steps[-1]:,}"
    )
    yield "principal-subspace", add_title(vae_figures.principal_subspace(trained), title)


def small_vae_figures() -> Figures:
    """log p(x) of small trained VAEs by sampling."""
    figure = vae_figures.trained_vae_estimates(small_vae.compare())
    title = (
        f"Fully connected VAEs, black and white digits of 28 x 28 pixels, step {small_vae.STEPS:,}"
    )
    yield "trained-vae-likelihood", add_title(figure, title)


def group_of(name: str) -> Callable[[], Figures]:
    """The function that draws a figure, with the others of its group."""
    return next(group for group, names in GROUPS.items() if name in names)


# The figures of each group, which share their models, in the order in which they are drawn.
GROUPS: dict[Callable[[], Figures], tuple[str, ...]] = {
    closed_form_figures: (
        "gaussian-divergence",
        "approach-to-data",
        "without-overlap",
        "vanishing-gradient",
        "monte-carlo",
    ),
    small_gan_figures: ("optimal-discriminator", "value-function"),
    linear_vae_figures: ("principal-subspace",),
    small_vae_figures: ("trained-vae-likelihood",),
}
