"""Adversarial variational Bayes on one latent, where log q(z|x) - log p(z) is known."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy import stats
from small import built, images, narrow
from watched import gradients

from keras_gencmp.models.avb import AVB
from keras_gencmp.recipes import recipe

PIXELS = tf.constant(images(8).images, "float32") / 255
LABELS = tf.zeros([8], "int32")


def toy(adaptive_contrast: bool) -> AVB:
    """x is one pixel; q(z|x) = N(2 x - 1, 0.5^2), as an encoder of x and noise."""
    keras.utils.set_random_seed(0)
    x, noise, z = keras.Input((1, 1, 1)), keras.Input((1,)), keras.Input((1,))
    mean = 2.0 * keras.layers.Reshape((1,))(x) - 1.0
    encoder = keras.Model([x, noise], [mean + 0.5 * noise, mean, 0.25 + 0.0 * mean])
    hidden = keras.layers.Concatenate()([keras.layers.Reshape((1,))(x), z])
    for _ in range(2):
        hidden = keras.layers.Dense(32, "tanh", kernel_initializer=keras.initializers.HeNormal(1))(
            hidden
        )
    discriminator = keras.Model([x, z], keras.layers.Dense(1)(hidden))
    decoder = keras.Model(z, keras.layers.Reshape((1, 1, 1))(keras.layers.Dense(1)(z)))
    model = AVB(encoder, decoder, discriminator, adaptive_contrast=adaptive_contrast)
    still, fast = (
        keras.optimizers.SGD(0.0),
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, 800)),
    )
    model.compile({"autoencoder": still, "discriminator": fast})
    return model


def trained(adaptive_contrast: bool, steps: int = 800) -> AVB:
    model = toy(adaptive_contrast)
    pixels = tf.constant(np.linspace(0, 1, 512).reshape(-1, 1, 1, 1), "float32")
    step = tf.function(lambda: model.train_step((pixels, tf.zeros([512]))))
    for _ in range(steps):
        step()
    return model


def test_t_approaches_log_q_minus_log_p():
    model = trained(adaptive_contrast=False)
    x, offset = (a.ravel() for a in np.meshgrid([0.2, 0.5, 0.8], np.linspace(-0.75, 0.75, 7)))
    z = 2 * x - 1 + offset
    scores = model.discriminator(
        [tf.reshape(tf.constant(x), [-1, 1, 1, 1]), tf.constant(z)[:, None]]
    )[:, 0]
    expected = stats.norm.logpdf(z, 2 * x - 1, 0.5) - stats.norm.logpdf(z)
    np.testing.assert_allclose(scores, expected, atol=0.25)


@pytest.mark.parametrize("adaptive_contrast", [False, True])
def test_the_estimate_approaches_the_kl(adaptive_contrast):
    model = trained(adaptive_contrast)
    pixels = tf.fill([4000, 1, 1, 1], 0.9)
    model.objectives(pixels, tf.zeros([4000]), training=False)
    estimate = float(model.recorded_metrics()["kl_estimate"])
    kl = 0.5 * (0.25 + 0.8**2 - 1 - np.log(0.25))
    assert estimate == pytest.approx(kl, abs=0.1)


def model(**options):
    return built(narrow(recipe.load("avb")), **options)


def by_hand(net: AVB, adaptive_contrast: bool, beta: float) -> dict[str, tf.Tensor]:
    noise = tf.random.stateless_normal([8, 64], net.noise_seed(0))
    z, mean, variance = net.encoder([PIXELS, noise])
    prior = tf.random.stateless_normal(tf.shape(z), net.noise_seed(2))
    mean, variance = tf.stop_gradient(mean), tf.stop_gradient(variance + 1e-4)
    normed = (z - mean) / tf.sqrt(variance)
    seen = normed if adaptive_contrast else z
    q_score, p_score = net.discriminator([PIXELS, seen]), net.discriminator([PIXELS, prior])
    log_p = -0.5 * tf.reduce_sum(z**2 + np.log(2 * np.pi), 1)
    log_r = -0.5 * tf.reduce_sum(normed**2 + tf.math.log(2 * np.pi * variance), 1)
    entropy = tf.nn.sigmoid_cross_entropy_with_logits(PIXELS, net.decoder(z))
    kl = q_score[:, 0] + (log_r - log_p if adaptive_contrast else 0.0)
    dual = tf.math.log(tf.sigmoid(q_score)) + tf.math.log(1 - tf.sigmoid(p_score))
    return {
        "autoencoder": tf.reduce_mean(tf.reduce_sum(entropy, (1, 2, 3)) + beta * kl),
        "discriminator": -tf.reduce_mean(dual),
    }


@pytest.mark.parametrize("adaptive_contrast", [False, True])
def test_each_player_descends_its_objective_in_algorithm_1(adaptive_contrast, monkeypatch):
    net = model(model__adaptive_contrast=adaptive_contrast, model__beta=2.0)
    descended = gradients(net, (PIXELS, LABELS), monkeypatch)
    with tf.GradientTape(persistent=True) as tape:
        losses = by_hand(net, adaptive_contrast, 2.0)
    for player, loss in losses.items():
        expected = tape.gradient(loss, [weight.value for weight in net.weights_of(player)])
        for ours, theirs in zip(descended[player], expected, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=2e-3, atol=1e-3, err_msg=player)


def test_codes_do_not_depend_on_their_neighbours():
    net = model()
    codes = net.encode(PIXELS)
    np.testing.assert_allclose(net.encode(PIXELS[3:4])[0], codes[3], atol=1e-5)
    noise = tf.random.stateless_normal([4000, 64], [5, 5])
    z, _, _ = net.encoder([tf.repeat(PIXELS[3:4], 4000, 0), noise])
    np.testing.assert_allclose(codes[3], np.mean(z, 0), atol=0.15)
