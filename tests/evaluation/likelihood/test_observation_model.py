"""Observation models: a decoder's own p(x|z), or Gaussian pixels around a generator's image."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.stats import norm
from small_vaes import PIXELS, all_binary, linear_decoder

from keras_gencmp.evaluation.likelihood.observation_model import SIGMA, observation_model
from keras_gencmp.models.autoencoder import Autoencoder
from keras_gencmp.models.gan import GAN
from keras_gencmp.models.vae_gan import VAEGAN


class Unused(keras.Model):
    """A network that is never called."""

    inputs = (SimpleNamespace(shape=(None, 1, 1, 1)),)  # a discriminator of single images


def test_pixels_are_those_that_the_decoder_was_trained_on():
    networks = linear_decoder(np.ones((2, PIXELS)), np.zeros(PIXELS)), Unused()
    trained = observation_model(Autoencoder(Unused(), networks[0]))
    stated = observation_model(VAEGAN(Unused(), *networks))
    assert (trained.pixel_distribution, stated.pixel_distribution) == ("bernoulli", "gaussian")
    assert trained.note == "" and f"sigma = {SIGMA}" in stated.note


def test_the_pixels_of_a_generator_are_gaussian_around_its_image():
    weights, bias = np.full((2, PIXELS), 0.1), np.full(PIXELS, 0.5)
    observation = observation_model(GAN(linear_decoder(weights, bias), Unused()))
    images, z = all_binary()[:3], np.random.default_rng(0).normal(size=(4, 3, 2))
    result = observation.log_conditional(
        tf.constant(images), tf.zeros(3, "int32"), tf.constant(z, "float32")
    )
    means = z @ weights + bias
    expected = norm.logpdf(images.reshape(1, 3, PIXELS), means, SIGMA).sum(axis=-1)
    assert np.asarray(result) == pytest.approx(expected, rel=1e-4)
