"""Code outside the package: where a recipe names it, and who may."""

import json

import pytest

from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.trust import code_paths
from keras_gencmp.recipes.validation import RecipeError

OTHERS = [
    ("model.name", "helper:Model"),
    ("model.name", "helper.py:Model"),
    ("model.name", "/tmp/helper.py:Model"),
    ("model.loss", "os:system"),
    ("model.loss", {"name": "os:system", "command": "true"}),
    ("model.penalty", {"name": "gradient_penalty", "critic": {"name": ["os:system"]}}),
    ("networks.generator.name", "helper:generator"),
    ("networks.generator.trunk", {"deeper": [{"and": "helper:deeper"}]}),
    ("optimizers.generator.name", "helper:Adam"),
    ("optimizers.generator.learning_rate", {"name": "helper:Schedule"}),
    ("quick", {"model.loss": "os:system"}),
]


def write(folder, key, value):
    plan = recipe.override(recipe.load("dcgan"), {key: value})
    file = folder / "recipe.json"
    file.write_text(plan.to_json())
    return file


@pytest.mark.parametrize(("key", "value"), OTHERS)
def test_a_run_may_name_no_code_of_its_own(key, value, tmp_path):
    file = write(tmp_path, key, value)
    with pytest.raises(
        RecipeError, match=r"the run dcgan/1 would load code .*:.*--trust"
    ) as caught:
        recipe.load_from_run(file, "dcgan/1")
    assert "\n" not in str(caught.value)
    assert recipe.load_from_run(file, "dcgan/1", trust=True) == recipe.load(str(file))


@pytest.mark.parametrize("name", recipe.names())
def test_no_recipe_of_the_package_names_other_code(name, tmp_path):
    assert code_paths(recipe.load(name).to_dict()) == {}


@pytest.mark.parametrize("dataset", ["folder:images", "npz:images.npz", "mnist:3.0.1"])
def test_the_path_of_a_dataset_is_no_code(dataset, tmp_path):
    changes = {"data.dataset": dataset, "quick": {"data.dataset": dataset}}
    plan = recipe.override(recipe.load("dcgan"), changes)
    (tmp_path / "recipe.json").write_text(plan.to_json())
    assert recipe.load_from_run(tmp_path / "recipe.json", "dcgan/1") == plan


def test_prose_may_hold_colons(tmp_path):
    table = recipe.load("dcgan").to_dict() | {"summary": "DCGAN: small", "caveat": "note: none"}
    (tmp_path / "recipe.json").write_text(json.dumps(table))
    assert recipe.load_from_run(tmp_path / "recipe.json", "dcgan/1").caveat == "note: none"
