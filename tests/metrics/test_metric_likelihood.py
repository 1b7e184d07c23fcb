import numpy as np
import pytest
from scipy.stats import bernoulli, multivariate_normal, norm

from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.likelihood import (
    active_units,
    bernoulli_log_likelihood,
    gaussian_kl,
    log_mean_exp,
)


def log_density(values, mean=0.0, log_variance=0.0) -> np.ndarray:
    """log N(values; mean, variance) by SciPy, summed over the last axis."""
    return norm.logpdf(values, mean, np.exp(0.5 * np.asarray(log_variance))).sum(axis=-1)


class LinearGaussian:
    """x = W z + noise with z ~ N(0, 1): its marginal and its posterior are known."""

    def __init__(self, latent: int = 2, pixels: int = 5, noise: float = 0.6):
        self.rng = np.random.default_rng(0)
        self.weights = self.rng.normal(size=(pixels, latent))
        self.noise, self.latent = noise, latent
        covariance = self.weights @ self.weights.T + noise**2 * np.eye(pixels)
        self.marginal = multivariate_normal(np.zeros(pixels), covariance)
        self.images = self.marginal.rvs(200, random_state=1)
        precision = np.eye(latent) + self.weights.T @ self.weights / noise**2
        self.mean = self.images @ self.weights @ np.linalg.inv(precision) / noise**2
        # The best independent Gaussian has the diagonal of the precision.
        self.log_variance = np.tile(-np.log(np.diag(precision)), (len(self.images), 1))

    def draw(self, samples: int, widen: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
        shape = (samples, *self.mean.shape)
        log_variance = self.log_variance + np.log(widen)
        z = self.mean + np.exp(0.5 * log_variance) * self.rng.normal(size=shape)
        return z, log_density(z, self.mean, log_variance)

    def log_likelihood(self, z: np.ndarray) -> np.ndarray:
        return log_density(
            np.broadcast_to(self.images, (*z.shape[:-1], self.images.shape[1])),
            z @ self.weights.T,
            2.0 * np.log(self.noise),
        )

    def log_weights(self, samples: int, widen: float = 1.0) -> np.ndarray:
        z, log_posterior = self.draw(samples, widen)
        return self.log_likelihood(z) + log_density(z) - log_posterior


def test_importance_sampling_agrees_with_the_marginal_in_closed_form():
    model = LinearGaussian()
    log_weights = model.log_weights(3000, widen=2.0)
    exact = model.marginal.logpdf(model.images)
    estimate = log_mean_exp(log_weights)
    weights = np.exp(log_weights - estimate)
    errors = weights.std(axis=0, ddof=1) / np.sqrt(len(weights))
    assert (np.abs(estimate - exact) < 5.0 * errors).all()
    error = np.sqrt(np.mean(errors**2) / 200)
    assert estimate.mean() == pytest.approx(exact.mean(), abs=4.0 * error)


def test_the_bound_tightens_with_the_number_of_samples():
    model = LinearGaussian()
    log_weights = model.log_weights(1000, widen=3.0)
    parts = [log_weights.reshape(k, -1, 200) for k in (1, 10, 1000)]
    scores = [-log_mean_exp(part).mean() for part in parts]
    assert scores[0] > scores[1] > scores[2] > -model.marginal.logpdf(model.images).mean() - 0.01


def test_the_divergence_makes_the_elbo_the_mean_log_weight_and_below_the_marginal():
    model = LinearGaussian()
    z, _ = model.draw(400)
    kl = gaussian_kl(model.mean, model.log_variance).sum(axis=1)
    bounds = [(model.log_likelihood(draw) - kl).mean() for draw in z]
    log_weights = model.log_weights(400)
    assert np.mean(bounds) == pytest.approx(log_weights.mean(), abs=0.02)
    assert np.mean(bounds) < model.marginal.logpdf(model.images).mean()


@pytest.mark.parametrize("axis", [0, 1])
def test_log_mean_exp_agrees_with_its_definition_along_an_axis(axis):
    values = np.random.default_rng(0).normal(size=(6, 4))
    np.testing.assert_allclose(
        log_mean_exp(values, axis=axis), np.log(np.exp(values).mean(axis=axis))
    )


def test_log_mean_exp_neither_overflows_nor_underflows():
    assert log_mean_exp(np.array([5000.0, 5000.0])) == 5000.0
    assert log_mean_exp(np.array([-9000.0, -np.inf])) == pytest.approx(-9000.0 - np.log(2))
    assert log_mean_exp(np.full(3, -np.inf)) == -np.inf


def test_chunks_of_samples_join_as_stated():
    values = np.random.default_rng(0).normal(size=(50, 3))
    first, second = log_mean_exp(values[:20]), log_mean_exp(values[20:])
    joined = np.logaddexp(np.log(20) + first, np.log(30) + second) - np.log(50)
    np.testing.assert_allclose(joined, log_mean_exp(values))


def test_the_bernoulli_likelihood_agrees_with_scipy_and_stays_finite():
    rng = np.random.default_rng(0)
    images = rng.integers(2, size=(4, 3, 3, 2)).astype(np.float32)
    logits = rng.normal(size=images.shape)
    expected = bernoulli.logpmf(images, 1.0 / (1.0 + np.exp(-logits))).sum(axis=(1, 2, 3))
    np.testing.assert_allclose(bernoulli_log_likelihood(images, logits), expected)
    sure = bernoulli_log_likelihood(np.ones((1, 1, 1, 2)), np.array([[[[1e4, -1e4]]]]))
    assert sure[0] == -1e4


def test_the_divergence_agrees_with_a_numerical_integral_for_each_unit():
    mean, log_variance = np.array([[0.0, 1.5]]), np.array([[0.0, -1.2]])
    grid = np.linspace(-12.0, 12.0, 20001)
    density = norm.pdf(grid, 1.5, np.exp(-0.6))
    ratio = norm.logpdf(grid, 1.5, np.exp(-0.6)) - norm.logpdf(grid)
    expected = np.trapezoid(density * ratio, grid)
    np.testing.assert_allclose(gaussian_kl(mean, log_variance), [[0.0, expected]], atol=1e-9)


def test_a_small_divergence_keeps_its_digits_in_float32():
    log_variance = np.full((1, 1), 1e-4, dtype=np.float32)
    value = gaussian_kl(np.zeros((1, 1), dtype=np.float32), log_variance)[0, 0]
    assert value == pytest.approx(1e-8 / 4.0, rel=1e-3)


def test_active_units_move_with_the_image():
    rng = np.random.default_rng(0)
    means = rng.normal(size=(2000, 4)) * np.array([1.0, 0.2, 0.05, 0.0]) + 7.0
    units = active_units(means, 0)
    assert (units.value, units.note) == (2, "of 4")
    np.testing.assert_allclose(units.detail, [1.0, 0.04, 0.0025, 0.0], rtol=0.1, atol=1e-12)


def test_a_posterior_that_ignores_the_image_has_collapsed():
    units = active_units(np.full((10, 3), 0.4), 0)
    assert units.value == 0 and units.note.startswith("collapsed")


@pytest.mark.parametrize("weights", [[], [np.nan], [np.inf, 0.0]])
def test_weights_that_are_no_numbers_have_no_mean(weights):
    with pytest.raises(Undefined, match="log weights"):
        log_mean_exp(np.array(weights))
