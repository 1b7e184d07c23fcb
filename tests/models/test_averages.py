"""Weight averages: their rule, and that weights come back."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from small import built, narrow

from keras_gencmp.models.averages import WeightAverages
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.validation import RecipeError


def averages(momentum):
    weight, average = keras.Variable([1.0, 2.0]), keras.Variable([0.0, 0.0])
    return weight, WeightAverages([weight], [average], momentum)


def test_averages_follow_the_rule_of_their_docstring():
    weight, kept = averages(0.3)
    expected = np.array([1.0, 2.0])
    np.testing.assert_array_equal(kept.averages[0], expected)
    for step in (1, 2, 3, 50):
        weight.assign([step, -step])
        kept.update(step)
        momentum = min(0.3, (1 + step) / (10 + step))
        expected = momentum * expected + (1 - momentum) * np.array([step, -step])
        np.testing.assert_allclose(kept.averages[0], expected, rtol=1e-6)


def test_weights_come_back_even_after_an_error():
    weight, kept = averages(0.9)
    weight.assign([5.0, 6.0])
    with pytest.raises(KeyError), kept.taken():
        np.testing.assert_array_equal(weight, [1, 2])
        raise KeyError
    np.testing.assert_array_equal(weight, [5, 6])
    kept.take()
    np.testing.assert_array_equal(weight, [1, 2])


def test_the_average_of_keras_is_refused_by_the_sentence_that_names_ours():
    key = "optimizers.generator.use_ema"
    with pytest.raises(RecipeError, match=f"{key} has no effect on samples: set schedule.average"):
        recipe.override(recipe.load("dcgan"), {key: True})
    assert recipe.override(recipe.load("dcgan"), {"schedule.average": 0.999}).schedule.average


@pytest.mark.parametrize("value", [1.0, -0.1, 2.0, "much"])
def test_the_momentum_of_averages_is_a_fraction(value):
    with pytest.raises(RecipeError, match=r"schedule\.average"):
        recipe.override(recipe.load("dcgan"), {"schedule.average": value})


def statistics(network) -> list[np.ndarray]:
    """The moving mean and variance of every batch norm of a network."""
    return [weight.numpy() for each in norms(network) for weight in each.non_trainable_weights]


def norms(network) -> list[keras.layers.BatchNormalization]:
    """Every batch norm of a network."""
    return [each for each in network.layers if isinstance(each, keras.layers.BatchNormalization)]


def test_averaged_batch_norm_statistics_are_about_those_of_the_averaged_network():
    """What the averaged generator has on many latents, by a pass in training mode."""
    plan = narrow(recipe.load("dcgan"))
    changes = {"optimizers__generator__learning_rate": 1e-3, "schedule__batch_size": 32}
    model = built(plan, schedule__average=0.95, **changes)
    batch = (tf.random.stateless_uniform([32, 28, 28, 1], [0, 1]), tf.zeros([32], "int32"))
    initial = statistics(model.generator)
    for norm in norms(model.generator):
        norm.momentum = 0.8  # moving statistics that 60 steps suffice for
    for _ in range(60):
        model.train_step(batch)
    with model.averaged():
        found = statistics(model.generator)
        for norm in norms(model.generator):
            norm.momentum = 0.0
        model.generate(model.prior(4000, tf.constant([0, 1], "int64")), None, training=True)
        exact = statistics(model.generator)
    # Those of an untrained network, which do not fit, are far away by the same measure.
    assert _distance(found, exact) < 0.15 and _distance(initial, exact) > 1.0


def _distance(found: list[np.ndarray], exact: list[np.ndarray]) -> float:
    """The mean difference in standard deviations and in log variances."""
    pairs = zip(found[::2], found[1::2], exact[::2], exact[1::2], strict=True)
    parts = [(np.abs(m - n) / np.sqrt(w), np.abs(np.log(v / w))) for m, v, n, w in pairs]
    return float(np.mean([np.mean(each) for both in parts for each in both]))
