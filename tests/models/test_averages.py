"""Weight averages: their rule, and that weights come back."""

import keras
import numpy as np
import pytest

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
