"""Penalties against closed forms."""

import numpy as np
import pytest
import tensorflow as tf

from keras_gencmp.losses.penalty import gradient_penalty, pull_away_term, r1, r1_r2, r2

RANDOM = np.random.default_rng(0)
REAL, FAKE = RANDOM.uniform(size=(2, 6, 5, 4, 2)).astype("float32")


def slope(norm):
    """Random weights (5, 4, 2) of that norm."""
    weights = RANDOM.normal(size=(1, 5, 4, 2)).astype("float32")
    return norm * weights / np.linalg.norm(weights)


def linear(weights):
    return lambda x: tf.reduce_sum(weights * x, axis=(1, 2, 3))[:, None]


@pytest.mark.parametrize("norm", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("seed", [0, 1])
def test_the_penalty_of_a_linear_critic_is_the_square_of_its_norm_less_one(norm, seed):
    penalty = gradient_penalty(weight=10.0)(linear(slope(norm)), REAL, FAKE, [seed, 0])
    np.testing.assert_allclose(penalty, 10.0 * (norm - 1.0) ** 2, rtol=1e-4, atol=1e-5)


def test_images_are_blended_by_one_share_each_between_real_and_fake():
    seen = []
    gradient_penalty()(lambda x: seen.append(x) or linear(slope(1.0))(x), REAL, FAKE, [5, 0])
    shares = (seen[0].numpy() - REAL) / (FAKE - REAL)
    share = shares.mean(axis=(1, 2, 3), keepdims=True)
    np.testing.assert_allclose(shares, np.broadcast_to(share, shares.shape), atol=1e-2)
    assert share.min() > 0 and share.max() < 1 and np.diff(np.sort(share.ravel())).min() > 1e-3


def test_shares_are_uniform_and_differ_between_seeds():
    zeros, ones = np.zeros((4000, 1, 1, 1), "float32"), np.ones((4000, 1, 1, 1), "float32")
    seen = []
    for seed in (0, 1):
        gradient_penalty()(lambda x: seen.append(x) or x, zeros, ones, [seed, 0])
    quartiles = np.quantile(seen[0], [0.25, 0.5, 0.75])
    np.testing.assert_allclose(quartiles, [0.25, 0.5, 0.75], atol=0.03)
    assert not np.array_equal(*seen)


def test_a_flat_critic_has_a_finite_gradient():
    weights = tf.Variable(tf.zeros([1, 5, 4, 2]))
    with tf.GradientTape() as tape:
        penalty = gradient_penalty(weight=1.0)(linear(weights), REAL, FAKE, [0, 0])
    np.testing.assert_allclose(penalty, 1.0, atol=1e-5)
    assert np.isfinite(tape.gradient(penalty, weights)).all()


def quadratic(x):
    """f(x) = |x|^2 / 2 of each image, whose gradient is x."""
    return 0.5 * tf.reduce_sum(tf.square(x), axis=(1, 2, 3))[:, None]


@pytest.mark.parametrize("gamma", [1.0, 10.0])
def test_r1_and_r2_are_half_gamma_times_the_squared_gradient_at_their_images(gamma):
    at_real, at_fake = (gamma / 2 * (x**2).sum((1, 2, 3)).mean() for x in (REAL, FAKE))
    expected = {r1: at_real, r2: at_fake, r1_r2: at_real + at_fake}
    for penalty, value in expected.items():
        result = penalty(gamma)(quadratic, tf.constant(REAL), tf.constant(FAKE), [0, 0])
        np.testing.assert_allclose(result, value, rtol=1e-5)


@pytest.mark.parametrize("penalty", [r1, r2, r1_r2])
def test_zero_centred_penalties_vanish_at_a_flat_critic_with_a_finite_gradient(penalty):
    weights = tf.Variable(tf.zeros([1, 5, 4, 2]))
    with tf.GradientTape() as tape:
        value = penalty()(linear(weights), tf.constant(REAL), tf.constant(FAKE), [0, 0])
    assert float(value) == 0.0
    assert not np.any(tape.gradient(value, weights))


def test_the_pull_away_term_is_the_mean_squared_cosine_of_different_codes():
    codes = RANDOM.normal(size=(4, 3))
    unit = codes / np.linalg.norm(codes, axis=1, keepdims=True)
    pairs = [(unit[i] @ unit[j]) ** 2 for i in range(4) for j in range(4) if i != j]
    np.testing.assert_allclose(pull_away_term(codes), np.mean(pairs), rtol=1e-6)


@pytest.mark.parametrize(
    ("codes", "expected"), [(np.eye(3), 0.0), (np.ones((3, 2)), 1.0), (np.zeros((3, 2)), 0.0)]
)
def test_the_pull_away_term_runs_from_orthogonal_to_equal_codes(codes, expected):
    np.testing.assert_allclose(pull_away_term(codes.astype("float32")), expected, atol=1e-6)
