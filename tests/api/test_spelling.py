"""Keys of a recipe as Python users write them, right and wrong."""

import pytest

from keras_gencmp.api.spelling import changed, known_keys
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe

DCGAN = recipe.load("dcgan")


def test_dotted_keys_and_keywords_are_the_same():
    dotted = changed(DCGAN, {"model.loss": "hinge", "latent": 8})
    assert dotted == changed(DCGAN, keywords={"model__loss": "hinge", "latent": 8})
    assert (dotted.model.options["loss"], dotted.latent) == ("hinge", 8)


@pytest.mark.parametrize(
    ("key", "mend"),
    [
        ("loss", 'write model__loss=..., or {"model.loss": ...}'),
        ("epochs", "write schedule__epochs=..."),
        ("dataset", "write data__dataset=..."),
        ("width", "networks__generator__width=... or networks__discriminator__width=..."),
        ("generator.width", 'or {"networks.generator.width": ...}'),
        ("learning_rate", "optimizers__generator__learning_rate=..."),
        ("latnet", "did you mean 'latent'?"),
    ],
)
def test_a_key_that_is_none_is_answered_with_the_right_spelling(key, mend):
    with pytest.raises(UserError) as error:
        changed(DCGAN, {key: 1})
    assert f"dcgan has no key {key!r}: " in str(error.value) and mend in str(error.value)


@pytest.mark.parametrize("name", recipe.names())
def test_every_known_key_of_every_recipe_has_a_section(name):
    plan = recipe.load(name)
    keys = known_keys(plan)
    assert len(keys) == len(set(keys))
    assert {key.partition(".")[0] for key in keys} <= set(plan.to_dict())
    given = {f"model.{option}" for option in plan.model.options}
    given |= {f"networks.{r}.{o}" for r, part in plan.networks.items() for o in part.options}
    assert given <= set(keys)
