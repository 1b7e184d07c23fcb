"""NLL_K, its exact value on a grid, the ELBO and active units, against closed forms."""

import keras
import numpy as np
import pytest
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
from keras_gencmp.evaluation.likelihood.cost import multiplications
from keras_gencmp.evaluation.model_inputs import ModelInputs
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.likelihood import active_units
from keras_gencmp.models.gan import GAN
from keras_gencmp.models.vae import VAE


def of(model, images, samples, labels=None, seed=0):
    return importance_sampling.importance_sampled(
        model, targets(images, labels), samples=samples, seed=seed
    )


@pytest.fixture(scope="module")
def linear():
    model, truth = gaussian()
    flat = truth.rvs(120, random_state=0)
    return model, flat.reshape(-1, 2, 2, 1), truth.logpdf(flat)


def test_nll_of_a_linear_gaussian_vae_is_the_closed_form(linear):
    model, images, truth = linear
    repeats = np.stack([of(model, images, 2000, seed=seed) for seed in range(4)])
    error = repeats.std(axis=0, ddof=1).mean() / 2
    assert error < 0.02
    assert repeats.mean(axis=0) == pytest.approx(truth, abs=0.1)
    assert repeats.mean() == pytest.approx(truth.mean(), abs=0.01)


def test_quadrature_of_a_linear_gaussian_vae_is_the_closed_form(linear):
    model, images, truth = linear
    chosen = targets(images)
    found = quadrature.integrate(model, chosen, quadrature.grid_axis(model, chosen))
    assert found.fine == pytest.approx(truth, abs=1e-3)
    assert found.coarse == pytest.approx(truth, abs=1e-3)


@pytest.mark.parametrize("side", [289, 301])  # one ends with a tile that has a single point
def test_a_grid_without_its_dead_points_sums_to_the_same(side, linear, monkeypatch):
    model, images, _ = linear
    chosen, axis = targets(images), np.linspace(-12.0, 12.0, side)
    compared = []
    sums = quadrature.compiled_sums(model)

    def counted(images, label, points, own):
        compared.append(len(images) * np.count_nonzero(own))
        return sums(images, label, points, own)

    monkeypatch.setattr(quadrature, "compiled_sums", lambda model: counted)
    found = quadrature.integrate(model, chosen, axis)
    few = sum(compared)
    monkeypatch.setattr(quadrature, "DEAD", -np.inf)
    whole = quadrature.integrate(model, chosen, axis)
    assert found.fine == pytest.approx(whole.fine, abs=1e-6)
    assert found.coarse == pytest.approx(whole.coarse, abs=1e-12)
    assert few < 0.6 * (sum(compared) - few) == 0.6 * len(images) * side**model.latent


def test_nll_falls_as_k_rises():
    model, images = bernoulli(), np.tile(all_binary(), (40, 1, 1, 1))
    one, fifty, many = (-of(model, images, samples).mean() for samples in (1, 50, 5000))
    assert one > fifty + 0.001 > many


@pytest.mark.parametrize("latent", [1, 2])
def test_the_exact_probabilities_of_all_images_sum_to_one(latent):
    model, chosen = bernoulli(latent), targets(all_binary())
    found = quadrature.integrate(model, chosen, quadrature.grid_axis(model, chosen))
    assert np.exp(found.fine).sum() == pytest.approx(1.0, abs=1e-5)


def test_the_grid_agrees_with_many_samples():
    model, chosen = bernoulli(), targets(all_binary())
    exact = quadrature.integrate(model, chosen, quadrature.grid_axis(model, chosen)).fine
    assert of(model, all_binary(), 20_000) == pytest.approx(exact, abs=0.03)


def test_a_conditional_model_is_integrated_for_each_label():
    model, images = bernoulli(conditional=True), np.repeat(all_binary(), 3, axis=0)
    labels = np.tile(np.arange(3), 16)
    chosen = targets(images, labels)
    exact = quadrature.integrate(model, chosen, quadrature.grid_axis(model, chosen)).fine
    sums = [np.exp(exact[labels == label]).sum() for label in range(3)]
    assert sums == pytest.approx([1.0] * 3, abs=1e-5)
    assert of(model, images, 20_000, labels) == pytest.approx(exact, abs=0.05)


def test_samples_in_chunks_are_joined_without_loss(monkeypatch):
    model, images = bernoulli(), all_binary()
    monkeypatch.setattr(importance_sampling, "PIXELS", importance_sampling.BATCH * PIXELS * 700)
    found = of(model, images, 10_000)  # chunks of 700, the last of 200
    monkeypatch.setattr(importance_sampling, "PIXELS", importance_sampling.BATCH * PIXELS * 10_000)
    assert found == pytest.approx(of(model, images, 10_000), abs=0.05)


