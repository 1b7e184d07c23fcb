"""Options of VAEs: the output bias, the warm-up in epochs, and fine-tuning on the tighter bound."""

import numpy as np
import pytest
import tensorflow as tf
from small import batches, built, images, narrow

from keras_gencmp import assembly
from keras_gencmp.errors import UserError
from keras_gencmp.losses import variational as terms
from keras_gencmp.models import data_start
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe

BIAS = {"model.output_bias": "pixel_means"}


@pytest.fixture(autouse=True)
def eagerly(monkeypatch):
    monkeypatch.setattr(GenerativeModel, "_compiled", lambda model, name: getattr(model, name))


def vae(name: str = "vae", **changes):
    dotted = {key.replace("__", "."): value for key, value in changes.items()}
    return built(recipe.override(narrow(recipe.load(name)), dotted))


def test_the_output_bias_starts_at_the_logits_of_the_pixel_means():
    model = vae(model__output_bias="pixel_means")
    means = images(20).images.mean(axis=0) / 255
    zero = model.decoder.get_weights()
    zero[-2] = np.zeros_like(zero[-2])
    model.decoder.set_weights(zero)
    found = np.asarray(model.decode(tf.zeros([1, model.latent])))[0]
    np.testing.assert_allclose(found, means, atol=1e-5)


def test_pixels_that_are_always_black_or_white_get_a_moderate_bias():
    decoder = vae().decoder
    means = np.zeros((28, 28, 1))
    means[0, 0], means[0, 1] = 1.0, 0.5
    data_start.set_output_bias(decoder, means, "bernoulli")
    bias = decoder.get_weights()[-1]
    np.testing.assert_allclose(bias[:3], [np.log(999), 0.0, -np.log(999)], rtol=1e-5, atol=1e-6)


def test_a_convolution_gets_the_bias_of_its_channel_and_gaussian_pixels_the_means():
    model = vae("conv-vae")
    data_start.set_output_bias(model.decoder, np.full((28, 28, 1), 0.2), "bernoulli")
    assert model.decoder.get_weights()[-1] == pytest.approx([np.log(0.25)], rel=1e-5)
    gaussian = vae("gaussian-vae", model__output_bias="pixel_means")
    means = images(20).images.mean(axis=0) / 255
    np.testing.assert_allclose(gaussian.decoder.get_weights()[-1], means.ravel(), rtol=1e-5)


def test_averages_begin_at_the_bias():
    model = vae(model__output_bias="pixel_means", schedule__average=0.9)
    before = model.decoder.get_weights()
    with model.averaged():
        np.testing.assert_array_equal(model.decoder.get_weights()[-1], before[-1])


def test_the_variance_of_gaussian_pixels_is_averaged_with_the_decoder():
    model = vae("gaussian-vae", schedule__average=0.9)
    model.pixel_variance.set_weights([np.full((1, 1), 3.0)])
    with model.averaged():
        assert float(model.pixel_variance.get_weights()[0][0, 0]) != 3.0
    assert float(model.pixel_variance.get_weights()[0][0, 0]) == 3.0


def test_a_training_that_goes_on_keeps_what_it_has_learned():
    model = vae(model__output_bias="pixel_means")
    plan = narrow(recipe.load("vae"))
    for batch in batches(plan, model, images(8)):
        model.train_step(batch)
    bias = model.decoder.get_weights()[-1]
    model.prepare(images(20))
    np.testing.assert_array_equal(model.decoder.get_weights()[-1], bias)


@pytest.mark.parametrize(("clock", "share"), [(0, 0.0), (10, 0.5), (20, 1.0), (90, 1.0)])
def test_the_warm_up_may_be_counted_in_epochs(clock, share):
    model = vae(model__warm_up_epochs=2, model__beta=4.0)
    model.training_progress.plan(100, 10)
    model.clock.assign(clock)
    assert float(model.kl_weight()) == pytest.approx(4.0 * share)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"model__warm_up": 5, "model__warm_up_epochs": 1.0}, "in steps or in epochs"),
        ({"model__fine_tuning": 0.1, "model__beta": 2.0}, "goes with beta 1"),
        ({"model__fine_tuning": 1.0}, "fine_tuning of vae.VAE must be a number of at least 0"),
        ({"model__fine_tuning_samples": 0}, "fine_tuning_samples of vae.VAE must be a whole"),
        ({"model__output_bias": "means"}, "output_bias of vae.VAE must be one of zeros, pixel_mea"),
        ({"model__importance_weighted": True, "model__warm_up_epochs": 1}, "and no warm-up"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options, words):
    with pytest.raises(UserError, match=words):
        vae(**options)


def gradients_of_a_step(model, batch, monkeypatch):
    found = {}
    monkeypatch.setattr(model, "apply_gradients", found.update)
    model.train_step(batch)
    return np.concatenate([np.ravel(gradient) for gradient in found["autoencoder"]])


def test_the_last_part_of_a_training_has_the_tighter_bound(monkeypatch):
    model = vae(model__fine_tuning=0.2, model__fine_tuning_samples=7)
    plain, tight = vae(), vae(model__samples=7, model__importance_weighted=True)
    batch = batches(narrow(recipe.load("vae")), model, images(8))[0]
    for clock, other in ((0, plain), (79, plain), (80, tight), (99, tight)):
        for each in (model, other):
            each.clock.assign(clock)
        ours, theirs = (gradients_of_a_step(each, batch, monkeypatch) for each in (model, other))
        assert np.any(ours)
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


def test_fine_tuning_follows_the_gradient_of_the_bound_in_a_graph():
    model, tight = (
        vae(**options)
        for options in (
            {"model__fine_tuning": 0.2, "model__fine_tuning_samples": 3},
            {"model__samples": 3, "model__importance_weighted": True},
        )
    )
    batch = batches(narrow(recipe.load("vae")), model, images(8))[0]
    for each in (model, tight):
        each.clock.assign(90)
        tf.function(each.train_step)(batch)
    for one, other in zip(model.weights, tight.weights, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


def test_fine_tuning_resumes_bit_for_bit(tmp_path):
    changes = {"model__fine_tuning": 0.5, "model__warm_up_epochs": 1, "prior": "mixture"}
    whole, half, rest = (vae(**changes) for _ in range(3))
    for each in (whole, half, rest):
        each.training_progress.plan(4, 2)
    data = batches(narrow(recipe.load("vae")), whole, images(8))
    for batch in data:
        whole.train_step(batch)
    for batch in data[:1]:
        half.train_step(batch)
    assembly.save(half, tmp_path / "half.npz")
    assembly.restore(rest, tmp_path / "half.npz")
    for batch in data[1:]:
        rest.train_step(batch)
    for name, variable in assembly.variables(whole).items():
        np.testing.assert_array_equal(variable, assembly.variables(rest)[name], name)


def test_the_divergence_of_two_gaussians_is_the_mean_of_the_log_ratio():
    random = np.random.default_rng(0)
    q, p = random.normal(size=(2, 2, 3)).astype("float32") * 0.5
    z = q[0] + np.exp(0.5 * q[1]) * random.normal(size=(200_000, 3)).astype("float32")
    ratio = np.asarray(terms.log_normal(z, *q) - terms.log_normal(z, *p))
    expected = float(terms.gaussian_kl_between(*q, *p))
    error = float(ratio.std()) / 200_000**0.5
    assert expected == pytest.approx(float(ratio.mean()), abs=4 * error)
    standard = terms.gaussian_kl_between(q[0], q[1], 0.0, 0.0)
    assert float(standard) == pytest.approx(float(terms.gaussian_kl(*q)), rel=1e-5)
