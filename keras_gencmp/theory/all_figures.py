"""All figures of the theory: closed forms, and a small GAN that is trained to compare with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.figures.curves import Series
from keras_gencmp.figures.saving import save
from keras_gencmp.inspection.run_curves import series
from keras_gencmp.theory import closed_forms, divergence_figures, gan_figures, small_gan
from keras_gencmp.theory.estimator_figures import estimator_errors
from keras_gencmp.theory.linear_gaussian import compare_estimators
from keras_gencmp.theory.small_gan import GRID, SmallGAN


def write(folder: Path, steps: int = small_gan.STEPS) -> Iterator[Path]:
    """Every figure of the theory as a PNG in a folder; yields each path once it is written."""
    for name, figure in closed_form_figures():
        yield save(figure, folder / f"{name}.png")
    for name, figure in small_gan_figures(small_gan.train(steps)):
        yield save(figure, folder / f"{name}.png")


def closed_form_figures() -> Iterator[tuple[str, Figure]]:
    """The figures that need no training, by name."""
    yield "gaussian-divergence", divergence_figures.gaussian_divergence()
    yield "approach-to-data", gan_figures.approach_to_data()
    yield "without-overlap", divergence_figures.without_overlap()
    yield "monte-carlo", estimator_errors(compare_estimators())


def small_gan_figures(trained: SmallGAN) -> Iterator[tuple[str, Figure]]:
    """The discriminator and the value function of a small GAN beside their closed forms."""
    p_data, p_generator = closed_forms.data_density(GRID), trained.density
    decision = trained.discriminator
    figure = gan_figures.optimal_discriminator(GRID, p_data, p_generator, decision)
    yield "optimal-discriminator", figure
    steps = np.arange(1, len(trained.value) + 1)
    learned = series("V(D, G), learned", trained.value, steps)
    optimum = closed_forms.optimal_value(GRID, p_data, p_generator)
    level = np.full(len(steps), optimum)
    best = Series("V(D*, G) of the final G, closed form", steps, level, colour=1)
    yield "value-function", gan_figures.value_function([learned, best])
