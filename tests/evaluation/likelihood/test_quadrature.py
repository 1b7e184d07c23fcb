"""The exact likelihood by quadrature, against closed forms and importance sampling."""

import numpy as np
import pytest
import tensorflow as tf
from small_vaes import (
    PIXELS,
    VARIANCE,
    all_binary,
    bernoulli,
    evaluated,
    gaussian,
    linear_decoder,
    linear_encoder,
    targets,
)

from keras_gencmp.evaluation.likelihood import importance_sampling, quadrature
from keras_gencmp.evaluation.likelihood.importance_sampling import importance_sampled
from keras_gencmp.evaluation.likelihood.latent_grid import grid_axis, posteriors
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.models.vae import VAE
from keras_gencmp.networks import local
from keras_gencmp.networks.shapes import Shapes


@pytest.fixture(scope="module")
def linear():
    """A linear Gaussian VAE, images (120, 2, 2, 1) of it and their log p(x) in closed form."""
    model, truth = gaussian()
    flat = truth.rvs(120, random_state=0)
    return model, flat.reshape(-1, 2, 2, 1), truth.logpdf(flat)


def exact(model, images, labels=None):
    """log p(x) of each image."""
    chosen = targets(images, labels)
    return quadrature.integrate(model, chosen, grid_axis(model, chosen)).fine


@pytest.mark.parametrize("step", [1.5, 2.0, 2.5])
def test_the_error_of_the_trapezoidal_rule_is_the_one_of_its_docstring(step):
    offsets = np.linspace(0.0, step, 200, endpoint=False)
    z = np.arange(-40, 41) * step + offsets[:, None]
    sums = step * np.exp(-0.5 * z**2).sum(axis=1) / np.sqrt(2.0 * np.pi)
    error = np.abs(sums - 1.0).max()
    assert error == pytest.approx(2.0 * np.exp(-2.0 * np.pi**2 / step**2), rel=1e-2)


def test_quadrature_of_a_linear_gaussian_vae_is_the_closed_form(linear):
    model, images, truth = linear
    chosen = targets(images)
    result = quadrature.integrate(model, chosen, grid_axis(model, chosen))
    assert result.fine == pytest.approx(truth, abs=1e-3)
    assert result.coarse == pytest.approx(truth, abs=1e-3)


@pytest.mark.parametrize("side", [289, 301])  # one ends with a tile that has a single point
def test_a_grid_without_its_negligible_points_sums_to_the_same(side, linear, monkeypatch):
    model, images, _ = linear
    chosen, axis = targets(images), np.linspace(-12.0, 12.0, side)
    compared = []
    log_sums = quadrature.compiled_log_sums(model)

    def counted(images, label, points, inside):
        compared.append(len(images) * np.count_nonzero(inside))
        return log_sums(images, label, points, inside)

    monkeypatch.setattr(quadrature, "compiled_log_sums", lambda model: counted)
    result = quadrature.integrate(model, chosen, axis)
    few = sum(compared)
    monkeypatch.setattr(quadrature, "NEGLIGIBLE", -np.inf)
    whole = quadrature.integrate(model, chosen, axis)
    assert result.fine == pytest.approx(whole.fine, abs=1e-6)
    assert result.coarse == pytest.approx(whole.coarse, abs=1e-12)
    assert few < 0.6 * (sum(compared) - few) == 0.6 * len(images) * side**model.latent


@pytest.mark.parametrize("latent", [1, 2])
def test_the_exact_probabilities_of_all_images_sum_to_one(latent):
    assert np.exp(exact(bernoulli(latent), all_binary())).sum() == pytest.approx(1.0, abs=1e-5)


def test_the_laplace_approximation_is_exact_for_a_gaussian_integrand():
    model, truth = gaussian(latent=1, inflation=1.0)
    flat = truth.rvs(50, random_state=0)
    result = quadrature.laplace_approximation(model, targets(flat.reshape(-1, 2, 2, 1)))
    assert result == pytest.approx(truth.logpdf(flat), abs=1e-3)


@pytest.mark.parametrize("kind", ["bernoulli", "gaussian"])
def test_log_conditionals_of_all_pairs_are_those_of_each_pair(kind):
    model = bernoulli() if kind == "bernoulli" else gaussian()[0]
    images = tf.constant(all_binary()[:5])
    logits = model.logits(tf.constant([[0.3, -1.0], [2.0, 0.5], [0.0, 0.0]]), None)
    pairs = -np.stack([model.reconstruction_loss(images, one[None]) for one in logits], axis=1)
    assert np.asarray(quadrature.log_conditionals(model, images, logits)) == pytest.approx(
        pairs, rel=1e-5, abs=1e-4
    )


