"""The priors of the registry: densities, draws and divergences agree with each other."""

import numpy as np
import pytest
import tensorflow as tf
from scipy import stats
from scipy.special import logsumexp

from keras_gencmp.assembly import components
from keras_gencmp.errors import UserError
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.priors import StandardNormal, checks
from keras_gencmp.priors.mixture import LearnedMixture, log_densities
from keras_gencmp.priors.registry import PRIORS
from keras_gencmp.priors.vamp import VampPrior
from keras_gencmp.recipes.schema import Component

SEED = tf.constant([3, 1], "int64")
WEIGHTS, MEANS = np.array([0.2, 0.5, 0.3]), np.array([[-4.0, 1.0], [0.0, 3.0], [5.0, 5.0]])
DEVIATIONS = np.array([[0.5, 1.0], [2.0, 0.3], [1.0, 1.0]])


def mixture() -> LearnedMixture:
    """A mixture of three Gaussians apart from each other."""
    prior = LearnedMixture(2, 3, 1.0)
    arrays = [np.log(WEIGHTS) + 7.0, MEANS, 2.0 * np.log(DEVIATIONS)]
    prior.parameters.set_weights([array.reshape(1, -1) for array in arrays])
    return prior


def posterior(images):
    """Moments that depend on the image alone."""
    means = tf.reduce_mean(images, axis=(1, 3))
    return means, tf.zeros_like(means) - 1.0


def vamp(pseudo_inputs: int = 3) -> VampPrior:
    """A VampPrior over latents of two dimensions, prepared from random images."""
    prior = VampPrior(2, pseudo_inputs, (2, 2, 1))
    prior.attach(posterior)
    images = np.random.default_rng(0).integers(0, 256, (9, 2, 2, 1), dtype=np.uint8)
    prior.prepare(images, seed=0)
    return prior


ALL = pytest.mark.parametrize("prior", [StandardNormal(2), mixture(), vamp()], ids=PRIORS)


def log_density(z):
    """That of the mixture, by SciPy."""
    each = stats.norm.logpdf(z[:, None], MEANS, DEVIATIONS).sum(-1)
    return logsumexp(each + np.log(WEIGHTS), axis=1)


def test_the_density_of_a_mixture_is_that_of_scipy():
    z = np.random.default_rng(1).normal(size=(50, 2)).astype("float32") * 4
    result = mixture().log_prob(tf.constant(z.reshape(5, 10, 2)))
    assert np.asarray(result).ravel() == pytest.approx(log_density(z), rel=1e-4)


def test_products_lose_nothing_of_narrow_components():
    mean = np.random.default_rng(2).normal(size=(4, 30)).astype("float32")
    log_variance = np.full((4, 30), -5.0, "float32")
    z = mean + 0.1 * np.random.default_rng(3).normal(size=(4, 30)).astype("float32")
    result = np.diag(log_densities(tf.constant(z), mean, log_variance))
    truth = stats.norm.logpdf(z, mean, np.exp(-2.5)).sum(-1)
    assert result == pytest.approx(truth, abs=0.02)


@ALL
def test_a_density_integrates_to_one(prior):
    axis = np.linspace(-15, 15, 601)
    grid = np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2).astype("float32")
    total = np.exp(np.asarray(prior.log_prob(tf.constant(grid)), "float64")).sum()
    assert total * (axis[1] - axis[0]) ** 2 == pytest.approx(1.0, abs=1e-3)


@ALL
def test_draws_follow_the_density(prior):
    # E_p f(z) by draws and by quadrature, for functions that tell components apart.
    axis = np.linspace(-15, 15, 601)
    grid = np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2).astype("float32")
    mass = np.exp(np.asarray(prior.log_prob(tf.constant(grid)), "float64"))
    draws = np.asarray(prior.sample(40_000, SEED))
    for function in (lambda z: z, np.square, lambda z: z > 2.0, lambda z: np.cos(z).prod(-1)):
        expected = np.average(function(grid), axis=0, weights=mass)
        values = function(draws).astype(float)
        error = values.std(axis=0) / len(draws) ** 0.5 + 1e-4
        assert (np.abs(values.mean(axis=0) - expected) < 4.5 * error).all()


