"""From a recipe to a compiled model: the one place where the parts meet."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import keras

from keras_gencmp.errors import UserError
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.optimizers import Adam
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.recipes.schema import Component
from keras_gencmp.recipes.validation import check_value
from keras_gencmp.registry import nearest
from keras_gencmp.runs import checkpoint
from keras_gencmp.runs.run import Run


def assemble(plan: Recipe) -> GenerativeModel:
    """The compiled, untrained model of a recipe, with weights drawn from its seed."""
    keras.utils.set_random_seed(plan.schedule.seed)
    keras.mixed_precision.set_dtype_policy(plan.schedule.precision)
    kind = find("models", plan.model.name)
    networks = {role: network(part, shapes(plan, kind)) for role, part in plan.networks.items()}
    options = {key: _loss(key, value) for key, value in plan.model.options.items()}
    model = call(kind, plan.model.name, **networks, **options, seed=plan.schedule.seed)
    _check_same("optimizers", plan.optimizers, model.players)
    model.compile(
        {player: optimizer(part) for player, part in plan.optimizers.items()},
        jit_compile=plan.schedule.jit,
        steps_per_execution=plan.schedule.steps_per_execution,
    )
    return model


def load(run: Run) -> GenerativeModel:
    """The trained model of a run, as its checkpoint left it: its networks and its clock."""
    model = assemble(run.recipe)
    needed, state = learned(model), checkpoint.read(run.checkpoint_file)
    state = {name: value for name, value in state.items() if name in needed}
    checkpoint.assign(needed, state, run.checkpoint_file)
    return model


def shapes(plan: Recipe, kind: type[GenerativeModel]) -> Shapes:
    """The shapes that the networks of a recipe share."""
    side = plan.data.image_size
    classes = plan.data.classes if kind.conditional else 0
    return Shapes((side, side, plan.data.channels), plan.latent, classes)


def network(part: Component, sizes: Shapes) -> keras.Model:
    """The network that a component names, as in "dcgan.generator"."""
    return call(find("networks", part.name), part.name, sizes, **part.options)


def optimizer(part: Component) -> keras.optimizers.Optimizer:
    """The Keras optimizer that a component names, as in "adam", which is our faster one.

    Its learning rate is a number, or a schedule of Keras as a table with its name and options.
    """
    try:
        options = {key: _rate(key, value) for key, value in part.options.items()}
        with keras.saving.custom_object_scope({"adam": Adam}):
            return keras.optimizers.get({"class_name": part.name, "config": options})
    except (ValueError, TypeError) as error:
        reason = str(error).splitlines()[0]
        raise UserError(f"optimizer {part.name!r} cannot be made: {reason}") from error


def learned(model: GenerativeModel) -> dict[str, keras.Variable]:
    """What a model has learned, by attribute path: its networks and its clock."""
    return {**_named({role: getattr(model, role) for role in model.roles}), "clock": model.clock}


def variables(model: GenerativeModel) -> dict[str, keras.Variable]:
    """The whole state of a training by attribute path: what it has learned, optimizers, metrics."""
    names = [f"{player}_optimizer" for player in model.players]
    optimizers = {name: getattr(model, name) for name in names}
    metrics = {f"metrics/{tracker.name}": tracker for tracker in model.metrics}
    return learned(model) | _named(optimizers) | _named(metrics)


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


def find(room: str, name: str) -> Callable[..., Any]:
    """The object that a recipe names: "vae.VAE" in ``models``, or "my_package.my_module:MyVAE"."""
    module, _, attribute = name.rpartition(":" if ":" in name else ".")
    path = module if ":" in name else f"keras_gencmp.{room}.{module}"
    try:
        return getattr(importlib.import_module(path), attribute)
    except ModuleNotFoundError as error:
        if error.name is None or not path.startswith(error.name):
            raise
        raise UserError(f"unknown name {name!r} in {room}: there is no module {path}") from error
    except AttributeError as error:
        public = [key for key in vars(importlib.import_module(path)) if not key.startswith("_")]
        raise UserError(f"unknown name {name!r} in {room}: {nearest(attribute, public)}") from error


def call(function: Callable[..., Any], name: str, *arguments: Any, **options: Any) -> Any:
    """function(*arguments, **options), where an unknown or wrong option is one clear sentence."""
    known = inspect.signature(function).parameters
    for key, value in options.items():
        if key not in known:
            raise UserError(f"{name} has no option {key!r}: {nearest(key, known)}")
        check_value(known[key].annotation, value, f"{key} of {name}")
    try:
        return function(*arguments, **options)
    except (ValueError, TypeError) as error:
        reason = str(error).splitlines()[0]
        raise UserError(f"{name} cannot be made with these options: {reason}") from error


def _loss(key: str, value: Any) -> Any:
    """A loss or penalty of a model's options, looked up; any other option as it is."""
    rooms = {"loss": "adversarial", "penalty": "penalty"}
    if key not in rooms:
        return value
    part = recipe.component(value, key)
    name = part.name if ":" in part.name else f"{rooms[key]}.{part.name}"
    return call(find("losses", name), name, **part.options)


def _rate(key: str, value: Any) -> Any:
    """A learning rate that a table describes as its schedule; any other option as it is."""
    if key != "learning_rate" or not isinstance(value, Mapping):
        return value
    part = recipe.component(value, key)
    config = {"class_name": part.name, "config": dict(part.options)}
    return keras.optimizers.schedules.deserialize(config)


def _check_same(what: str, given: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    if set(given) != set(wanted):
        raise UserError(f"{what} must name {', '.join(wanted)}, not {', '.join(given)}")
