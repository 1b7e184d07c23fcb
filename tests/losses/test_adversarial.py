"""Adversarial losses against NumPy evaluations of the papers' formulas."""

import numpy as np
import pytest
import tensorflow as tf

from keras_gencmp.losses import adversarial
from keras_gencmp.losses.registry import LOSSES

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


def relative(high, low):
    """-E log sigmoid(high - low) over all that the two are broadcast to."""
    return -mean(np.log(sigmoid(high - low)))


# What the papers' equations give for the scores above: the critic's loss, and the generator's.
CASES = {
    "non_saturating": (cross_entropy(), -mean(np.log(sigmoid(FAKE)))),
    "minimax": (cross_entropy(), mean(np.log(1 - sigmoid(FAKE)))),
    "wasserstein": (mean(FAKE) - mean(REAL), -mean(FAKE)),
    "least_squares": ((mean((REAL - 1) ** 2) + mean(FAKE**2)) / 2, mean((FAKE - 1) ** 2) / 2),
    "hinge": (mean(np.maximum(0, 1 - REAL)) + mean(np.maximum(0, 1 + FAKE)), -mean(FAKE)),
    "energy": (mean(REAL) + mean(np.maximum(0, 10 - FAKE)), mean(FAKE)),
    "relativistic_pairing": (relative(REAL, FAKE), relative(FAKE, REAL)),
    "relativistic_average": (
        relative(REAL, FAKE.mean()) - mean(np.log(1 - sigmoid(FAKE - REAL.mean()))),
        relative(FAKE, REAL.mean()) - mean(np.log(1 - sigmoid(REAL - FAKE.mean()))),
    ),
}


def test_every_loss_has_its_equation_here():
    assert set(CASES) == set(LOSSES)


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_equals_its_formula(name):
    loss = LOSSES.load(name)()
    expected = CASES[name]
    np.testing.assert_allclose(loss.discriminator(REAL, FAKE), expected[0], rtol=1e-6)
    np.testing.assert_allclose(loss.generator(REAL, FAKE), expected[1], rtol=1e-6)


@pytest.mark.parametrize("name", LOSSES)
def test_only_a_loss_that_says_so_reads_the_real_scores_in_the_generators_step(name):
    loss = LOSSES.load(name)()
    changed = float(loss.generator(REAL, FAKE)) != float(loss.generator(REAL + 1.0, FAKE))
    assert changed == loss.generator_needs_real
    if not loss.generator_needs_real:
        np.testing.assert_allclose(loss.generator(None, FAKE), CASES[name][1], rtol=1e-6)


@pytest.mark.parametrize("name", [name for name in LOSSES if name != "relativistic_average"])
def test_twice_as_many_generated_images_weigh_half_each(name):
    loss, twice = LOSSES.load(name)(), np.concatenate([FAKE, 2 * FAKE])
    for player in (loss.discriminator, loss.generator):
        halves = np.mean([player(REAL, FAKE), player(REAL, 2 * FAKE)])
        np.testing.assert_allclose(player(REAL, twice), halves, rtol=1e-6)


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
            loss = getattr(adversarial, name)().generator(None, certain)
        slopes[name] = abs(float(tape.gradient(loss, certain)[0, 0]))
    assert slopes["minimax"] < 1e-5
    assert slopes["non_saturating"] > 0.999


def test_the_energy_hinge_is_taken_per_sample():
    inside_and_outside = np.array([[4.0], [16.0]], "float32")
    loss = adversarial.energy(margin=10.0).discriminator(REAL * 0, inside_and_outside)
    assert float(loss) == 3.0  # the hinge of the batch mean would be 0


@pytest.mark.parametrize("name", LOSSES)
def test_extreme_logits_stay_finite(name):
    extreme = np.array([[1e4], [-1e4]], "float32")
    loss = LOSSES.load(name)()
    assert np.isfinite(loss.discriminator(extreme, extreme))
    assert np.isfinite(loss.generator(extreme, extreme))
