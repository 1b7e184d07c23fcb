"""The theory of the reports, with a real small GAN beside the closed forms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from matplotlib.figure import Figure
from scipy.stats import gaussian_kde

from keras_gencmp.figures.saving import save
from keras_gencmp.models.gan import GAN
from keras_gencmp.theory import closed_forms as numbers
from keras_gencmp.theory import figures, monte_carlo
from keras_gencmp.theory.linear_gaussian import study

STEPS, BATCH, SMOOTHED = 4000, 256, 50
RANGE = np.linspace(-5.0, 5.0, 1001)


def draw_all(folder: Path, steps: int = STEPS) -> Iterator[Path]:
    """Every theory figure, written into a folder; yields each path as it is done."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, figure in closed_forms():
        yield save(figure, folder / f"{name}.png")
    history, learned, density = small_gan(steps)
    p_data = numbers.moving_generator(RANGE, 1.0)
    figure = figures.optimal_discriminator(RANGE, p_data, density, learned)
    yield save(figure, folder / "optimal-discriminator.png")
    values = {"V(D, G), learned": history, "V(D*, G), closed form": best_values(history, density)}
    yield save(figures.value_function(values), folder / "value-function.png")


def closed_forms() -> Iterator[tuple[str, Figure]]:
    """The figures that need no training, by name."""
    yield "gaussian-divergence", figures.gaussian_divergence()
    yield "approach-to-data", figures.approach_to_data()
    yield "without-overlap", figures.without_overlap()
    yield "monte-carlo", monte_carlo.monte_carlo(study())


def best_values(history: np.ndarray, density: np.ndarray) -> np.ndarray:
    """2 JS - log 4 of the generator's final density, as a level beside the learned values."""
    level = numbers.optimal_value(RANGE, numbers.moving_generator(RANGE, 1.0), density)
    return np.full_like(history, level)


def small_gan(steps: int = STEPS, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A GAN on a one-dimensional mixture: V(D, G) per step, D(x), and the density of G(z).

    The data are (N(-1.5, 0.6^2) + N(2, 0.8^2)) / 2 (`theory_numbers.moving_generator` at 1); D(x)
    and the density are on the grid ``RANGE``.
    """
    keras.utils.set_random_seed(seed)
    model = GAN(_network(4, 1, "generator"), _network(1, 1, "discriminator"), seed=seed)
    rates = {"generator": 5e-4, "discriminator": 1e-3}
    model.compile({name: keras.optimizers.Adam(r, beta_1=0.5) for name, r in rates.items()})
    step = tf.function(model.train_step)
    draws = mixture(steps * BATCH, seed).reshape(steps, BATCH, 1)
    labels = tf.zeros(BATCH, tf.int32)
    history = [float(step((tf.constant(batch), labels))["value"]) for batch in draws]
    fakes = model.generator(model.prior(5000, [seed, 1]), training=False).numpy()[:, 0]
    learned = tf.sigmoid(model.discriminator(RANGE[:, None].astype("float32")))[:, 0].numpy()
    return np.array(history), learned, gaussian_kde(fakes)(RANGE)


def mixture(count: int, seed: int) -> np.ndarray:
    """Draws (count,) float32 from the mixture of two Gaussians."""
    random = np.random.default_rng(seed)
    first = random.random(count) < 0.5
    return np.where(first, random.normal(-1.5, 0.6, count), random.normal(2.0, 0.8, count)).astype(
        "float32"
    )


def _network(inputs: int, outputs: int, name: str) -> keras.Model:
    x = start = keras.Input((inputs,))
    for _ in range(2):
        x = keras.layers.Dense(32, activation="tanh")(x)
    return keras.Model(start, keras.layers.Dense(outputs)(x), name=name)
