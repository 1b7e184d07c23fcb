"""What the model of a recipe can do, so that a verb can say which models it works with."""

from __future__ import annotations

from keras_gencmp import components
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe

WORDS = {
    "encoder": "has no encoder",
    "plane": "has no 2-d latent space",
}


def able(plan: Recipe, need: str) -> bool:
    """Whether a recipe's model has an encoder, or decodes a 2-d latent plane."""
    if need == "encoder":
        return components.model_class(plan.model.name).has_encoder
    return plan.latent == 2


def require(plan: Recipe, need: str, verb: str) -> None:
    """One sentence with the recipes that the verb works with, unless this is one of them."""
    if not able(plan, need):
        others = [name for name in recipe.names() if able(recipe.load(name), need)]
        raise UserError(f"{plan.name} {WORDS[need]}: {verb} works with {', '.join(others)}")
