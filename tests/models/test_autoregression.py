"""The local autoregressive term: its mask, its likelihood, and images drawn pixel by pixel."""

import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf
from small import batches, built, images, narrow
from small_vaes import all_binary, bernoulli, evaluated, targets

from keras_gencmp import noise
from keras_gencmp.assembly import abilities
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.likelihood import importance_sampling
from keras_gencmp.exports import keras_archive, saved_model
from keras_gencmp.models.pixel_by_pixel import means
from keras_gencmp.models.vae import VAE
from keras_gencmp.networks import local
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.recipes import recipe

SMALL = Shapes((2, 2, 1), 2)
PLAN = recipe.override(
    narrow(recipe.load("vae")), {"networks.autoregression": {"name": "local.autoregression"}}
)


def term() -> keras.Model:
    """A term of 2 x 2 pixels with random weights where it may have some."""
    network = local.autoregression(SMALL)
    weights = np.random.default_rng(0).normal(size=(4, 4)) * local.mask((2, 2, 1), 4, 4)
    network.get_layer("kernel").set_weights([weights])
    local.set_centre(network, np.array([0.2, 0.4, 0.6, 0.8]))
    return network


def vae() -> VAE:
    parts = bernoulli()
    return VAE(parts.encoder, parts.decoder, autoregression=term())


def test_only_earlier_pixels_nearby_count():
    mask = local.mask((6, 6, 1), 2, 1).reshape(6, 6, 6, 6)
    for (y, x), (v, u) in itertools.product(np.ndindex(6, 6), repeat=2):
        earlier = (y, x) < (v, u)
        assert mask[y, x, v, u] == (earlier and v - y <= 2 and abs(u - x) <= 1)
    colour = local.mask((2, 2, 3), 4, 4)
    assert not colour[:3, :3].any() and colour[:3, 3:].all()


def test_the_term_is_the_centred_image_times_its_weights():
    x = all_binary()[5:9]
    network = term()
    centre, kernel = (np.asarray(each) for each in local.centre_and_kernel(network))
    expected = (x.reshape(4, -1) - centre) @ kernel
    np.testing.assert_allclose(np.asarray(network(x)).reshape(4, -1), expected, atol=1e-5)


def test_the_probabilities_of_all_images_given_z_sum_to_one():
    model, x = vae(), all_binary()
    logits = model.logits(tf.constant([[0.3, -1.0]]), None)
    loss = np.asarray(model.reconstruction_loss(x, tf.repeat(logits, 16, axis=0)))
    assert np.exp(-loss).sum() == pytest.approx(1.0, abs=1e-5)
    fast = model.log_conditional(x, tf.repeat(logits, 16, axis=0))
    np.testing.assert_allclose(fast, -loss, atol=1e-5)


def test_draws_pixel_by_pixel_follow_that_distribution():
    model, x, count = vae(), all_binary(), 40_000
    logits = model.logits(tf.constant([[0.3, -1.0]]), None)
    uniform = tf.constant(np.random.default_rng(1).random((count, 4)).astype("float32"))
    drawn_means = np.asarray(means(tf.repeat(logits, count, axis=0), model.autoregression, uniform))
    drawn = (np.asarray(uniform) < drawn_means.reshape(count, 4)).astype(int)
    found = np.bincount(drawn @ [8, 4, 2, 1], minlength=16) / count
    loss = np.asarray(model.reconstruction_loss(x, tf.repeat(logits, 16, axis=0)))
    order = x.reshape(16, 4).astype(int) @ [8, 4, 2, 1]
    np.testing.assert_allclose(found[order], np.exp(-loss), atol=0.012)


def test_the_probabilities_of_all_images_sum_to_one_by_sampling():
    result = importance_sampling.importance_sampled(
        evaluated(vae()), targets(all_binary()), 20_000, 0
    )
    assert np.exp(result).sum() == pytest.approx(1.0, abs=0.02)


def test_the_weights_stay_within_the_mask_in_training():
    model = built(PLAN)
    for batch in batches(PLAN, model, images(8))[:2]:
        model.train_step(batch)
    kernel = model.autoregression.get_layer("kernel").get_weights()[0]
    mask = local.mask((28, 28, 1), 4, 4)
    assert not kernel[~mask].any() and np.count_nonzero(kernel) > 0.9 * mask.sum()
    means = images(20).images.mean(axis=0).ravel() / 255
    np.testing.assert_allclose(local.centre_and_kernel(model.autoregression)[0], means, rtol=1e-5)


def test_an_export_draws_what_the_model_draws(tmp_path):
    model = built(PLAN)
    model.autoregression.get_layer("kernel").kernel.assign(
        0.5 * local.mask((28, 28, 1), 4, 4).astype("float32")
    )
    saved_model.write(model, tmp_path)
    drawn, ours = saved_model.sample(tmp_path, 3, seed=4), model.sample(3, seed=4)
    np.testing.assert_allclose(drawn, ours, atol=1e-5)
    np.testing.assert_allclose(ours[1:], model.sample(3, seed=4)[1:], atol=0)
    keras_archive.write(model, tmp_path)
    assert keras.saving.load_model(tmp_path / "autoregression.keras").count_params() == 786 * 784


def test_an_image_is_a_function_of_its_own_latents():
    model = built(PLAN)
    z = np.random.default_rng(0).normal(size=(4, model.latent)).astype("float32")
    together = np.asarray(model.decode(tf.constant(z)))
    np.testing.assert_allclose(
        np.asarray(model.decode(tf.constant(z[2:3])))[0], together[2], atol=1e-6
    )


def test_uniform_numbers_of_rows_are_uniform_and_differ():
    z = np.random.default_rng(0).normal(size=(200, 3)).astype("float32")
    z[1] = z[0]
    z[2] = z[0][::-1]
    u = np.asarray(noise.of_rows(tf.constant(z), 784))
    assert u.min() >= 0 and u.max() < 1
    assert u[2:].mean() == pytest.approx(0.5, abs=0.004)
    assert u[2:].var() == pytest.approx(1 / 12, abs=0.002)
    np.testing.assert_array_equal(u[0], u[1])
    correlation = np.corrcoef(u[1:])
    assert np.abs(correlation - np.eye(199)).max() < 0.2
    columns = np.corrcoef(u[1:, :50].T)
    assert np.abs(columns - np.eye(50)).max() < 0.35


def test_its_pixels_are_no_independent_draws():
    model = built(PLAN)
    assert not model.has_bernoulli_pixels and not abilities.has_bernoulli_pixels(PLAN)
    with pytest.raises(UserError, match="no Bernoulli likelihood"):
        model.draw_pixels(np.zeros((1, 28, 28, 1)))
    with pytest.raises(UserError, match="goes with the likelihood bernoulli"):
        built(recipe.override(PLAN, {"model.likelihood": "gaussian"}))
