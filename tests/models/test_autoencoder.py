"""The deterministic autoencoder, and the mixture that is fitted to its codes."""

import numpy as np
import tensorflow as tf
from small import built, images, narrow
from watched import gradients

from keras_gencmp.latents import mixture
from keras_gencmp.recipes import recipe

PIXELS = tf.constant(images(4).images, "float32") / 255


def model(**options):
    return built(narrow(recipe.load("autoencoder")), **options)


def test_it_descends_the_cross_entropy_of_its_reconstructions_and_draws_no_noise(monkeypatch):
    net = model()
    descended = gradients(net, (PIXELS, tf.zeros([4])), monkeypatch)["autoencoder"]
    with tf.GradientTape() as tape:
        entropy = tf.nn.sigmoid_cross_entropy_with_logits(PIXELS, net.decoder(net.encoder(PIXELS)))
        loss = tf.reduce_mean(tf.reduce_sum(entropy, (1, 2, 3)))
    expected = tape.gradient(loss, [weight.value for weight in net.weights_of("autoencoder")])
    for ours, theirs in zip(descended, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-4)
    assert net.metric_names == ("reconstruction",)


def test_reconstructions_are_the_decoded_codes():
    net = model()
    codes = net.encode(PIXELS)
    np.testing.assert_allclose(codes, net.encoder(PIXELS), atol=1e-6)
    np.testing.assert_allclose(net.reconstruct(PIXELS), net.decode(codes), atol=1e-6)


def test_a_mixture_of_its_codes_draws_latents_that_it_can_decode():
    net = model()
    codes = net.encode(images(30).images / 255)
    z = mixture.draw(mixture.fit_mixture(codes, components=2), 5, seed=1)
    assert z.shape == (5, net.latent) and net.decode_many(z).shape == (5, 28, 28, 1)