@ALL
def test_draws_are_a_function_of_the_seed(prior):
    np.testing.assert_array_equal(prior.sample(5, SEED), prior.sample(5, SEED))
    assert not np.array_equal(prior.sample(5, SEED), prior.sample(5, SEED + 1))


@ALL
def test_the_divergence_is_the_mean_of_the_log_ratio(prior):
    mean, log_variance = tf.constant([[0.5, -1.0]]), tf.constant([[0.3, -0.7]])
    z = np.random.default_rng(4).normal(size=(40_000, 1, 2)).astype("float32")
    z = mean + tf.exp(0.5 * log_variance) * z
    truth = stats.norm.logpdf(z, mean, np.exp(0.5 * log_variance)).sum(-1)
    truth = truth - np.asarray(prior.log_prob(z))
    result = float(prior.kl(mean, log_variance, z)[0])
    assert result == pytest.approx(truth.mean(), abs=4.5 * truth.std() / 200)
    assert result > 0


@ALL
def test_the_energy_is_the_density_but_for_a_constant(prior):
    z = tf.constant([[0.0, 1.0], [2.0, -1.0], [3.0, 3.0]])
    assert np.ptp(np.asarray(prior.energy(z) + prior.log_prob(z))) < 1e-4


@ALL
def test_moments_and_quantiles_are_those_of_draws(prior):
    draws = np.asarray(prior.sample(50_000, SEED), "float64")
    mean, deviation = prior.moments()
    assert mean == pytest.approx(draws.mean(0), abs=0.1)
    assert deviation == pytest.approx(draws.std(0), rel=0.02)
    probabilities = np.array([0.1, 0.5, 0.8])
    shares = (draws[:, None] < prior.quantiles(probabilities)).mean(axis=0)
    assert shares == pytest.approx(np.repeat(probabilities[:, None], 2, 1), abs=0.012)


def test_pseudo_inputs_begin_between_a_training_image_and_the_mean():
    prior = VampPrior(2, 4, (2, 2, 1))
    images = np.zeros((2, 2, 2, 1), np.uint8)
    images[1] = 255  # the mean is 0.5: pseudo-inputs are 0.25 or 0.75
    prior.prepare(images, seed=0)
    pixels = np.asarray(prior.parameters(np.ones((1, 1)))).reshape(4, -1)
    assert set(pixels.round(3).ravel()) <= {0.25, 0.75}
    assert np.ptp(pixels, axis=1) == pytest.approx(0, abs=1e-6)
    again = VampPrior(2, 4, (2, 2, 1))
    again.prepare(images, seed=0)
    np.testing.assert_array_equal(again.parameters.get_weights(), prior.parameters.get_weights())


def test_a_vamp_prior_is_the_mixture_of_the_posteriors_of_its_pseudo_inputs():
    prior = vamp()
    images = np.asarray(prior.parameters(np.ones((1, 1)))).reshape(3, 2, 2, 1)
    mean, log_variance = (np.asarray(each) for each in posterior(tf.constant(images)))
    z = np.random.default_rng(5).normal(size=(6, 2)).astype("float32")
    each = stats.norm.logpdf(z[:, None], mean, np.exp(0.5 * log_variance)).sum(-1)
    assert prior.log_prob(z).numpy() == pytest.approx(logsumexp(each, axis=1) - np.log(3), rel=1e-4)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Component("mixture", {"components": 0}), "components of mixture must be a whole number"),
        (Component("mixture", {"spread": -1.0}), "spread of mixture must be a number above 0"),
        (Component("vamp", {"pseudo_inputs": 2.5}), "pseudo_inputs of vamp must be a whole number"),
        (Component("vamp", {"inputs": 3}), "no option 'inputs'"),
        (Component("standard_normal", {"mean": 3}), "no option 'mean'"),
        (Component("vampire"), "did you mean 'vamp'"),
        (Component("os:system"), "no builder"),
    ],
)
def test_options_are_checked(part, words):
    with pytest.raises(UserError, match=words):
        components.prior(part, Shapes((2, 2, 1), 2))


@pytest.mark.parametrize("name", PRIORS)
def test_every_prior_of_the_registry_is_built_by_its_name(name):
    prior = components.prior(Component(name), Shapes((2, 2, 1), 2))
    assert prior.latent == 2 and prior.has_density


@ALL
def test_each_passes_the_checks_of_own_priors(prior):
    checks.check(prior, "prior")
