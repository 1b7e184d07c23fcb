"""Adversarial losses against NumPy evaluations of the papers' formulas."""

import numpy as np
import pytest
import tensorflow as tf

from keras_gencmp.losses import adversarial

REAL = np.array([[2.0], [-1.0], [0.5]], "float32")
FAKE = np.array([[-3.0], [1.5], [0.25]], "float32")


def sigmoid(x):
    return 1 / (1 + np.exp(-x.astype("float64")))


def cross_entropy(target=1.0):
    real, fake = sigmoid(REAL), sigmoid(FAKE)
    on_real = target * np.log(real) + (1 - target) * np.log(1 - real)
    return -on_real.mean() - np.log(1 - fake).mean()


def mean(x):
    return float(np.mean(x))


CASES = {
    "non_saturating": (cross_entropy(), -mean(np.log(sigmoid(FAKE)))),
    "minimax": (cross_entropy(), mean(np.log(1 - sigmoid(FAKE)))),
    "wasserstein": (mean(FAKE) - mean(REAL), -mean(FAKE)),
    "least_squares": ((mean((REAL - 1) ** 2) + mean(FAKE**2)) / 2, mean((FAKE - 1) ** 2) / 2),
    "hinge": (mean(np.maximum(0, 1 - REAL)) + mean(np.maximum(0, 1 + FAKE)), -mean(FAKE)),
}


@pytest.mark.parametrize("name", CASES)
def test_a_loss_equals_its_formula(name):
    loss = getattr(adversarial, name)()
    expected = CASES[name]
    np.testing.assert_allclose(loss.discriminator(REAL, FAKE), expected[0], rtol=1e-6)
    np.testing.assert_allclose(loss.generator(FAKE), expected[1], rtol=1e-6)


@pytest.mark.parametrize("name", ["non_saturating", "minimax"])
def test_smoothing_lowers_the_target_of_real_images_only(name):
    loss = getattr(adversarial, name)(smoothing=0.1)
    np.testing.assert_allclose(loss.discriminator(REAL, FAKE), cross_entropy(0.9), rtol=1e-6)


def test_at_equilibrium_the_value_is_minus_log_4():
    undecided = np.zeros((5, 1), "float32")
    loss = adversarial.non_saturating().discriminator(undecided, undecided)
    np.testing.assert_allclose(loss, np.log(4), rtol=1e-6)


def test_minimax_saturates_where_the_non_saturating_loss_does_not():
    certain = tf.constant([[-12.0]])
    slopes = {}
    for name in ("minimax", "non_saturating"):
        with tf.GradientTape() as tape:
            tape.watch(certain)
            loss = getattr(adversarial, name)().generator(certain)
        slopes[name] = abs(float(tape.gradient(loss, certain)[0, 0]))
    assert slopes["minimax"] < 1e-5
    assert slopes["non_saturating"] > 0.999


def test_the_energy_hinge_is_taken_per_sample():
    inside_and_outside = np.array([[4.0], [16.0]], "float32")
    loss = adversarial.energy(margin=10.0).discriminator(REAL * 0, inside_and_outside)
    assert float(loss) == 3.0  # the hinge of the batch mean would be 0


def test_extreme_logits_stay_finite():
    extreme = np.array([[1e4], [-1e4]], "float32")
    for name in CASES:
        loss = getattr(adversarial, name)()
        assert np.isfinite(loss.discriminator(extreme, extreme))
        assert np.isfinite(loss.generator(extreme))
