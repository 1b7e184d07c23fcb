"""VAE-GAN's routing: which loss moves whom."""

import numpy as np
import pytest
import tensorflow as tf
from small import built, images, narrow
from watched import gradients

from keras_gencmp.losses.adversarial import AdversarialLoss
from keras_gencmp.recipes import recipe

PIXELS = tf.constant(images(4).images, "float32") / 255
LABELS = tf.zeros([4], "int32")
SILENT = AdversarialLoss(lambda real, fake: 0.0 * real[0, 0], lambda _, fake: 0.0 * fake[0, 0])


def model(**options):
    # Larger weights than DCGAN's, so that no gradient of these small networks is lost in rounding.
    wide = {"networks__discriminator__weights": 0.3, "networks__discriminator__batch_norm": False}
    return built(narrow(recipe.load("vae-gan")), **wide, **options)


def by_hand(vae, gamma: float) -> dict[str, tf.Tensor]:
    """The three losses of Algorithm 1 of the paper, the decoder's in its non-saturating form."""
    mean, log_variance = vae.encoder(PIXELS)
    noise = tf.random.stateless_normal(tf.shape(mean), vae.noise_seed(0))
    prior = tf.random.stateless_normal(tf.shape(mean), vae.noise_seed(2))
    rebuilt, drawn = (
        tf.sigmoid(vae.decoder(z)) for z in (mean + tf.exp(log_variance / 2) * noise, prior)
    )
    (real, real_l), (fake, fake_l), (free, _) = map(vae.discriminator, (PIXELS, rebuilt, drawn))
    l_prior = tf.reduce_mean(
        -0.5 * tf.reduce_sum(1 + log_variance - mean**2 - tf.exp(log_variance), 1)
    )
    l_rec = tf.reduce_mean(0.5 * tf.reduce_sum((real_l - fake_l) ** 2, 1))
    # The mean over both kinds of fakes: each weighs half.
    halves = [tf.reduce_mean(tf.math.log(1 - tf.sigmoid(score))) / 2 for score in (fake, free)]
    fooling = [-tf.reduce_mean(tf.math.log(tf.sigmoid(score))) / 2 for score in (fake, free)]
    return {
        "encoder": l_prior + l_rec,
        "decoder": gamma * l_rec + sum(fooling),
        "discriminator": -tf.reduce_mean(tf.math.log(tf.sigmoid(real))) - sum(halves),
    }


def test_each_player_descends_its_loss_in_algorithm_1(monkeypatch):
    vae = model(model__gamma=3.0)
    descended = gradients(vae, (PIXELS, LABELS), monkeypatch)
    with tf.GradientTape(persistent=True) as tape:
        losses = by_hand(vae, 3.0)
    for player, loss in losses.items():
        expected = tape.gradient(loss, [weight.value for weight in vae.weights_of(player)])
        for ours, theirs in zip(descended[player], expected, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=2e-3, atol=1e-5, err_msg=player)


def test_the_reconstruction_loss_never_moves_the_discriminator(monkeypatch):
    vae = model()
    vae.adversarial_loss = SILENT
    descended = gradients(vae, (PIXELS, LABELS), monkeypatch)
    assert not any(gradient.any() for gradient in descended["discriminator"])
    assert all(gradient.any() for gradient in descended["encoder"] + descended["decoder"])


def test_the_adversarial_loss_never_moves_the_encoder(monkeypatch):
    vae = model()
    aloud = gradients(vae, (PIXELS, LABELS), monkeypatch)
    vae.adversarial_loss = SILENT
    silent = gradients(vae, (PIXELS, LABELS), monkeypatch)
    for one, other in zip(aloud["encoder"], silent["encoder"], strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(aloud["decoder"][0], silent["decoder"][0])


def test_the_prior_loss_never_moves_the_decoder(monkeypatch):
    vae = model(model__gamma=0.0)
    vae.adversarial_loss = SILENT
    descended = gradients(vae, (PIXELS, LABELS), monkeypatch)
    assert not any(gradient.any() for gradient in descended["decoder"])


@pytest.mark.parametrize("gamma", [0.0, 100.0])
def test_gamma_is_the_decoders_alone(gamma, monkeypatch):
    descended = [
        gradients(model(model__gamma=g), (PIXELS, LABELS), monkeypatch) for g in (1.0, gamma)
    ]
    for player in ("encoder", "discriminator"):
        for one, other in zip(descended[0][player], descended[1][player], strict=True):
            np.testing.assert_array_equal(one, other)
    assert not np.array_equal(descended[0]["decoder"][0], descended[1]["decoder"][0])
