"""The small GAN beside its closed forms, and the figures of the whole theory."""

import numpy as np
import pytest
from scipy.stats import norm

from keras_gencmp.theory import all_figures, closed_forms, small_gan
from keras_gencmp.theory.small_gan import GRID, LATENT, SmallGAN


@pytest.fixture(scope="module")
def trained():
    return small_gan.train(2000)


def test_the_small_gan_comes_near_minus_log_4_and_a_half(trained):
    assert abs(trained.batch_value[-200:].mean() + closed_forms.LOG_4) < 0.15
    assert trained.best_value[200] > trained.best_value[-1] + 0.3
    data = closed_forms.data_density(GRID)
    within = data > 0.05
    assert abs(trained.discriminator[within] - 0.5).mean() < 0.2
    assert closed_forms.js(GRID, data, trained.density) < 0.06


def test_no_discriminator_exceeds_the_optimal_one_at_any_step(trained):
    assert (trained.value <= trained.best_value + 1e-6).all()


def test_a_mini_batch_exceeds_the_optimum_by_its_monte_carlo_noise_at_most(trained):
    deviations = (trained.batch_value - trained.value) / trained.noise
    assert 0.9 < deviations.std() < 1.1  # the stated standard error is the right one
    assert (trained.batch_value <= trained.best_value + 5 * trained.noise).all()


def test_the_optimum_of_each_step_is_minus_log_4_at_least(trained):
    assert (trained.best_value >= -closed_forms.LOG_4 - 1e-6).all()


def test_a_perfect_generator_gives_minus_log_4():
    quantiles = np.interp(norm.cdf(LATENT), *_distribution_of_the_data())
    derivative = np.maximum(np.gradient(quantiles, LATENT), 1e-9)
    density = small_gan.pushforward_density(LATENT, quantiles, derivative, GRID)
    best = closed_forms.optimal_value(GRID, closed_forms.data_density(GRID), density)
    assert best == pytest.approx(-closed_forms.LOG_4, abs=1e-3)


def _distribution_of_the_data():
    """The distribution function of the data, and x."""
    x = np.linspace(-8, 9, 200_001)
    return (norm.cdf(x, -1.5, 0.6) + norm.cdf(x, 2, 0.8)) / 2, x


def test_the_density_of_the_generator_is_that_of_its_samples(trained):
    layer = small_gan.MonotoneMap()
    layer.build((None, 1))
    z = np.random.default_rng(0).standard_normal((100_000, 1))
    x = np.asarray(layer(z.astype("float32")))[:, 0]
    np.testing.assert_allclose(x, layer.curve(z[:, 0])[0], atol=1e-5)
    counts, edges = np.histogram(x, bins=30, range=(-1, 1.5), density=True)
    centres = (edges[:-1] + edges[1:]) / 2
    expected = np.interp(centres, GRID, small_gan.density(layer))
    np.testing.assert_allclose(counts, expected, atol=0.05)


def test_the_densities_integrate_to_one(trained):
    assert np.trapezoid(trained.density, GRID) == pytest.approx(1, abs=1e-3)


def test_its_data_have_the_density_of_the_closed_form():
    draws = small_gan.draw_data(200_000, seed=1)
    assert draws.dtype == np.float32
    counts, edges = np.histogram(draws, bins=40, range=(-4, 5), density=True)
    centres = (edges[:-1] + edges[1:]) / 2
    np.testing.assert_allclose(counts, closed_forms.data_density(centres), atol=0.01)


def exact_gan(steps=600):
    data, level = closed_forms.data_density(GRID), np.full(steps, -closed_forms.LOG_4)
    return SmallGAN(level, np.full(steps, 0.03), level, level, np.full(len(GRID), 0.5), data)


def test_its_figures_compare_with_the_closed_forms():
    figures = {name: drawn for name, (drawn, _) in all_figures.drawn_gan(exact_gan()).items()}
    lines = {line.get_label(): line for line in figures["value-function"].axes[0].lines}
    assert "V(D, G), mini-batches (standard error 0.03)" in lines
    best = lines["V(D*, G), closed form"].get_ydata()
    np.testing.assert_allclose(best, -closed_forms.LOG_4)
    assert lines["−log 4 = −1.386"].get_ydata()[0] == -closed_forms.LOG_4
    decision = {line.get_label(): line for line in figures["optimal-discriminator"].axes[1].lines}
    np.testing.assert_allclose(decision["$D^*(x)$, closed form"].get_ydata(), 0.5)
