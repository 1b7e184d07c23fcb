"""InfoVAE's objective, assembled by hand from its terms."""

import numpy as np
import pytest
import tensorflow as tf
from small import built, images, narrow

from keras_gencmp.losses.divergence import mmd
from keras_gencmp.recipes import recipe


@pytest.mark.parametrize(("alpha", "strength"), [(0.0, 1000.0), (1.0, 1000.0), (0.5, 2.0)])
def test_the_mmd_weighs_once_for_a_batch_and_the_kl_by_one_minus_alpha(alpha, strength):
    changes = {"model__alpha": alpha, "model__strength": strength, "model__warm_up": 0}
    model = built(narrow(recipe.load("info-vae")), **changes)
    pixels, labels = tf.constant(images(8).images, "float32") / 255, tf.zeros([8])
    loss = float(model.objectives(pixels, labels, training=True)["autoencoder"])
    reports = {name: float(value) for name, value in model.recorded_metrics().items()}
    expected = reports["reconstruction"] + (1 - alpha) * reports["kl"]
    assert loss == pytest.approx(expected + (alpha + strength - 1) * reports["mmd"], rel=1e-5)
    elbo = reports["reconstruction"] + reports["kl"]
    assert reports["negative_elbo"] == pytest.approx(elbo, rel=1e-5)


def test_the_warm_up_spares_the_kl_and_not_the_mmd():
    model = built(narrow(recipe.load("info-vae")), model__warm_up=4)
    pixels, labels = tf.constant(images(8).images, "float32") / 255, tf.zeros([8])
    loss = float(model.objectives(pixels, labels, training=True)["autoencoder"])
    reports = {name: float(value) for name, value in model.recorded_metrics().items()}
    assert loss == pytest.approx(reports["reconstruction"] + 999 * reports["mmd"], rel=1e-5)
    assert reports["kl"] > 0


def test_the_mmd_compares_codes_with_fresh_draws_from_the_prior():
    model = built(narrow(recipe.load("info-vae")))
    pixels, labels = tf.constant(images(8).images, "float32") / 255, tf.zeros([8])
    model.objectives(pixels, labels, training=True)
    seeds = [model.stream_seed(stream, training=True) for stream in (0, 1)]
    codes = model.reparameterise(*model.posterior(pixels, labels), seeds[0])[0]
    prior = model.prior(8, seeds[1])
    noise = tf.random.stateless_normal([8, model.latent], seeds[0])
    np.testing.assert_allclose(model.recorded_metrics()["mmd"], mmd(codes, prior), rtol=1e-4)
    assert np.abs(np.corrcoef(np.ravel(noise), np.ravel(prior))[0, 1]) < 0.5
