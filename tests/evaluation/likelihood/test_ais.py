"""Annealed importance sampling against closed forms and the exact likelihood on a grid."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.stats import multivariate_normal
from small import images, narrow
from small_vaes import PIXELS, all_binary, bernoulli, evaluated, gaussian, linear_decoder, targets

from keras_gencmp import assembly
from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.likelihood import ais, quadrature
from keras_gencmp.evaluation.likelihood.hmc import LEAPFROG_STEPS
from keras_gencmp.evaluation.likelihood.latent_grid import grid_axis
from keras_gencmp.evaluation.likelihood.observation_model import SIGMA, observation_model
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.likelihood import log_mean_exp
from keras_gencmp.models.gan import GAN
from keras_gencmp.models.infogan import InfoGAN
from keras_gencmp.recipes import recipe


class Stub(keras.Model):
    """A network that is never asked."""

    inputs = (SimpleNamespace(shape=(None, 1, 1, 1)),)  # a discriminator of single images


class Linear:
    """A model with the closed form of p(x), annealed by one compiled function."""

    def __init__(self, model, truth, chains: int = 8) -> None:
        self.truth = truth
        log_conditional = observation_model(model).log_conditional
        self.anneal = ais.compiled_annealing(log_conditional, model.p_z, chains)

    def images(self, count: int, copies: int = 1) -> np.ndarray:
        return np.tile(self.truth.rvs(count, random_state=0), (copies, 1))

    def __call__(self, flat: np.ndarray, temperatures: int, seed: int = 0) -> ais.AnnealedWeights:
        x = tf.constant(flat.reshape(-1, 2, 2, 1), "float32")
        labels, noise = tf.zeros(len(x), "int32"), tf.constant([seed, 0], "int64")
        result = self.anneal(x, labels, tf.constant(ais.inverse_temperatures(temperatures)), noise)
        return ais.AnnealedWeights(*map(np.asarray, result))


@pytest.fixture(scope="module")
def linear():
    """A linear VAE with Gaussian pixels."""
    return Linear(*gaussian())


@pytest.fixture(scope="module")
def linear_generator():
    """A linear generator under the stated Gaussian pixels."""
    return Linear(*generator())


@pytest.fixture
def quick(monkeypatch):
    """Sets how many temperatures and chains a score takes."""

    def of(count: int, chains: int = 8) -> None:
        monkeypatch.setattr(ais, "TEMPERATURES", count)
        monkeypatch.setattr(ais, "CHAINS", chains)

    return of


def generator() -> tuple[GAN, multivariate_normal]:
    """G(z) = W z + b, and the density of its images under the stated Gaussian pixels."""
    random = np.random.default_rng(0)
    w, b = random.normal(size=(3, PIXELS)) * 0.3, random.normal(size=PIXELS)
    truth = multivariate_normal(b, w.T @ w + SIGMA**2 * np.eye(PIXELS))
    return GAN(linear_decoder(w, b), linear_decoder(w, b)), truth


def of(model, images, labels=None):
    """log p(x) of each image."""
    chosen = targets(images, labels)
    result = ais.annealed_weights(evaluated(model), chosen, observation_model(model), seed=0)
    return log_mean_exp(result.log_weights)


@pytest.mark.parametrize("name", ["linear", "linear_generator"])
def test_the_likelihood_of_a_linear_decoder_is_the_closed_form(name, request):
    model = request.getfixturevalue(name)
    weights = model(model.images(20, copies=4), 150).log_weights
    repeats, truth = log_mean_exp(weights).reshape(4, 20), model.truth.logpdf(model.images(20))
    error = repeats.std(axis=0, ddof=1).mean() / 2
    assert error < 0.2
    assert repeats.mean(axis=0) == pytest.approx(truth, abs=6 * error)
    assert repeats.mean() == pytest.approx(truth.mean(), abs=0.05)


def test_the_weights_are_unbiased_however_few_temperatures_there_are(linear):
    flat = linear.images(3, copies=1000)
    weights = np.float64(linear(flat, 3).log_weights) - linear.truth.logpdf(flat)
    ratios = np.exp(weights).reshape(-1, 3)
    error = ratios.std(axis=0) / len(ratios) ** 0.5
    assert error.max() < 0.1
    assert (np.abs(ratios.mean(axis=0) - 1.0) < 4 * error).all()


def test_more_temperatures_make_the_bound_tighter(linear):
    flat = linear.images(20)
    weights = [linear(flat, count).log_weights for count in (1, 4, 16, 64)]
    result = [log_mean_exp(one).mean() for one in weights]
    spreads = [one.std(axis=0).mean() for one in weights]
    assert result == sorted(result) and spreads == sorted(spreads, reverse=True)
    assert result[0] < linear.truth.logpdf(flat).mean() - 0.5


def test_step_sizes_are_adapted_to_the_target_acceptance(linear):
    assert linear(linear.images(10), 300).acceptance.mean() == pytest.approx(
        ais.TARGET_ACCEPTANCE, abs=0.06
    )


def test_equal_seeds_give_equal_numbers(linear):
    first, again, other = (linear(linear.images(5), 5, seed).log_weights for seed in (0, 0, 1))
    assert (first == again).all()
    assert (first != other).all()


def test_it_agrees_with_the_exact_likelihood_on_a_grid(quick):
    model, chosen = bernoulli(), targets(all_binary())
    exact = quadrature.integrate(model, chosen, grid_axis(model, chosen)).fine
    quick(60, 200)
    assert of(model, all_binary()) == pytest.approx(exact, abs=0.1)


def test_conditional_models_are_given_the_labels(quick):
    model, alike = bernoulli(conditional=True), np.tile(all_binary()[5:6], (3, 1, 1, 1))
    chosen = targets(alike, np.arange(3))
    exact = quadrature.integrate(model, chosen, grid_axis(model, chosen)).fine
    assert np.ptp(exact) > 0.3
    quick(60, 200)
    assert of(model, alike, np.arange(3)) == pytest.approx(exact, abs=0.1)


def test_the_inverse_temperatures_are_a_sigmoid_from_0_to_1():
    result = ais.inverse_temperatures(10)
    sigmoid = 1.0 / (1.0 + np.exp(-np.linspace(-4.0, 4.0, 11)))
    expected = (sigmoid - sigmoid[0]) / (sigmoid[-1] - sigmoid[0])
    assert result == pytest.approx(expected, abs=1e-6)
    assert (result[0], result[-1]) == (0.0, 1.0)


def test_the_score_carries_its_terms(grey, quick):
    quick(40)
    result = ais.ais(grey, evaluated(bernoulli()))
    assert result.n == grey.n and result.low < result.value < result.high
    assert result.note.startswith("40 temperatures, 8 chains, dynamic binarisation")
    assert 0.4 < result.detail["acceptance"] < 0.9
    exact = quadrature.exact_nll(grey, evaluated(bernoulli()))
    assert result.value == pytest.approx(exact.value, abs=0.05)


def test_a_generator_is_scored_under_stated_pixels(grey, quick):
    quick(2)
    result = ais.ais(grey, evaluated(generator()[0]))
    assert f"Gaussian pixels with sigma = {SIGMA}" in result.note
    assert result.note.split("density")[1].startswith(" of grey pixels, loose, log weights differ")


@pytest.mark.parametrize("name", ["avb", "conditional-gan", "progressive-gan"])
def test_models_without_a_bound_have_a_number(name, quick):
    quick(2, 2)
    plan = narrow(recipe.load(name))
    model, split = assembly.assemble(plan), images(3)
    chosen = targets(split.images / 255 > 0.5, split.labels)
    row = EvaluatedModel(name, model, plan)
    result = ais.annealed_weights(row, chosen, observation_model(model), seed=0)
    assert result.log_weights.shape == (2, 3) and np.isfinite(result.log_weights).all()


def test_large_decoders_are_asked_for_fewer_images():
    small = GAN(linear_decoder(np.ones((2, PIXELS)), np.zeros(PIXELS)), Stub())
    z = keras.Input((2,))
    wide = keras.layers.Dense(10**6, kernel_initializer="zeros")
    large = GAN(keras.Model(z, wide(z)), Stub())
    cost = 2 * 2e6 * ais.TEMPERATURES * 9 * LEAPFROG_STEPS
    assert ais.affordable_images(small) == ais.MAX_IMAGES
    assert (
        ais.affordable_images(large) == max(int(ais.BUDGET / cost), ais.MIN_IMAGES) < ais.MAX_IMAGES
    )


def test_other_priors_say_so(grey):
    recognition = keras.Model(x := keras.Input((2,)), [x[:, :1], x[:, 1:]])
    model = InfoGAN(linear_decoder(np.ones((4, PIXELS)), np.zeros(PIXELS)), Stub(), recognition)
    with pytest.raises(Undefined, match="InfoGAN draws its latents from a prior without"):
        ais.ais(grey, evaluated(model))
    mixture = evaluated(bernoulli(), draw=lambda count, seed: np.zeros((count, 2)))
    with pytest.raises(Undefined, match="mixture"):
        ais.ais(grey, mixture)


def test_a_decoder_of_nan_says_so(grey, quick):
    quick(2)
    broken = GAN(linear_decoder(np.full((2, PIXELS), np.nan), np.zeros(PIXELS)), Stub())
    with pytest.raises(Undefined, match="NaN"):
        ais.ais(grey, evaluated(broken))
