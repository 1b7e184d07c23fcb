"""The GAN: who moves, on which images and noise, and what is reported."""

from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf
from small import batches, built, images, narrow
from watched import gradients

from keras_gencmp.errors import UserError
from keras_gencmp.losses import adversarial
from keras_gencmp.models.gan import GAN
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.schema import Component

KINDS = ("conditional-gan", "infogan", "sgan-odena", "energy-gan", "progressive-gan")


def narrowed(name, **changes):
    """The narrowed model of a recipe and a batch for one step of it."""
    plan = narrow(recipe.load(name))
    model = built(plan, **changes)
    return model, batches(plan, model, images(4 * model.batches_per_step))[0]


def forward(model, batch):
    """One forward pass with z of the first stream."""
    x, y = batch
    return model.forward(x, y, model.prior(len(y), model.noise_seed(0)))


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
    model.both_losses(forward(model, (tf.fill([3, 4, 4, 1], 0.5), tf.zeros(3))))
    np.testing.assert_allclose(model.finish_step()["value"], 0.5 - pixel, rtol=1e-6)


def test_the_value_of_an_undecided_discriminator_is_minus_log_4():
    model = constant_gan(adversarial.non_saturating(), 0.0)
    model.both_losses(forward(model, (tf.zeros([3, 4, 4, 1]), tf.zeros(3))))
    np.testing.assert_allclose(model.finish_step()["value"], -np.log(4), rtol=1e-6)


def test_the_value_leaves_the_penalty_out():
    model, batch = narrowed(
        "wgan-gp", model__penalty={"name": "gradient_penalty", "weight": 1000.0}
    )
    reports = model.train_step(batch)
    expected = np.mean(reports["real_score"]) - np.mean(reports["fake_score"])
    np.testing.assert_allclose(reports["value"], expected, atol=1e-5)
    assert reports["discriminator_loss"] + reports["value"] > 1.0


def test_every_critic_step_sees_a_fresh_batch_fresh_z_and_fresh_shares(monkeypatch):
    seen, forward_pass = [], GAN.forward

    def watch(self, x, y, z, score_real=True, stream=0):
        seen.append((x.numpy(), z.numpy()))
        return forward_pass(self, x, y, z, score_real, stream)

    monkeypatch.setattr(GAN, "forward", watch)
    model, batch = narrowed("wgan-gp")
    shares, penalty = [], model.penalty
    model.penalty = lambda *args: shares.append(args[-1].numpy().tolist()) or penalty(*args)
    model.train_step(batch)
    np.testing.assert_array_equal(np.concatenate([real for real, _ in seen[:-1]]), batch[0])
    assert len(seen) == 6 and len(np.unique([z.sum() for _, z in seen])) == 6
    assert len(np.unique(shares, axis=0)) == 5


def test_the_weights_of_a_clipped_critic_start_in_their_box():
    """The scales of batch norm would start at 1, whose huge gradients RMSprop remembers."""
    critic = narrowed("wgan")[0].discriminator
    scales = [w for w in critic.trainable_weights if w.path.endswith("gamma")]
    assert scales
    for weight in critic.trainable_weights:
        assert np.abs(weight.numpy()).max() <= np.float32(0.01), weight.path


def test_the_weights_of_a_clipped_critic_stay_in_their_box():
    model, batch = narrowed("wgan", optimizers__discriminator__learning_rate=0.1)
    model.train_step(batch)
    weights = np.concatenate([w.ravel() for w in states(model.discriminator.trainable_weights)])
    np.testing.assert_allclose(np.abs(weights).max(), 0.01, rtol=1e-6)
    assert np.abs(states(model.generator.trainable_weights)[0]).max() > 0.01


