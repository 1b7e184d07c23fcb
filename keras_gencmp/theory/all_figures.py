"""All figures of the theory: closed forms, and small models that are trained to compare with them.

Each has a title that names the model, its data and its steps.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.figures.curves import Series
from keras_gencmp.figures.look import Look, save_as
from keras_gencmp.figures.titles import add_title
from keras_gencmp.judge.progress import progress
from keras_gencmp.terminal import console
from keras_gencmp.theory import (
    closed_forms,
    collapse,
    divergence_figures,
    gan_figures,
    linear_vae,
    small_gan,
    small_vae,
    vae_figures,
)
from keras_gencmp.theory.collapse_figure import mode_collapse
from keras_gencmp.theory.estimator_figures import estimator_errors
from keras_gencmp.theory.linear_gaussian import compare_estimators
from keras_gencmp.theory.small_gan import GRID, SmallGAN

Figures = dict[str, tuple[Figure, str]]  # each with its title, by its name
LOOK = Look()
SHOWN = np.abs(GRID) <= 5  # where the densities of the small GAN are drawn


def write(
    folder: Path, names: Collection[str] = (), look: Look = LOOK, suffix: str = ".png"
) -> Iterator[Path]:
    """Figures of the theory in a folder, or all of them; yields each path once it is written.

    Those of one group are drawn together, as they share their models.
    """
    chosen = {group: set(members) & set(names or members) for group, members in GROUPS.items()}
    with progress("drawing the theory", sum(map(len, chosen.values()))) as phase:
        for group, wanted in chosen.items():
            if wanted:
                console.note(f"drawing {', '.join(n for n in GROUPS[group] if n in wanted)} ...")
            for name, (figure, title) in (group() if wanted else {}).items():
                if name in wanted:
                    yield save_as(figure, folder / f"{name}{suffix}", title, look)
                    phase.advance(note=name)


def titled(name: str) -> dict[str, Figure]:
    """A figure under its title, with the others of its group."""
    return {each: add_title(*drawn) for each, drawn in group_of(name)().items()}


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
    return {name: (draw(), title) for name, (draw, title) in drawn.items()}


def small_gan_figures() -> Figures:
    """The small GAN, trained, beside its closed forms."""
    return drawn_gan(small_gan.train())


def drawn_gan(trained: SmallGAN) -> Figures:
    """The discriminator and the value function of a small GAN beside their closed forms."""
    p_data, count = closed_forms.data_density(GRID), len(trained.value)
    title = f"Small GAN on the mixture (N(−1.5, 0.6²) + N(2, 0.8²))/2, step {count:,}"
    shown = (each[SHOWN] for each in (GRID, p_data, trained.density, trained.discriminator))
    steps, noise = np.arange(1, count + 1), float(np.median(trained.noise))
    name = f"V(D, G), mini-batches (standard error {noise:.2f})"
    unseen = np.full(count, np.nan)  # a mini-batch is drawn faintly, without a running mean
    curves = [
        Series(name, steps, unseen, raw=(steps, trained.batch_value)),
        Series("V(D, G), quadrature", steps, trained.value, colour=2),
        Series("V(D*, G), closed form", steps, trained.best_value, colour=1, dashed=True),
    ]
    return {
        "optimal-discriminator": (gan_figures.optimal_discriminator(*shown), title),
        "value-function": (gan_figures.value_function(curves), title),
    }


def linear_vae_figures() -> Figures:
    """The linear VAE beside probabilistic PCA."""
    trained = linear_vae.train()
    title = (
        f"Linear VAE, {trained.angles.shape[1]} latent dimensions, digits of 8 x 8 pixels, "
        f"step {trained.steps[-1]:,}"
    )
    return {"principal-subspace": (vae_figures.principal_subspace(trained), title)}


def small_vae_figures() -> Figures:
    """log p(x) of small trained VAEs by sampling."""
    figure = vae_figures.trained_vae_estimates(small_vae.compare())
    title = (
        f"Fully connected VAEs, black and white digits of 28 x 28 pixels, step {small_vae.STEPS:,}"
    )
    return {"trained-vae-likelihood": (figure, title)}


def collapse_figures() -> Figures:
    """A GAN that collapses on purpose, and one that does not."""
    trained = {name: collapse.train(rates) for name, rates in collapse.RATES.items()}
    title = f"Small GANs on a ring of {collapse.MODES} Gaussians, step {collapse.STEPS:,}"
    return {"collapse": (mode_collapse(trained), title)}


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
    collapse_figures: ("collapse",),
}
