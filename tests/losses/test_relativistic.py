"""Relativistic losses: what distinguishes them from losses of one score alone."""

import numpy as np
import pytest
import tensorflow as tf

from keras_gencmp.losses.relativistic import relativistic_average, relativistic_pairing

REAL = np.array([[2.0], [-1.0], [0.5]], "float32")
FAKE = np.array([[-3.0], [1.5], [0.25]], "float32")
BOTH = pytest.mark.parametrize("build", [relativistic_pairing, relativistic_average])


@BOTH
def test_a_shift_of_all_scores_changes_nothing(build):
    for loss in build()[:2]:
        np.testing.assert_allclose(loss(REAL + 5.0, FAKE + 5.0), loss(REAL, FAKE), rtol=1e-5)


@BOTH
def test_the_generators_loss_is_the_critics_with_the_images_exchanged(build):
    loss = build()
    np.testing.assert_allclose(loss.generator(REAL, FAKE), loss.discriminator(FAKE, REAL))


@BOTH
def test_the_generator_gains_by_lower_scores_of_real_images_too(build):
    real = tf.constant(REAL)
    with tf.GradientTape() as tape:
        tape.watch(real)
        loss = build().generator(real, FAKE)
    assert (tape.gradient(loss, real).numpy() > 0).all()


def test_pairs_are_those_of_the_batch_and_averages_are_not():
    swapped = FAKE[[1, 0, 2]]
    paired, averaged = relativistic_pairing(), relativistic_average()
    assert paired.discriminator(REAL, FAKE) != paired.discriminator(REAL, swapped)
    np.testing.assert_allclose(
        averaged.discriminator(REAL, FAKE), averaged.discriminator(REAL, swapped), rtol=1e-6
    )


def test_an_undecided_critic_has_the_loss_of_a_coin():
    undecided = np.zeros((4, 1), "float32")
    np.testing.assert_allclose(
        relativistic_pairing().discriminator(undecided, undecided), np.log(2)
    )
    np.testing.assert_allclose(
        relativistic_average().discriminator(undecided, undecided), np.log(4)
    )
