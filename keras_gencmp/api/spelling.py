"""Changes of a recipe as Python users write them: dotted keys, and what a wrong one should be."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from keras_gencmp.assembly import components
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.recipes.schema import OPTIMIZER_OPTIONS, Data, Schedule
from keras_gencmp.registry import nearest


def changed(
    plan: Recipe,
    changes: Mapping[str, Any] | None = None,
    keywords: Mapping[str, Any] | None = None,
) -> Recipe:
    """A recipe with the changes of a mapping of dotted keys, and of keywords with ``__`` for dots.

    UserError for a key that the recipe does not have, with the right spelling of it.
    """
    dotted = together(changes, {_dotted(key): each for key, each in (keywords or {}).items()})
    for key in dotted:
        if key.partition(".")[0] not in plan.to_dict():
            raise UserError(_mend(key, plan))
    return recipe.override(plan, dotted)


def together(changes: Mapping[str, Any] | None, keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Changes by dotted keys, of a mapping and of keywords.

    UserError for a key that both have, or that lies in a section of the other: one of the values
    would do nothing.
    """
    for key in keywords:
        if any(_within(key, other) or _within(other, key) for other in changes or {}):
            raise UserError(f"{key} is given twice, in the changes and as a keyword: give it once")
    return {**(changes or {}), **keywords}


def _within(key: str, section: str) -> bool:
    return f"{key}.".startswith(f"{section}.")


def given(**keywords: Any) -> dict[str, Any]:
    """Keywords with ``__`` for the dot as dotted keys, without those that are None."""
    return {_dotted(key): each for key, each in keywords.items() if each is not None}


def _dotted(keyword: str) -> str:
    return keyword.replace("__", ".")


def _mend(key: str, plan: Recipe) -> str:
    """The sentence about a key that is none: how the keys are written that may be meant."""
    known = known_keys(plan)
    meant = [each for each in known if each.endswith(f".{key}")]
    if not meant:
        return f"{plan.name} has no key {key!r}: {nearest(key, [*plan.to_dict(), *known])}"
    keywords = " or ".join(f"{each.replace('.', '__')}=..." for each in meant)
    return f'{plan.name} has no key {key!r}: write {keywords}, or {{"{meant[0]}": ...}}'


def known_keys(plan: Recipe) -> list[str]:
    """The dotted keys below the sections of a recipe: its schedule, its data, and its parts'."""
    kind = components.model_class(plan.model.name)
    of_model = [name for name in _options(kind) if name not in {*plan.networks, "seed", "prior"}]
    keys = [f"model.{name}" for name in of_model]
    keys += [f"schedule.{field.name}" for field in fields(Schedule)]
    keys += [f"data.{field.name}" for field in fields(Data)]
    for role, part in plan.networks.items():
        # A builder's first parameter is the shapes, which the recipe decides.
        of_network = _options(components.network_builder(part.name))[1:]
        keys += [f"networks.{role}.{name}" for name in of_network]
    return keys + [f"optimizers.{each}.{o}" for each in plan.optimizers for o in OPTIMIZER_OPTIONS]


def _options(function: Any) -> list[str]:
    return list(inspect.signature(function).parameters)
