"""Every model does what its class says that it can do, and nothing else."""

import inspect

import numpy as np
import pytest
import tensorflow as tf
from small import built, images

from keras_gencmp.assembly import abilities, components
from keras_gencmp.errors import UserError
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.models.registry import MODELS
from keras_gencmp.priors import StandardNormal
from keras_gencmp.recipes import recipe

MODEL = pytest.mark.parametrize("kind", [components.model_class(name) for name in MODELS])


@MODEL
def test_the_class_has_the_methods_of_its_abilities(kind):
    assert kind.has_encoder == hasattr(kind, "encode") == hasattr(kind, "reconstruct")
    assert kind.has_pixel_likelihood <= hasattr(kind, "reconstruction_loss")
    assert kind.has_likelihood <= (kind.has_pixel_likelihood and hasattr(kind, "posterior"))
    assert kind.classifies == hasattr(kind, "classify")
    assert kind.supervised <= kind.classifies
    assert hasattr(kind, "traversal") == (kind.code_names is not GenerativeModel.code_names)
    own_density = kind.log_prior is not GenerativeModel.log_prior
    assert kind.has_prior_density == (kind.prior is GenerativeModel.prior or own_density)
    assert kind.takes_prior <= kind.has_pixel_likelihood


@MODEL
def test_abilities_are_attributes_of_the_class_that_need_no_model(kind):
    declared = {
        name: hint
        for name, hint in inspect.get_annotations(GenerativeModel).items()
        if "bool" in str(hint)
    }
    assert len(declared) == 8
    assert all(isinstance(getattr(kind, name), bool) for name in declared)


def test_every_model_of_the_registry_has_a_recipe():
    assert {recipe.load(name).model.name for name in recipe.names()} == set(MODELS)


@pytest.mark.usefixtures("eagerly")
def test_a_model_does_what_it_says(plan):
    model = built(plan)
    split = images(4)
    x, y = split.images.astype("float32") / 255, split.labels.astype("int32")
    assert model.latent == plan.latent
    assert model.classes == (plan.data.classes if model.conditional else 0)
    assert bool(model.code_names) == hasattr(model, "traversal")
    assert model.decoding_network in (getattr(model, role) for role in model.exported_roles)
    if model.has_encoder:
        assert model.encode(x, y).shape == (4, model.latent)
    if model.has_pixel_likelihood:
        z = model.prior(4, tf.constant([0, 0], "int64"))
        loss = np.asarray(model.reconstruction_loss(x, model.logits(z, y)))
        assert loss.shape == (4,) and np.isfinite(loss).all()
    if model.classifies:
        assert model.classify(x).shape == (4,)
    if model.code_names:
        assert model.traversal(0, [0, 1], rows=3).shape == (3, 2, model.latent)
    assert model.p_z.has_density == model.has_prior_density
    if type(model.p_z) is StandardNormal:
        z = np.asarray(model.prior(20_000, tf.constant([1, 0], "int64")))
        np.testing.assert_allclose([z.mean(), z.std()], [0, 1], atol=0.01)


def test_what_a_recipe_can_do_is_known_from_its_class_and_its_latent_length():
    vae = recipe.load("vae")
    plane = recipe.override(vae, {"latent": 2})
    abilities.require(plane, "plane", "manifold")
    abilities.require(vae, "encoder", "reconstruct")
    for plan, need in ((vae, "plane"), (recipe.load("gan"), "encoder")):
        with pytest.raises(UserError, match=f"{plan.name} has"):
            abilities.require(plan, need, "this")
