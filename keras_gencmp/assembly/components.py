"""The parts of a recipe: found by their names, checked, and built with the recipe's options.

A name is a row of a registry, or a path to a class or function outside the package, as in
"my_package.my_module:my_network". What it names is checked before it is called: a model is a
subclass of GenerativeModel, and every builder a function written in Python that is annotated to
return what it is used for. No name makes a recipe call anything else: "os:system" is neither.
Optimizers and their learning-rate schedules have no paths at all, and take numbers only.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, cast, get_type_hints

import keras

from keras_gencmp.assembly import trials
from keras_gencmp.assembly.calling import call
from keras_gencmp.errors import UserError
from keras_gencmp.losses.adversarial import AdversarialLoss
from keras_gencmp.losses.penalty import Penalty
from keras_gencmp.losses.registry import LOSSES, PENALTIES
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.models.registry import MODELS
from keras_gencmp.networks.registry import NETWORKS
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.optimizers.progress import TrainingProgress
from keras_gencmp.optimizers.registry import OPTIMIZERS, SCHEDULES
from keras_gencmp.optimizers.schedules import FractionSchedule
from keras_gencmp.priors.prior import Prior
from keras_gencmp.priors.registry import PRIORS
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.schema import Component
from keras_gencmp.recipes.validation import check_value
from keras_gencmp.registry import Entry, Registry, is_path, load_path

LearningRateSchedule = keras.optimizers.schedules.LearningRateSchedule


def model_class(name: str) -> type[GenerativeModel]:
    """The class of a model, whose attributes say what it can do; nothing is built."""
    kind = _load(MODELS, name, _is_model)
    if not _is_model(kind):
        raise UserError(
            f"model {name!r} is no subclass of keras_gencmp.models.base.GenerativeModel"
        )
    return cast(type[GenerativeModel], kind)


def network_builder(name: str) -> Callable[..., keras.Model]:
    """The function of (shapes, options) that builds a network."""
    return _builder(NETWORKS, name, keras.Model)


def network(part: Component, shapes: Shapes) -> keras.Model:
    """The network that a component names, as "dcgan.generator"."""
    built = call(network_builder(part.name), part.name, part.options, shapes)
    return _of_kind(built, keras.Model, part.name)


def prior(part: Component, shapes: Shapes) -> Prior:
    """The prior that a component names, as "vamp"."""
    builder = _builder(PRIORS, part.name, Prior)
    return _of_kind(call(builder, part.name, part.options, shapes), Prior, part.name)


def adversarial_loss(part: Component) -> AdversarialLoss:
    """The adversarial loss that a component names, as "hinge"."""
    builder = _builder(LOSSES, part.name, AdversarialLoss)
    loss = _of_kind(call(builder, part.name, part.options), AdversarialLoss, part.name)
    if is_path(part.name):
        trials.try_loss(loss, part.name)
    return cast(AdversarialLoss, loss)


def penalty(part: Component) -> Penalty:
    """The penalty that a component names, as "gradient_penalty"."""
    built = call(_builder(PENALTIES, part.name, Penalty), part.name, part.options)
    try:
        inspect.signature(built).bind("critic", "real", "fake", "seed")
    except TypeError as error:
        raise UserError(f"{part.name} returns no function of (critic, real, fake, seed)") from error
    if is_path(part.name):
        trials.try_penalty(built, part.name)
    return cast(Penalty, built)


def optimizer(
    part: Component, progress: TrainingProgress | None = None
) -> keras.optimizers.Optimizer:
    """The optimizer that a component names, as "adam", in small or capital letters.

    Its learning rate is a number, or a table with the name and the options of a schedule. Those
    over fractions of the training follow the ``progress`` of the model.
    """
    options = dict(part.options)
    rate = options.get("learning_rate")
    if isinstance(rate, (str, Mapping)):
        schedule = recipe.component(rate, "learning_rate")
        options["learning_rate"] = _of_numbers(SCHEDULES, schedule.name, schedule.options)
        if isinstance(options["learning_rate"], FractionSchedule):
            options["learning_rate"].progress = progress
    return _of_numbers(OPTIMIZERS, part.name.lower(), options)


def _load(registry: Registry[Entry], name: str, fits: Callable[[Any], bool]) -> Any:
    return load_path(name, registry.kind, fits) if is_path(name) else registry.load(name)


def _is_model(thing: Any) -> bool:
    return inspect.isclass(thing) and issubclass(thing, GenerativeModel)


def _is_builder(thing: Any, result: type) -> bool:
    return inspect.isfunction(thing) and _returns(thing, result)


def _builder(registry: Registry[Entry], name: str, result: type) -> Callable[..., Any]:
    """The builder of that name; UserError, before any call, unless it returns a ``result``."""
    builder = _load(registry, name, lambda each: _is_builder(each, result))
    if not _is_builder(builder, result):
        raise UserError(
            f"{registry.kind} {name!r} is no builder: it must be a function written in Python and "
            f"annotated to return {result.__name__}"
        )
    return cast(Callable[..., Any], builder)


def _returns(function: Callable[..., Any], result: type) -> bool:
    try:
        hint = get_type_hints(function).get("return")
    except (NameError, AttributeError, TypeError, SyntaxError):  # an annotation that means nothing
        return False
    # A protocol has no subclasses to ask for; a network may be annotated as a kind of model.
    subclass = result is keras.Model and inspect.isclass(hint) and issubclass(hint, result)
    return hint is result or subclass


def _of_kind(built: Any, kind: type, name: str) -> Any:
    if not isinstance(built, kind):
        raise UserError(f"{name} returned {type(built).__name__}, not {kind.__name__}")
    return built


def _of_numbers(registry: Registry[Entry], name: str, options: Mapping[str, Any]) -> Any:
    """An optimizer or schedule of Keras from numbers, switches and lists of numbers alone.

    Its constructor has no annotations: the defaults say which option is a switch, and lists are
    among the options without a default.
    """
    constructor = registry.load(name)
    parameters = inspect.signature(constructor).parameters
    for key, value in options.items():
        if key not in parameters or isinstance(value, LearningRateSchedule):
            continue
        default = parameters[key].default
        hint = bool if isinstance(default, bool) else int | float
        required = default is inspect.Parameter.empty
        for each in value if required and isinstance(value, (list, tuple)) else [value]:
            check_value(hint, each, f"{key} of {name}")
    return call(constructor, name, options)