def test_both_steps_at_once_are_the_gradients_taken_apart_at_the_same_weights_and_z():
    """A larger update would show anything that the other player's step had changed before."""
    adam = {f"optimizers__{player}__learning_rate": 0.1 for player in GAN.players}
    together, batch = narrowed("dcgan", **adam)
    one, other = narrowed("dcgan", **adam)[0], narrowed("dcgan", **adam)[0]
    together.train_step(batch)
    one.minimize("discriminator", lambda: one.discriminator_loss(forward(one, batch)))
    other.minimize("generator", lambda: other.generator_loss(forward(other, batch)))
    for network, alone in (("discriminator", one), ("generator", other)):
        result = states(getattr(together, network).trainable_weights)
        for a, b in zip(result, states(getattr(alone, network).trainable_weights), strict=True):
            np.testing.assert_allclose(a, b, atol=1e-5)


@pytest.mark.parametrize("name", ["dcgan", "infogan"])
@pytest.mark.parametrize("player", ["discriminator", "generator"])
def test_a_step_leaves_the_other_players_weights_and_moving_averages(name, player, monkeypatch):
    changes = {"networks__discriminator__batch_norm": True, "model__simultaneous": False}
    model, batch = narrowed(name, **changes)
    minimize = model.minimize
    # The other player's step is left out.
    only = lambda who, loss: minimize(who, loss) if who == player else None  # noqa: E731
    monkeypatch.setitem(model.__dict__, "minimize", only)
    before = {role: states(getattr(model, role).weights) for role in model.roles}
    averages = {r: states(getattr(model, r).non_trainable_weights) for r in model.roles}
    model.metric_names = ()
    model.train_step(batch)
    for role in model.roles:
        own = role in model.players[player]
        assert same(before[role], states(getattr(model, role).weights)) != own
        after = states(getattr(model, role).non_trainable_weights)
        assert averages[role] and same(averages[role], after) != own


def log(probability):
    return tf.reduce_mean(tf.math.log(probability))


def by_hand(model, batch, stream: int):
    """Equation 1 of the paper for D, and section 3's objective for G; y is empty or the label."""
    x, labels = batch
    y = [tf.one_hot(labels, 10)] if model.conditional else []
    inputs = lambda each: [each, *y] if y else each  # noqa: E731
    z = tf.random.stateless_normal([len(labels), model.latent], model.noise_seed(stream))
    fake = model.generator(inputs(z), training=True)
    d_fake, d_real = (
        tf.sigmoid(model.discriminator(inputs(each), training=True)) for each in (fake, x)
    )
    return {"discriminator": -log(d_real) - log(1 - d_fake), "generator": -log(d_fake)}


@pytest.mark.parametrize("name", ["gan", "conditional-gan"])
@pytest.mark.parametrize("simultaneous", [False, True])
def test_each_player_descends_its_objective_in_algorithm_1(name, simultaneous, monkeypatch):
    calm = {"networks__discriminator__weights": "he", "networks__generator__weights": "he"}
    calm |= {"networks__discriminator__dropout": 0.0, "networks__discriminator__batch_norm": False}
    model, batch = narrowed(name, model__simultaneous=simultaneous, **calm)
    descended = gradients(model, batch, monkeypatch)
    for player, stream in (("discriminator", 0), ("generator", 0 if simultaneous else 1)):
        weights = [weight.value for weight in model.weights_of(player)]
        with tf.GradientTape() as tape:
            loss = by_hand(model, batch, stream)[player]
        for ours, theirs in zip(descended[player], tape.gradient(loss, weights), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=2e-3, atol=1e-5, err_msg=player)


@pytest.mark.parametrize(
    ("loss", "simultaneous", "passes"),
    [
        ("hinge", False, ["fake", "real", "fake"]),
        ("hinge", True, ["fake", "real"]),
        ("relativistic_pairing", False, ["fake", "real", "fake", "real"]),
        ("relativistic_pairing", True, ["fake", "real"]),
    ],
)
def test_real_images_are_scored_for_the_generator_only_where_its_loss_needs_it(
    loss, simultaneous, passes, monkeypatch
):
    model, batch = narrowed("gan", model__loss=loss, model__simultaneous=simultaneous)
    seen, discriminate = [], model.discriminate

    def watch(x, y, training=True):
        seen.append("real" if np.array_equal(x, batch[0]) else "fake")
        return discriminate(x, y, training)

    monkeypatch.setitem(model.__dict__, "discriminate", watch)
    model.train_step(batch)
    assert seen == passes


