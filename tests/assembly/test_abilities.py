"""What a verb needs of a model, and what it says where that is missing."""

import pytest

from keras_gencmp.assembly import abilities
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe


def plan(name, **changes):
    return recipe.override(recipe.load(name), changes)


@pytest.mark.parametrize("need", ["encoder", "codes"])
@pytest.mark.parametrize("name", ["dcgan", "infogan"])
def test_a_gan_has_no_encoder(name, need):
    message = f"{name} has no encoder: reconstruct needs a model with one, such as vae or conv-vae"
    with pytest.raises(UserError) as error:
        abilities.require(plan(name), need, "reconstruct")
    assert str(error.value) == message


@pytest.mark.parametrize("name", [name for name in recipe.names() if "gan" not in name])
def test_the_other_models_have_one(name):
    abilities.require(plan(name), "encoder", "reconstruct")


@pytest.mark.parametrize("name", ["vae", "conv-vae", "dcgan"])
def test_any_recipe_with_two_latent_dimensions_has_a_manifold(name):
    abilities.require(plan(name, latent=2), "plane", "manifold")
    with pytest.raises(UserError, match=f"{name} has 3 latent dimensions: manifold needs two"):
        abilities.require(plan(name, latent=3), "plane", "manifold")


@pytest.mark.parametrize("name", ["dcgan", "gaussian-vae", "vae-gan"])
def test_without_a_bernoulli_likelihood_there_are_no_pixels_to_draw(name):
    with pytest.raises(UserError, match=f"{name} has no Bernoulli likelihood: --draw needs"):
        abilities.require(plan(name), "bernoulli", "--draw")


@pytest.mark.parametrize("name", ["vae", "conv-vae", "conditional-vae", "iwae"])
def test_a_bernoulli_likelihood_has_pixels_to_draw(name):
    abilities.require(plan(name), "bernoulli", "--draw")


@pytest.mark.parametrize("need", ["codes", "directions"])
def test_one_dimension_makes_no_plane(need):
    abilities.require(plan("vae", latent=2), need, "latent")
    with pytest.raises(UserError, match="vae has one latent dimension: latent needs two"):
        abilities.require(plan("vae", latent=1), need, "latent")


def test_two_directions_need_no_encoder():
    abilities.require(plan("dcgan"), "directions", "explore")


def test_a_model_from_outside_is_asked_itself(tmp_path, monkeypatch):
    (tmp_path / "outside.py").write_text(
        "from keras_gencmp.models.gan import GAN\n"
        "class WithEncoder(GAN):\n    has_encoder = True\n    def encode(self, images): ...\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    mine = plan("dcgan", **{"model.name": "outside:WithEncoder"})
    abilities.require(mine, "encoder", "reconstruct")
