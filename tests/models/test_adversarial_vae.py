"""Report D's adversarial VAE: who hears of whom, and with which sign."""

import numpy as np
import pytest
import tensorflow as tf
from small import built, images, narrow
from watched import gradients

from keras_gencmp.recipes import recipe

PIXELS = tf.constant(images(4).images, "float32") / 255
LABELS = tf.zeros([4], "int32")


def model(**options):
    return built(narrow(recipe.load("adversarial-vae")), **options)


def by_hand(vae, strength: float, beta: float) -> dict[str, tf.Tensor]:
    mean, log_variance = vae.encoder(PIXELS)
    noise = tf.random.stateless_normal(tf.shape(mean), vae.noise_seed(0))
    z = mean + tf.exp(log_variance / 2) * noise
    logits = vae.decoder(z)
    entropy = tf.nn.sigmoid_cross_entropy_with_logits(PIXELS, logits)
    kl = -0.5 * tf.reduce_sum(1 + log_variance - mean**2 - tf.exp(log_variance), 1)
    seen = tf.stop_gradient(z)
    real, fake = (tf.sigmoid(vae.discriminator([x, seen])) for x in (PIXELS, tf.sigmoid(logits)))
    bound = tf.reduce_mean(tf.reduce_sum(entropy, (1, 2, 3)) + beta * kl)
    return {
        "autoencoder": bound - strength * tf.reduce_mean(tf.math.log(fake)),
        "discriminator": -tf.reduce_mean(tf.math.log(real) + tf.math.log(1 - fake)),
    }


def test_each_player_descends_its_objective_as_resolved(monkeypatch):
    vae = model(model__strength=50.0, model__beta=2.0)
    descended = gradients(vae, (PIXELS, LABELS), monkeypatch)
    with tf.GradientTape(persistent=True) as tape:
        losses = by_hand(vae, 50.0, 2.0)
    for player, loss in losses.items():
        expected = tape.gradient(loss, [weight.value for weight in vae.weights_of(player)])
        for ours, theirs in zip(descended[player], expected, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=2e-3, atol=1e-4)


@pytest.mark.parametrize("strength", [0.0, 1000.0])
def test_the_strength_never_reaches_the_discriminator(strength, monkeypatch):
    weak, strong = model(model__strength=1.0), model(model__strength=strength)
    descended = [gradients(vae, (PIXELS, LABELS), monkeypatch) for vae in (weak, strong)]
    for one, other in zip(
        descended[0]["discriminator"], descended[1]["discriminator"], strict=True
    ):
        np.testing.assert_array_equal(one, other)
    pairs = zip(descended[0]["autoencoder"], descended[1]["autoencoder"], strict=True)
    assert any(not np.array_equal(one, other) for one, other in pairs)
