"""What a recipe changes, as a label says it."""

import pytest

from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.changes import changes, full, label, short


@pytest.mark.parametrize("name", recipe.names())
def test_a_recipe_of_the_package_changes_nothing(name):
    assert changes(recipe.load(name)) == {} and label(recipe.load(name)) == name


def test_data_and_seed_are_no_changes_and_all_else_is():
    given = {"data.dataset": "digits", "data.classes": 3, "schedule.seed": 7, "latent": 2}
    plan = recipe.override(recipe.load("gan"), given | {"schedule.epochs": 5})
    assert changes(plan) == {"latent": 2, "schedule.epochs": 5}
    assert label(plan) == "gan latent=2 epochs=5"
    assert label(plan, ["schedule.epochs"]) == "gan latent=2"


def test_nested_options_are_named_by_their_path():
    plan = recipe.override(recipe.load("wgan-gp"), {"model.penalty.weight": 1.0})
    assert label(plan) == "wgan-gp penalty.weight=1"


def test_another_network_is_named():
    plan = recipe.override(recipe.load("gan"), {"networks.generator.name": "dcgan.generator"})
    assert "generator=dcgan.generator" in label(plan)


def test_a_recipe_of_ones_own_is_its_own_measure():
    table = recipe.load("gan").to_dict() | {"name": "mine", "latent": 3}
    assert label(recipe.parse(table)) == "mine"


@pytest.mark.parametrize("name", ["dcgan", "vae-gan", "wgan-gp"])
def test_the_short_form_of_every_key_stands_for_the_key(name):
    plan = recipe.load(name)
    keys = ["model.loss", "latent", "schedule.batch_size", "data.binarize"]
    keys += [f"optimizers.{player}.learning_rate" for player in plan.optimizers]
    keys += [f"networks.{role}.width" for role in plan.networks]
    assert [full(short(key), plan) for key in keys] == keys


def test_what_the_data_decide_is_no_change():
    plan = recipe.override(recipe.load("gan"), {"data.channels": 1, "data.classes": 3})
    assert changes(plan) == {} and label(plan) == "gan"