def test_the_grid_agrees_with_many_samples():
    model, images = bernoulli(), all_binary()
    sampled = importance_sampled(evaluated(model), targets(images), 20_000, 0)
    assert sampled == pytest.approx(exact(model, images), abs=0.03)


def test_a_conditional_model_is_integrated_for_each_label():
    model, images = bernoulli(conditional=True), np.repeat(all_binary(), 3, axis=0)
    labels = np.tile(np.arange(3), 16)
    result = exact(model, images, labels)
    sums = [np.exp(result[labels == label]).sum() for label in range(3)]
    assert sums == pytest.approx([1.0] * 3, abs=1e-5)
    sampled = importance_sampled(evaluated(model), targets(images, labels), 20_000, 0)
    assert sampled == pytest.approx(result, abs=0.05)


def test_more_than_two_latent_dimensions_have_no_grid(grey):
    with pytest.raises(Undefined, match="grid cannot fill 3"):
        quadrature.exact_nll(grey, evaluated(bernoulli(3)))


def test_a_grid_needs_independent_pixels_and_sampling_takes_its_place(grey):
    parts, term = bernoulli(), local.autoregression(Shapes((2, 2, 1), 2))
    model = evaluated(VAE(parts.encoder, parts.decoder, autoregression=term))
    with pytest.raises(Undefined, match="independent given z"):
        quadrature.exact_nll(grey, model)
    assert importance_sampling.nll(grey, model).value > 0


def test_the_score_carries_n_the_binarisation_and_the_effect_of_thinning(grey):
    result = quadrature.exact_nll(grey, evaluated(bernoulli()))
    assert result.n == grey.n
    assert result.note.startswith("dynamic") and "uncertain" not in result.note
    assert result.detail["thinned"] < 1e-3


def test_a_grid_that_is_too_coarse_is_noted(grey, monkeypatch):
    monkeypatch.setattr(quadrature, "grid_axis", lambda model, chosen: np.linspace(-5, 5, 5))
    result = quadrature.exact_nll(grey, evaluated(bernoulli()))
    assert result.detail["thinned"] >= quadrature.UNCERTAIN
    assert f"grid uncertain by {result.detail['thinned']:.2f}" in result.note


def line() -> VAE:
    """z ~ N(0, 1), x|z ~ N(z, .3^2) for each pixel, with its true posterior."""
    precision = 1.0 + PIXELS / VARIANCE
    weights = np.full((PIXELS, 1), 1.0 / VARIANCE / precision)
    encoder = linear_encoder(weights, np.zeros(1), np.full(1, -np.log(precision)))
    decoder = linear_decoder(np.ones((1, PIXELS)), np.zeros(PIXELS))
    model = VAE(encoder, decoder, likelihood="gaussian")
    model.pixel_variance.set_weights([np.full((1, 1), np.log(VARIANCE))])
    return model


def line_images(*means: float) -> np.ndarray:
    return np.repeat(np.array(means, "float32"), PIXELS).reshape(-1, 2, 2, 1)


def cut_off(model, chosen, axis) -> int:
    reach = posteriors(model, chosen).reach
    return quadrature.cut_off(quadrature.integrate(model, chosen, axis), reach, axis)


def test_the_last_of_many_images_counts_for_the_axis_and_one_beyond_its_end_is_counted():
    ordinary = [0.0] * 1_200
    model, far, beyond = line(), line_images(*ordinary, 9.0), line_images(*ordinary, 14.0)
    assert grid_axis(model, targets(far))[-1] > 9.0
    for images, expected in ((far, 0), (beyond, 1)):
        assert cut_off(model, targets(images), grid_axis(model, targets(images))) == expected


def test_an_integrand_at_the_border_is_counted_though_the_encoder_says_otherwise():
    model, chosen = line(), targets(line_images(0.0, 7.0))
    axis = np.linspace(-6.0, 6.0, 201)
    integral = quadrature.integrate(model, chosen, axis)
    assert quadrature.cut_off(integral, np.zeros(2), axis) == 1


def test_a_part_that_is_cut_off_is_noted(grey, monkeypatch):
    monkeypatch.setattr(quadrature, "grid_axis", lambda model, chosen: np.linspace(-1, 1, 101))
    result = quadrature.exact_nll(grey, evaluated(bernoulli()))
    assert result.detail["cut off"] == grey.n
    assert result.note.endswith(
        f"too high: the grid cuts off a part of p(x) of {grey.n} of {grey.n}"
    )


def test_the_variance_of_the_pixels_is_the_models():
    model, _ = gaussian()
    assert np.exp(np.asarray(model.pixel_variance(np.ones((1, 1))))) == pytest.approx(VARIANCE)