def test_the_elbo_is_its_two_terms_and_below_the_likelihood(grey):
    elbo, reconstruction, kl = importance_sampling.elbo(grey, evaluated(bernoulli())).values()
    assert elbo.value == pytest.approx(-reconstruction.value - kl.value)
    model, chosen = bernoulli(), importance_sampling.targets(evaluated(bernoulli()), grey, grey.n)
    exact = quadrature.integrate(model, chosen, quadrature.grid_axis(model, chosen)).fine
    assert elbo.value < exact.mean()
    assert elbo.n == grey.n


@pytest.mark.parametrize(
    ("kind", "words"),
    [("none", "dynamic binarisation, of a model trained on grey"), ("threshold", "threshold")],
)
def test_a_bernoulli_likelihood_is_of_binary_pixels(grey, kind, words):
    chosen = importance_sampling.targets(evaluated(bernoulli(), kind), grey, 50)
    assert set(np.unique(chosen.images)) <= {0.0, 1.0}
    assert len(chosen.images) == 50 and words in chosen.note


def test_a_gaussian_likelihood_is_of_grey_pixels(grey):
    chosen = importance_sampling.targets(evaluated(gaussian()[0]), grey, 50)
    assert (chosen.images == grey.reference.images[:50].astype("float32") / 255).all()
    assert chosen.note == "density of grey pixels"


def test_more_than_two_latent_dimensions_have_no_grid(grey):
    with pytest.raises(Undefined, match="grid cannot fill 3"):
        quadrature.exact_nll(grey, evaluated(bernoulli(3)))


def test_a_model_without_a_likelihood_says_so(grey):
    networks = [keras.Model(x := keras.Input((2,)), keras.layers.Dense(1)(x)) for _ in range(2)]
    for score in (importance_sampling.elbo, importance_sampling.nll):
        with pytest.raises(Undefined, match="GAN gives images no likelihood"):
            score(grey, evaluated(GAN(*networks)))


def test_the_scores_carry_k_n_and_the_binarisation(grey):
    small = evaluated(bernoulli(), nll_samples=20, nll_images=30)
    nll, exact = importance_sampling.nll(grey, small), quadrature.exact_nll(grey, small)
    assert (nll.n, exact.n) == (30, grey.n)
    assert nll.note.startswith("K = 20, dynamic") and exact.note.startswith("dynamic")
    assert nll.low < nll.value < nll.high
    assert exact.detail["thinned"] < 1e-3


def test_sampling_waits_to_be_asked_where_a_grid_gives_the_exact_value(grey):
    with pytest.raises(Undefined, match="--nll-samples"):
        importance_sampling.nll(grey, evaluated(bernoulli()))
    above = importance_sampling.nll(grey, evaluated(bernoulli(3), nll_images=2))
    assert above.note.startswith("K = 5000")


def test_units_that_ignore_the_image_are_not_active(grey):
    gain = np.array([[2.0, 0.0]] * PIXELS)
    encoder = linear_encoder(gain, np.zeros(2), np.zeros(2))
    model = VAE(encoder, linear_decoder(np.zeros((2, PIXELS)), np.zeros(PIXELS)))
    found = active_units(ModelInputs(grey, evaluated(model)).codes, 0)
    assert found.value == 1 and found.note == "of 2"
    encoder.layers[2].set_weights([gain * 0, np.zeros(2)])
    assert "collapsed" in active_units(ModelInputs(grey, evaluated(model)).codes, 0).note


def test_pixel_means_have_the_closed_form(grey):
    means = np.full((2, 2, 1), 0.25)
    found = importance_sampling.pixel_nll(grey, means)
    binary = importance_sampling.binarised(grey.reference.images, "dynamic") / 255
    on, ink = (0.25 * 220 + 1) / 222, binary.mean() * PIXELS  # one count added on either side
    assert found.value == pytest.approx(-ink * np.log(on) - (PIXELS - ink) * np.log(1 - on))


def test_work_counts_the_multiplications_of_dense_and_convolutional_layers():
    z = keras.Input((5,))
    x = keras.layers.Reshape((3, 3, 2))(keras.layers.Dense(18)(z))
    x = keras.layers.Conv2DTranspose(4, 5, strides=2, padding="same")(x)
    x = keras.layers.Conv2D(1, 3, padding="same")(x)
    work = 5 * 18 + 9 * (25 * 2 * 4) + 36 * (9 * 4)
    assert multiplications(keras.Model(z, x)) == work
    assert multiplications(linear_decoder(np.zeros((2, PIXELS)), np.zeros(PIXELS))) == 2 * PIXELS


def test_the_variance_of_the_pixels_is_the_models():
    model, _ = gaussian()
    assert np.exp(np.asarray(model.pixel_variance(np.ones((1, 1))))) == pytest.approx(VARIANCE)
