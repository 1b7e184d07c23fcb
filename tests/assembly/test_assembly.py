"""Assembly: models of recipes, and their optimizers."""

import importlib.util
from dataclasses import replace

import pytest

from keras_gencmp import assembly
from keras_gencmp.assembly import components
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.schema import Component


def test_a_learning_rate_may_be_a_schedule_of_steps():
    steps, values = [22_000, 154_000], [1e-3, 7.2e-4, 1e-4]
    schedule = {"name": "PiecewiseConstantDecay", "boundaries": steps, "values": values}
    part = Component("adam", {"learning_rate": schedule, "epsilon": 1e-4})
    optimizer = components.optimizer(part)
    rates = []
    for step in (0, 22_000, 22_001, 154_001):
        optimizer.iterations.assign(step)
        rates.append(float(optimizer.learning_rate))
    assert rates == pytest.approx([1e-3, 1e-3, 7.2e-4, 1e-4])


def test_optimizers_are_those_of_the_players():
    plan = recipe.override(recipe.load("vae"), {"latent": 2})
    other = replace(plan, optimizers=recipe.load("gan").optimizers)
    with pytest.raises(UserError, match="optimizers must name autoencoder, not discriminator"):
        assembly.assemble(other)


def test_the_module_leaves_the_packages_function_build_alone():
    import keras_gencmp

    assert keras_gencmp.build is keras_gencmp.api.build
    assert importlib.util.find_spec("keras_gencmp.build") is None
