"""What is asked of a model: an encoder, or a certain length of the latent vector.

The model's class and the run's recipe tell what is there, so that a model of a user's own and a
recipe with ``--set latent=2`` are as able as those of the package.
"""

from __future__ import annotations

from keras_gencmp.assembly import components
from keras_gencmp.errors import UserError
from keras_gencmp.recipes.recipe import Recipe

PLANE = 2  # latent dimensions of a manifold


def has_bernoulli_pixels(plan: Recipe) -> bool:
    """Whether the pixels of a recipe's model are Bernoulli variables."""
    kind = components.model_class(plan.model.name)
    likelihood = plan.model.options.get("likelihood", "bernoulli")
    independent = "autoregression" not in plan.networks
    return kind.has_pixel_likelihood and likelihood == "bernoulli" and independent


def require(plan: Recipe, need: str, verb: str) -> None:
    """UserError with what the model of a recipe lacks, and with recipes that have it.

    ``need`` is "encoder", "codes" (an encoder to two or more latent dimensions), "directions" (two
    or more latent dimensions), "plane" (two of them) or "bernoulli" (pixels with a Bernoulli
    likelihood); ``verb`` is what the user asked for.
    """
    if need == "bernoulli" and not has_bernoulli_pixels(plan):
        lack, remedy = "no Bernoulli likelihood", "a model with one, such as vae or conv-vae"
    elif need in ("encoder", "codes") and not components.model_class(plan.model.name).has_encoder:
        lack, remedy = "no encoder", "a model with one, such as vae or conv-vae"
    elif need in ("codes", "directions") and plan.latent < PLANE:
        lack, remedy = "one latent dimension", "two or more, as in a training with --set latent=2"
    elif need == "plane" and plan.latent != PLANE:
        lack, remedy = (
            f"{plan.latent} latent dimensions",
            "two, as conv-vae has, or any recipe trained with --set latent=2",
        )
    else:
        return
    raise UserError(f"{plan.name} has {lack}: {verb} needs {remedy}")
