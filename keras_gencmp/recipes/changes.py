"""Changes: the values in which a recipe differs from the one of its name in the package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.recipes.schema import OPTIMIZER_OPTIONS, Data, Schedule

# Sections whose names say nothing to a reader who knows the key.
SECTIONS = ("model", "data", "schedule", "networks", "optimizers")
# What says nothing about the system: descriptions, the data, and the seed.
IGNORED = (
    *("name", "summary", "report", "source", "read", "caveat", "quick"),
    *("data.dataset", "data.classes", "data.channels", "schedule.seed"),
)


def changes(plan: Recipe) -> dict[str, Any]:
    """The dotted keys in which a recipe differs from the package's, with its own values.

    None for a recipe of which the package has none; a key that it lacks has the value None.
    """
    if plan.name not in recipe.names():
        return {}
    ours, usual = flat(plan.to_dict()), flat(recipe.load(plan.name).to_dict())
    keys = [key for key in (*ours, *usual) if not key.startswith(tuple(f"{i}." for i in IGNORED))]
    return {
        key: ours.get(key)
        for key in dict.fromkeys(keys)
        if key not in IGNORED and ours.get(key) != usual.get(key)
    }


def label(plan: Recipe, without: Iterable[str] = ()) -> str:
    """A recipe's name and what it changes, as in "gan latent=32"; ``without`` some dotted keys."""
    left_out = set(without)
    texts = [
        f"{short(key)}={value_text(value)}"
        for key, value in changes(plan).items()
        if key not in left_out
    ]
    return " ".join([plan.name, *texts])


def short(key: str) -> str:
    """A dotted key without the section that it stands in, and without "name" at its end."""
    section, dot, rest = key.partition(".")
    return (rest if dot and section in SECTIONS else key).removesuffix(".name")


def full(key: str, plan: Recipe) -> str:
    """The dotted key that a short one stands for, as "model.loss" for "loss"."""
    first, dot, rest = key.partition(".")
    if first in (*SECTIONS, "latent", "prior"):
        return key
    if dot and (first in plan.networks or first in plan.optimizers):
        trains = first in plan.optimizers and rest in OPTIMIZER_OPTIONS
        return f"{'optimizers' if trains or first not in plan.networks else 'networks'}.{key}"
    for section, kind in (("schedule", Schedule), ("data", Data)):
        if first in {item.name for item in fields(kind)}:
            return f"{section}.{key}"
    return f"model.{key}"


def flat(table: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """A nested table as one of dotted keys."""
    result: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, Mapping) and value:
            result |= flat(value, f"{before}{key}.")
        else:
            result[f"{before}{key}"] = list(value) if isinstance(value, tuple) else value
    return result


def value_text(value: Any) -> str:
    """A value as a label shows it."""
    return f"{value:g}" if isinstance(value, float) else str(value).replace(" ", "")
