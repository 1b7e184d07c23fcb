"""The GAN: who moves, on which images and noise, and what is reported."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from small import batches, built, images, narrow

from keras_gencmp.errors import UserError
from keras_gencmp.losses import adversarial
from keras_gencmp.models.gan import GAN
from keras_gencmp.recipes import recipe

KINDS = ("conditional-gan", "infogan", "semi-supervised-gan", "energy-gan", "progressive-gan")


def made(name, **changes):
    """The narrowed model of a recipe and a batch for one step of it."""
    plan = narrow(recipe.load(name))
    model = built(plan, **changes)
    return model, batches(plan, model, images(4 * model.batches_per_step))[0]


def states(weights):
    return [weight.numpy().copy() for weight in weights]


def same(before, after):
    return all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def constant_gan(loss, pixel):
    """A generator of images of one grey, and a critic that says how bright an image is."""
    z, image = keras.Input((2,)), keras.Input((4, 4, 1))
    grey = keras.layers.Reshape((4, 4, 1))(keras.layers.Dense(16, "tanh")(z)) * 0 + pixel
    mean = keras.layers.Flatten()(keras.layers.GlobalAveragePooling2D()(image))
    return GAN(keras.Model(z, grey), keras.Model(image, mean), loss=loss)


@pytest.mark.parametrize("pixel", [0.25, 0.75])
def test_the_wasserstein_estimate_has_the_sign_of_real_minus_fake(pixel):
    model = constant_gan(adversarial.wasserstein(), pixel)
    model.discriminator_loss(tf.fill([3, 4, 4, 1], 0.5), tf.zeros(3), 0)
    model.generator_loss(tf.zeros(3), 1)
    np.testing.assert_allclose(model.results()["value"], 0.5 - pixel, rtol=1e-6)


def test_the_value_of_an_undecided_discriminator_is_minus_log_4():
    model = constant_gan(adversarial.non_saturating(), 0.0)
    model.discriminator_loss(tf.zeros([3, 4, 4, 1]), tf.zeros(3), 0)
    model.generator_loss(tf.zeros(3), 1)
    np.testing.assert_allclose(model.results()["value"], -np.log(4), rtol=1e-6)


def test_the_value_leaves_the_penalty_out():
    model, batch = made("wgan-gp", model__penalty={"name": "gradient_penalty", "weight": 1000.0})
    reports = model.train_step(batch)
    expected = np.mean(reports["real_score"]) - np.mean(reports["fake_score"])
    np.testing.assert_allclose(reports["value"], expected, atol=1e-5)
    assert reports["discriminator_loss"] + reports["value"] > 1.0


def test_every_critic_step_sees_a_fresh_batch_fresh_z_and_fresh_shares(monkeypatch):
    seen, judge, persuade = [], GAN.judge, GAN.persuade

    def watch(self, real, labels, fakes):
        seen.append((real.numpy(), fakes.z.numpy()))
        return judge(self, real, labels, fakes)

    def watch_generator(self, fakes):
        seen.append((None, fakes.z.numpy()))
        return persuade(self, fakes)

    monkeypatch.setattr(GAN, "judge", watch)
    monkeypatch.setattr(GAN, "persuade", watch_generator)
    model, batch = made("wgan-gp")
    shares, penalty = [], model.penalty
    model.penalty = lambda *given: shares.append(given[-1].numpy().tolist()) or penalty(*given)
    model.train_step(batch)
    np.testing.assert_array_equal(np.concatenate([real for real, _ in seen[:-1]]), batch[0])
    assert len(seen) == 6 and len(np.unique([z.sum() for _, z in seen])) == 6
    assert len(np.unique(shares, axis=0)) == 5


def test_the_weights_of_a_clipped_critic_stay_in_their_box():
    model, batch = made("wgan", optimizers__discriminator__learning_rate=0.1)
    model.train_step(batch)
    weights = np.concatenate([w.ravel() for w in states(model.discriminator.trainable_weights)])
    np.testing.assert_allclose(np.abs(weights).max(), 0.01, rtol=1e-6)
    assert np.abs(states(model.generator.trainable_weights)[0]).max() > 0.01


def test_both_steps_at_once_are_the_gradients_taken_apart_at_the_same_weights_and_z():
    """A larger update would show anything that the other player's step had changed before."""
    adam = {f"optimizers__{player}__learning_rate": 0.1 for player in GAN.players}
    together, batch = made("dcgan", **adam)
    one, other = made("dcgan", **adam)[0], made("dcgan", **adam)[0]
    together.train_step(batch)
    one.minimize("discriminator", lambda: one.discriminator_loss(*batch, stream=0))
    other.minimize("generator", lambda: other.generator_loss(batch[1], stream=0))
    for network, alone in (("discriminator", one), ("generator", other)):
        found = states(getattr(together, network).trainable_weights)
        for a, b in zip(found, states(getattr(alone, network).trainable_weights), strict=True):
            np.testing.assert_allclose(a, b, atol=1e-5)


@pytest.mark.parametrize("name", ["dcgan", "infogan"])
def test_a_step_leaves_the_other_players_weights_and_moving_averages(name):
    model, batch = made(name, networks__discriminator__batch_norm=True)
    steps = {
        "discriminator": lambda: model.discriminator_loss(*batch, stream=0),
        "generator": lambda: model.generator_loss(batch[1], stream=1),
    }
    for player, objective in steps.items():
        before = {role: states(getattr(model, role).weights) for role in model.roles}
        averages = {r: states(getattr(model, r).non_trainable_weights) for r in model.roles}
        model.minimize(player, objective)
        for role in model.roles:
            own = role in model.players[player]
            assert same(before[role], states(getattr(model, role).weights)) != own
            after = states(getattr(model, role).non_trainable_weights)
            assert averages[role] and same(averages[role], after) != own


@pytest.mark.parametrize("name", KINDS)
def test_k_discriminator_steps_are_an_option_of_every_kind(name):
    model, batch = made(name, model__discriminator_steps=2, model__simultaneous=False)
    assert len(batch[0]) == 8
    assert all(np.isfinite(value) for value in model.train_step(batch).values())


@pytest.mark.parametrize("name", KINDS)
def test_a_wrong_option_names_the_right_one(name):
    with pytest.raises(UserError, match="did you mean 'discriminator_steps'"):
        made(name, model__discriminator_step=2)


def test_a_conditional_fake_is_made_and_judged_under_one_label(monkeypatch):
    model, batch = made("conditional-gan")
    seen, given = [], model.given
    monkeypatch.setitem(
        model.__dict__, "given", lambda *both: seen.append(given(*both)) or seen[-1]
    )
    model.discriminator_loss(*batch, stream=0)
    assert [tuple(x.shape[:2]) for x, _ in seen] == [(4, model.latent), (4, 28), (4, 28)]
    for _, one_hot in seen:
        np.testing.assert_array_equal(one_hot, np.eye(10)[batch[1]])


def test_labels_change_what_a_conditional_gan_draws():
    # Weights of N(0, 0.02) would leave next to nothing of a label behind two narrow layers.
    model, _ = made("conditional-gan", networks__generator__weights="glorot")
    z = np.repeat(model.prior(1, tf.constant([0, 0], "int64")), 2, axis=0)
    one, other = model.decode_many(z, [3, 4])
    assert np.abs(one - other).max() > 1e-4
