"""Values of wrong types anywhere in a recipe: one sentence, when it is read or when it is built."""

import json

import pytest
from small import narrow

from keras_gencmp import assembly
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe

WRONG = [None, True, 7, -1, 0.5, "x", "x:y", "../../x", [], {}, [[]], {"name": 3}, {"name": "x"}]


def paths(table, path=()):
    """The keys that lead to every value in nested tables."""
    for name, value in table.items():
        yield (*path, name)
        if isinstance(value, dict):
            yield from paths(value, (*path, name))


def spoilt(table, sections):
    """Copies of a table, each with one value replaced by one that is wrong, most probably."""
    for *path, last in paths(table):
        for value in WRONG if (*path, last)[0] in sections else []:
            copy = parent = json.loads(json.dumps(table))
            for step in path:
                parent = parent[step]
            parent[last] = value
            yield copy


@pytest.mark.parametrize("name", ["dcgan", "wgan-gp", "info-vae", "iwae"])
def test_reading_a_recipe_with_a_wrong_value_is_one_sentence(name, tmp_path):
    refused = 0
    table = recipe.load(name).to_dict()
    for wrong in spoilt(table, table):
        (tmp_path / "recipe.json").write_text(json.dumps(wrong))
        try:
            recipe.load_from_run(tmp_path / "recipe.json", "a/b")
        except UserError as error:
            refused += 1
            assert "\n" not in str(error)
    assert refused > 200


@pytest.mark.slow
@pytest.mark.parametrize("name", ["wgan-gp", "vae"])
def test_building_a_model_with_a_wrong_value_is_one_sentence(name):
    refused = 0
    table = narrow(recipe.load(name)).to_dict()
    for wrong in spoilt(table, ("model", "networks", "optimizers")):
        try:
            assembly.assemble(recipe.parse(wrong))
        except UserError as error:
            refused += 1
            assert "\n" not in str(error)
    assert refused > 100
