"""Assembly: what a recipe's words become."""

import pytest

from keras_gencmp import assembly
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.schema import Component


def test_a_learning_rate_may_be_a_schedule_of_steps():
    part = recipe.load("vae-burda").optimizers["autoencoder"]
    optimizer = assembly.optimizer(part)
    rates = []
    for step in (0, 22_000, 22_001, 154_001):
        optimizer.iterations.assign(step)
        rates.append(float(optimizer.learning_rate))
    assert rates == pytest.approx([1e-3, 1e-3, 7.2e-4, 1e-4])


def test_the_stages_of_burda_fall_by_a_seventh_of_ten():
    rates = recipe.load("vae-burda").optimizers["autoencoder"].options["learning_rate"]["values"]
    assert rates == pytest.approx([1e-3 * 10 ** (-i / 7) for i in range(8)], rel=5e-3)


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        ({"name": "NoSuchDecay"}, "optimizer 'adam' cannot be made"),
        ({"name": "CosineDecay"}, "optimizer 'adam' cannot be made"),
        ({"decay_steps": 10}, "learning_rate needs a name"),
    ],
)
def test_a_schedule_that_keras_does_not_know_is_one_sentence(rate, words):
    with pytest.raises(UserError, match=words):
        assembly.optimizer(Component("adam", {"learning_rate": rate}))
