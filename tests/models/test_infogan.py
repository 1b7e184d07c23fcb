"""InfoGAN: no label enters, and the information reaches everyone whom it should."""

import numpy as np
import pytest
import tensorflow as tf
from scipy import stats
from scipy.special import log_softmax
from small import batches, built, images, narrow

from keras_gencmp import assembly
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe


def narrowed(**changes):
    plan = narrow(recipe.load("infogan"))
    model = built(plan, **changes)
    return model, batches(plan, model, images(4))[0]


def forward(model, batch):
    """One forward pass with z of the first stream."""
    return model.forward(*batch, model.prior(len(batch[1]), model.noise_seed(0)))


def test_labels_replaced_by_random_ones_give_identical_updates():
    random = np.random.default_rng(0)
    (one, batch), (other, _) = narrowed(), narrowed()
    for _ in range(2):
        one.train_step(batch)
        other.train_step((batch[0], tf.constant(random.integers(0, 10, 4))))
    result = assembly.variables(other)
    for name, value in assembly.variables(one).items():
        np.testing.assert_array_equal(value.numpy(), result[name].numpy(), name)


@pytest.mark.parametrize("role", ["generator", "discriminator", "recognition"])
def test_the_information_has_a_gradient_in(role):
    model, batch = narrowed()
    network = getattr(model, role)
    # The last layer of the discriminator is the logit's: Q reads the layer before it.
    weights = (
        network.trainable_weights[:-2] if role == "discriminator" else network.trainable_weights
    )
    with tf.GradientTape() as tape:
        information = model.information(forward(model, batch))
    for gradient in tape.gradient(information, [weight.value for weight in weights]):
        assert np.abs(gradient).max() > 0


def test_both_losses_are_lowered_by_the_information():
    (model, batch), (without, _) = (
        narrowed(),
        narrowed(model__information=0.0, model__code_information=0.0),
    )
    steps = [forward(m, batch) for m in (model, without)]
    losses = [
        tuple(m.both_losses(s).values()) for m, s in zip((model, without), steps, strict=True)
    ]
    information = model.information(steps[0])
    for with_it, without_it in zip(*losses, strict=True):
        np.testing.assert_allclose(without_it - with_it, information, rtol=1e-3)


def test_the_information_is_the_weighted_sum_of_both_bounds():
    model, batch = narrowed(model__information=0.5, model__code_information=3.0)
    step = forward(model, batch)
    _, category, codes = np.split(step.z, [model.noise, model.noise + 10], axis=1)
    logits, means = (np.asarray(each, "float64") for each in step.features)
    of_category = np.log(10) + (category * log_softmax(logits, axis=1)).sum(1).mean()
    of_codes = 2 * np.log(2) + stats.norm.logpdf(codes, means).sum(1).mean()
    expected = 0.5 * of_category + 3.0 * of_codes
    np.testing.assert_allclose(model.information(step), expected, rtol=1e-4)


def test_the_bound_of_the_category_stays_below_ln_10():
    model, batch = narrowed(optimizers__generator__learning_rate=0.1)
    assert all(model.train_step(batch)["category_information"] <= np.log(10) for _ in range(5))


def test_latents_are_noise_one_category_and_codes():
    model, _ = narrowed()
    z = np.asarray(model.prior(2000, tf.constant([1, 0], "int64")))
    noise, category, codes = np.split(z, [model.noise, model.noise + 10], axis=1)
    assert (noise.shape[1], codes.shape[1]) == (4, 2)
    for uniform in (noise, codes):
        np.testing.assert_allclose(np.quantile(uniform, [0, 0.5, 1]), [-1, 0, 1], atol=0.1)
    assert set(np.unique(category)) == {0, 1} and (category.sum(1) == 1).all()
    assert category.sum(0).min() > 140
    assert abs(np.corrcoef(codes[:, 0], category.argmax(1))[0, 1]) < 0.1


def test_images_are_classified_by_the_largest_logit_of_q():
    model, batch = narrowed()
    pixels = np.concatenate([batch[0]] * 150)
    features = model.discriminator(batch[0], training=False)[1]
    expected = np.argmax(model.recognition(features, training=False)[0], axis=1)
    np.testing.assert_array_equal(model.classify(pixels), np.tile(expected, 150))


def test_a_row_of_a_traversal_varies_one_code_alone():
    model, _ = narrowed()
    first = model.noise + model.categories
    for code, values in ((0, [3, 7]), (1, [-2, 0, 2]), (2, [-1.5, 1.5])):
        z = model.traversal(code, values, rows=12, seed=3)
        assert z.shape == (12, len(values), model.latent) and z.dtype == np.float32
        varied = np.flatnonzero((z != z[:, :1]).any(axis=(0, 1)))
        assert varied.tolist() == (
            [model.noise + 3, model.noise + 7] if code == 0 else [first + code - 1]
        )
        assert (z[..., model.noise : first].sum(-1) == 1).all()
        if code:
            np.testing.assert_array_equal(z[:, :, first + code - 1], np.tile(values, (12, 1)))
            assert (z[:, 0, model.noise : first].argmax(1) == np.arange(12) % 10).all()


def test_the_weight_of_the_category_moves_between_two_fractions_of_the_training():
    model, _ = narrowed(
        model__information=0.1, model__final_information=0.5, model__ramp=[0.25, 0.75]
    )
    model.training_progress.plan(8)
    found = []
    for step in (0, 3, 4, 7):
        model.clock.assign(step)
        found.append(float(model.category_weight()))
    # The fractions are those of the middles of the steps: 1/16, 7/16, 9/16, 15/16.
    np.testing.assert_allclose(found, [0.1, 0.25, 0.35, 0.5], rtol=1e-5)


def test_a_ramp_that_runs_backwards_is_one_sentence():
    with pytest.raises(UserError, match="ramp is two fractions of the training in order"):
        narrowed(model__ramp=[0.5, 0.2])


def test_pairs_of_views_move_q_and_leave_the_moving_averages_alone():
    model, batch = narrowed(model__pair_information=0.5)
    parts = (model.discriminator, model.recognition)
    before = [weight.numpy() for part in parts for weight in part.non_trainable_weights]
    weights = [*model.discriminator.trainable_weights[:-2], *model.recognition.trainable_weights]
    # The heads of Q are the last layers: those of the continuous codes have no part in pairs.
    weights = [weight.value for weight in weights if weight.shape[-1] != 2]
    with tf.GradientTape() as tape:
        information = model.pairs(batch[0], 0)
    after = [weight for part in parts for weight in part.non_trainable_weights]
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)
    assert 0 <= information <= 0.5 * np.log(10)
    assert all(np.abs(gradient).max() > 0 for gradient in tape.gradient(information, weights))


def test_the_discriminators_loss_is_lowered_by_the_pairs():
    he = {"networks__discriminator__weights": "he", "networks__recognition__weights": "he"}
    (model, batch), (without, _) = narrowed(model__pair_information=5.0, **he), narrowed(**he)
    losses = [float(m.discriminator_loss(forward(m, batch))) for m in (model, without)]
    np.testing.assert_allclose(losses[1] - losses[0], model.pairs(batch[0], 0), rtol=1e-3)


def test_too_short_a_latent_is_one_sentence():
    with pytest.raises(UserError, match="latent must be more than 12"):
        narrowed(latent=12)
