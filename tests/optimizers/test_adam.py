"""Adam in one operation moves weights as the paper and as Keras say."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gencmp.assembly import components
from keras_gencmp.optimizers.adam import Adam
from keras_gencmp.recipes.schema import Component

GRADIENTS = np.random.default_rng(0).standard_normal((7, 3, 4)).astype("float32")


def moved(optimizer) -> np.ndarray:
    """A weight of ones, after a compiled step along each gradient."""
    weight = keras.Variable(np.ones((3, 4), "float32"))
    optimizer.build([weight])
    step = tf.function(lambda gradient: optimizer.apply([gradient], [weight]))
    for gradient in GRADIENTS:
        step(tf.constant(gradient))
    return weight.numpy()


def paper(rate: float, beta_1: float, beta_2: float = 0.999, epsilon: float = 1e-7) -> np.ndarray:
    """Algorithm 1 of Kingma and Ba 2015, in float64, in the order of their section 2."""
    weight, m, v = np.ones((3, 4)), np.zeros((3, 4)), np.zeros((3, 4))
    for t, gradient in enumerate(GRADIENTS.astype("float64"), start=1):
        m = beta_1 * m + (1.0 - beta_1) * gradient
        v = beta_2 * v + (1.0 - beta_2) * gradient**2
        alpha = rate * np.sqrt(1.0 - beta_2**t) / (1.0 - beta_1**t)
        weight -= alpha * m / (np.sqrt(v) + epsilon)
    return weight


@pytest.mark.parametrize(("rate", "beta_1"), [(0.1, 0.9), (2e-4, 0.5)])
def test_the_weights_are_those_of_the_paper(rate, beta_1):
    np.testing.assert_allclose(moved(Adam(rate, beta_1)), paper(rate, beta_1), rtol=5e-6)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"epsilon": 0.1},
        {"amsgrad": True},
        {"weight_decay": 0.1},
        {"clipnorm": 0.5},
        {"global_clipnorm": 0.5},
        {"clipvalue": 0.5},
        {"gradient_accumulation_steps": 2},
        {"use_ema": True, "ema_overwrite_frequency": 3},
        {"learning_rate": keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)},
    ],
)
def test_every_option_of_keras_does_what_it_does_there(options):
    options = {"learning_rate": 0.1, **options}
    ours, theirs = moved(Adam(**options)), moved(keras.optimizers.Adam(**options))
    np.testing.assert_allclose(ours, theirs, rtol=5e-5)  # theirs rounds more often
    assert not np.allclose(ours, 1.0)


@pytest.mark.parametrize("name", ["adam", "Adam"])
def test_a_recipe_that_says_adam_gets_the_fast_one(name):
    optimizer = components.optimizer(Component(name, {"learning_rate": 2e-4, "beta_1": 0.5}))
    assert type(optimizer) is Adam and optimizer.beta_1 == 0.5
    assert isinstance(keras.optimizers.deserialize(keras.optimizers.serialize(optimizer)), Adam)
