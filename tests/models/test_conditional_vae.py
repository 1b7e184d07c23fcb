"""The label enters encoder and decoder of the conditional VAE."""

import numpy as np
import tensorflow as tf
from small import built, images, narrow

from keras_gencmp.recipes import recipe


def model():
    return built(narrow(recipe.load("conditional-vae")))


def test_the_label_changes_what_is_inferred_and_what_is_decoded():
    vae, pixels = model(), images(1).images.repeat(10, 0) / 255
    labels = np.arange(10)
    codes = vae.encode(pixels, labels)
    decoded = vae.decode_many(np.zeros((10, vae.latent), "float32"), labels)
    assert np.abs(codes[1:] - codes[0]).max(axis=1).min() > 1e-3
    assert np.abs(decoded[1:] - decoded[0]).max(axis=(1, 2, 3)).min() > 1e-5


def test_every_sample_of_the_posterior_is_decoded_with_the_label_of_its_image():
    vae, labels = model(), tf.constant([7, 2, 5])
    pixels = tf.constant(images(3).images, "float32") / 255
    z = vae.reparameterise(*vae.posterior(pixels, labels), tf.constant([0, 1], "int64"), 4)
    logits = vae.logits(z, labels)
    for k in range(4):
        expected = vae.decoder([z[k], tf.one_hot(labels, 10)])
        np.testing.assert_allclose(logits[k], expected, atol=1e-5)


def test_samples_take_the_classes_in_turn_or_as_asked():
    vae = model()
    np.testing.assert_array_equal(vae.sample(12), vae.sample(12, labels=np.arange(12) % 10))
    assert not np.array_equal(vae.sample(12), vae.sample(12, labels=np.full(12, 3)))


def test_the_objective_is_minus_the_elbo_given_the_label():
    vae, labels = model(), tf.constant([7, 2, 5])
    x, y = tf.constant(images(3).images, "float32") / 255, tf.one_hot([7, 2, 5], 10)
    mean, log_variance = vae.encoder([x, y])  # q(z|x, y)
    noise = tf.random.stateless_normal(tf.shape(mean), vae.noise_seed(0))
    logits = vae.decoder([mean + tf.exp(log_variance / 2) * noise, y])  # p(x|z, y)
    entropy = tf.nn.sigmoid_cross_entropy_with_logits(x, logits)
    kl = -0.5 * tf.reduce_sum(1 + log_variance - mean**2 - tf.exp(log_variance), 1)
    expected = tf.reduce_mean(tf.reduce_sum(entropy, (1, 2, 3)) + kl)
    result = vae.objectives(x, labels, training=True)["autoencoder"]
    np.testing.assert_allclose(result, expected, rtol=1e-5)
