"""The energy-based GAN: energies, their hinge, their gradient and the pull-away term."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gencmp.losses.penalty import pull_away_term
from keras_gencmp.models.energy_gan import EnergyGAN
from keras_gencmp.models.gan import ForwardPass

SHARE = 0.75
IMAGES = np.random.default_rng(0).uniform(size=(3, 4, 4, 1)).astype("float32")


def narrowed(**options):
    """A discriminator that rebuilds an image as three quarters of itself."""
    z, image = keras.Input((2,)), keras.Input((4, 4, 1))
    drawn = keras.layers.Reshape((4, 4, 1))(keras.layers.Dense(16, "sigmoid")(z))
    codes = keras.layers.Flatten()(image)
    return EnergyGAN(keras.Model(z, drawn), keras.Model(image, [SHARE * image, codes]), **options)


def scored(real, fake, codes=None) -> ForwardPass:
    """A forward pass of which only energies and codes are known."""
    return ForwardPass(None, None, None, None, real, fake, codes, 0)


def test_the_energy_is_the_squared_error_of_each_image_summed_over_pixels():
    expected = ((1 - SHARE) ** 2 * IMAGES**2).sum((1, 2, 3))
    np.testing.assert_allclose(narrowed().score(IMAGES, None), expected[:, None], rtol=1e-5)


def test_the_gradient_of_an_image_passes_through_both_sides_of_the_error():
    images = tf.constant(IMAGES)
    with tf.GradientTape() as tape:
        tape.watch(images)
        energy = narrowed().score(images, None)
    expected = 2 * (1 - SHARE) ** 2 * IMAGES  # with the target held fixed: -2 SHARE (1 - SHARE) x
    np.testing.assert_allclose(tape.gradient(energy, images), expected, rtol=1e-5)


def test_the_hinge_is_taken_for_each_fake_by_itself():
    step = scored(tf.zeros([2, 1]), tf.constant([[4.0], [16.0]]))
    loss = narrowed().discriminator_loss(step)
    assert float(loss) == 3.0  # max(0, 10 - 4) / 2; the hinge of the mean energy would be 0


@pytest.mark.parametrize("weight", [0.0, 2.0])
def test_the_generator_minimises_energy_and_the_weighted_pull_away_term(weight):
    model = narrowed(pull_away=weight)
    codes = tf.constant([[1.0, 2.0], [2.0, 1.0]])
    loss = model.generator_loss(scored(None, tf.constant([[4.0], [16.0]]), codes))
    np.testing.assert_allclose(loss, 10.0 + weight * pull_away_term(codes), rtol=1e-6)