def test_a_lazy_penalty_is_k_times_as_heavy_in_every_kth_step_by_the_clock():
    lazy, batch = narrowed("wgan-gp", model__penalty_every=3)
    eager, _ = narrowed("wgan-gp")
    for clock in range(7):
        for model in (lazy, eager):
            model.clock.assign(clock)
        x, y = (part[:4] for part in batch)
        result, usual = (m.lazy_penalty(forward(m, (x, y))) for m in (lazy, eager))
        expected = 3 * usual if clock % 3 == 0 else 0.0
        np.testing.assert_allclose(result, expected, rtol=1e-6)


def lazily_penalised():
    """A GAN with a heavy penalty in every second step, and eight batches; D descends by SGD."""
    plan = narrow(recipe.load("gan"))
    plan = replace(
        plan, optimizers={p: Component("sgd", {"learning_rate": 0.1}) for p in GAN.players}
    )
    changes = {"model__penalty": {"name": "r1", "gamma": 100.0}, "model__penalty_every": 2}
    model = built(plan, networks__discriminator__dropout=0.0, **changes)
    return model, batches(plan, model, images(16))


def test_a_lazy_penalty_has_its_gradient_in_a_graph_too():
    (one, data), (other, _) = lazily_penalised(), lazily_penalised()
    step = tf.function(other.train_step)
    for batch in data[:3]:
        one.train_step(batch)
        step(batch)
        weights = (states(model.weights_of("discriminator")) for model in (one, other))
        for a, b in zip(*weights, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-5)


@pytest.mark.slow
def test_a_lazy_penalty_compiles_under_xla():
    model, data = lazily_penalised()
    before = states(model.weights_of("discriminator"))
    step = tf.function(model.train_step, jit_compile=True)
    assert all(np.isfinite(value) for batch in data[:2] for value in step(batch).values())
    assert not same(before, states(model.weights_of("discriminator")))


@pytest.mark.parametrize("option", ["discriminator_steps", "penalty_every"])
def test_steps_are_counted_from_one(option):
    with pytest.raises(UserError, match="must be a whole number of at least 1"):
        narrowed("gan", **{f"model__{option}": 0})


@pytest.mark.parametrize("name", KINDS)
def test_k_discriminator_steps_are_an_option_of_every_kind(name):
    model, batch = narrowed(name, model__discriminator_steps=2, model__simultaneous=False)
    assert len(batch[0]) == 8
    assert all(np.isfinite(value) for value in model.train_step(batch).values())


@pytest.mark.parametrize("name", KINDS)
def test_a_wrong_option_names_the_right_one(name):
    with pytest.raises(UserError, match="did you mean 'discriminator_steps'"):
        narrowed(name, model__discriminator_step=2)


def test_a_conditional_image_is_generated_and_discriminated_under_one_label(monkeypatch):
    model, batch = narrowed("conditional-gan")
    seen, conditioned = [], model.conditioned
    monkeypatch.setitem(
        model.__dict__, "conditioned", lambda *both: seen.append(conditioned(*both)) or seen[-1]
    )
    forward(model, batch)
    assert [tuple(x.shape[:2]) for x, _ in seen] == [(4, model.latent), (4, 28), (4, 28)]
    for _, one_hot in seen:
        np.testing.assert_array_equal(one_hot, np.eye(10)[batch[1]])


def test_labels_change_what_a_conditional_gan_draws():
    # Weights of N(0, 0.02) would leave next to nothing of a label behind two narrow layers.
    model, _ = narrowed("conditional-gan", networks__generator__weights="glorot")
    z = np.repeat(model.prior(1, tf.constant([0, 0], "int64")), 2, axis=0)
    one, other = model.decode_many(z, [3, 4])
    assert np.abs(one - other).max() > 1e-4
