"""From a recipe to a compiled model, and between a model and its checkpoint.

The one place where the parts of :mod:`keras_gencmp.assembly.components` meet. The room is not
called ``build``, because the package has a function ``keras_gencmp.build``: once imported, a module
of that name would take its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np

from keras_gencmp.assembly import components
from keras_gencmp.errors import UserError
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.priors import checks
from keras_gencmp.priors.overridden import is_from_outside
from keras_gencmp.priors.prior import Prior
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.registry import is_path
from keras_gencmp.runs import checkpoint, own_code
from keras_gencmp.runs.run import Run


def assemble(plan: Recipe) -> GenerativeModel:
    """The compiled, untrained model of a recipe, with weights drawn from its seed."""
    keras.utils.set_random_seed(plan.schedule.seed)
    keras.mixed_precision.set_dtype_policy(plan.schedule.precision)
    kind = components.model_class(plan.model.name)
    sizes = shapes(plan, kind)
    networks = {role: components.network(part, sizes) for role, part in plan.networks.items()}
    for each in networks.values():
        constrain(each)
    options = {key: _option(key, value) for key, value in plan.model.options.items()}
    parts = {**networks, **_prior(plan, kind, sizes)}
    model = components.call(kind, plan.model.name, options, **parts, seed=plan.schedule.seed)
    if is_from_outside(model.p_z):
        names = [name for name in (plan.prior.name, plan.model.name) if is_path(name)]
        checks.check(model.p_z, next(iter(names), type(model.p_z).__name__))
    if plan.schedule.batch_size % model.pack:
        size = plan.schedule.batch_size
        raise UserError(f"schedule.batch_size must be a multiple of {model.pack}, not {size}")
    if plan.schedule.average:
        model.keep_averages(plan.schedule.average)
    _check_same("optimizers", plan.optimizers, model.players)
    model.compile(
        {
            player: components.optimizer(part, model.training_progress)
            for player, part in plan.optimizers.items()
        },
        jit_compile=plan.schedule.jit,
        steps_per_execution=plan.schedule.steps_per_execution,
    )
    return model


def constrain(network: keras.Model) -> None:
    """Bring the initial weights within their constraints, as the optimizer does after each step.

    A clipped critic's batch-norm scales start at 1, far outside of its box: the gradient there is
    so large that RMSprop's average would hold the critic still for hundreds of steps.
    """
    for weight in network.trainable_variables:
        if weight.constraint is not None:
            weight.assign(weight.constraint(weight))


def load(run: Run) -> GenerativeModel:
    """The trained model of a run, as its checkpoint left it: its networks and its clock.

    Where the recipe keeps weight averages, they are the weights of the networks that sample. A line
    on stderr says where code of its own has changed since.
    """
    own_code.note_changes(run)
    model = assemble(run.recipe)
    needed = learned(model) | averages(model)
    state = {name: value for name, value in _read(run).items() if name in needed}
    _check_finite(state, run.checkpoint_file)
    checkpoint.assign(needed, state, run.checkpoint_file)
    if model.averages:
        model.averages.take()
    return model


def _read(run: Run) -> dict[str, np.ndarray]:
    """The last checkpoint; UserError where it is damaged, with what can be done about it."""
    try:
        return checkpoint.read(run.checkpoint_file)
    except UserError as damage:
        if run.best or not checkpoint.is_whole(run.previous_file):
            raise
        mend = f"gencmp resume {run.directory} goes on from the one before it"
        raise UserError(str(damage).replace(checkpoint.AGAIN, mend)) from damage


def shapes(plan: Recipe, kind: type[GenerativeModel]) -> Shapes:
    """The shapes that the networks of a recipe share."""
    side = plan.data.image_size
    classes = plan.data.classes if kind.conditional else 0
    # An untrained model of a recipe that leaves the channels to the data is one of grey images.
    return Shapes((side, side, plan.data.channels or 1), plan.latent, classes)


def learned(model: GenerativeModel) -> dict[str, keras.Variable]:
    """What a model has learned, by attribute path: its networks and its clock."""
    return {**_named({role: getattr(model, role) for role in model.roles}), "clock": model.clock}


def averages(model: GenerativeModel) -> dict[str, keras.Variable]:
    """The weight averages by name; none for a model that keeps none."""
    own = model.averages.averages if model.averages else []
    return {f"averages/{index:03d}": variable for index, variable in enumerate(own)}


def variables(model: GenerativeModel) -> dict[str, keras.Variable]:
    """The whole state of a training by attribute path: what it has learned, averages and metrics.

    The optimizers are part of it.
    """
    names = [f"{player}_optimizer" for player in model.players]
    optimizers = {name: getattr(model, name) for name in names}
    metrics = {f"metrics/{tracker.name}": tracker for tracker in model.metrics}
    return learned(model) | averages(model) | _named(optimizers) | _named(metrics)


def _check_finite(state: Mapping[str, np.ndarray], path: Path) -> None:
    """UserError where a weight is NaN or infinite: every image would be."""
    for name, value in state.items():
        if value.dtype.kind == "f" and not np.isfinite(value).all():
            raise UserError(
                f"{path} holds weights that are no finite numbers (the {name.partition('/')[0]}): "
                "train anew with a lower learning rate"
            )


def _named(owners: Mapping[str, Any]) -> dict[str, keras.Variable]:
    return {
        f"{owner}/{index:03d}": variable
        for owner, part in owners.items()
        for index, variable in enumerate(part.variables)
    }


def save(model: GenerativeModel, path: Path) -> None:
    """Write the whole state of a training to a checkpoint."""
    checkpoint.write(path, {name: value.numpy() for name, value in variables(model).items()})


def restore(model: GenerativeModel, path: Path) -> None:
    """Bring a model to the state of a checkpoint; a misfit changes nothing."""
    checkpoint.assign(variables(model), checkpoint.read(path), path)


def _option(key: str, value: Any) -> Any:
    """A loss or a penalty among a model's options, built; any other option as it is."""
    builders = {"loss": components.adversarial_loss, "penalty": components.penalty}
    return builders[key](recipe.component(value, key)) if key in builders else value


def _prior(plan: Recipe, kind: type[GenerativeModel], sizes: Shapes) -> dict[str, Prior]:
    """The prior as an argument of the model, which has N(0, I) without being told."""
    if plan.prior.name == recipe.STANDARD_NORMAL:
        components.prior(plan.prior, sizes)  # it takes no options
        return {}
    if not kind.takes_prior:
        raise UserError(
            f"{plan.model.name} takes no prior {plan.prior.name}: its latents are drawn as its "
            "class says; leave out [prior], or choose a model such as vae.VAE"
        )
    sizes = sizes._replace(latent=sizes.latent // kind.levels)
    return {"prior": components.prior(plan.prior, sizes)}


def _check_same(what: str, given: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    if set(given) != set(wanted):
        raise UserError(f"{what} must name {', '.join(wanted)}, not {', '.join(given)}")
