"""A recipe: everything that a training needs to be told, as plain data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from keras_gencmp.recipes.checksums import opened
from keras_gencmp.recipes.components import check_optimizers, component, components, to_table
from keras_gencmp.recipes.overrides import assign, toml_value
from keras_gencmp.recipes.reading import read_plain
from keras_gencmp.recipes.schema import Component, Data, Latent, Name, Schedule
from keras_gencmp.recipes.trust import check_no_code
from keras_gencmp.recipes.validation import (
    RecipeError,
    check_fields,
    check_keys,
    check_known,
    check_plain,
    check_table,
)

FOLDER = Path(__file__).parent
STANDARD_NORMAL = "standard_normal"  # the prior of latents where a recipe names no other
# A first look where a recipe says nothing else: 300 steps, and samples after each 60 of them.
QUICK = {"schedule.epochs": 5, "schedule.epoch_steps": 60}


@dataclass(frozen=True)
class Recipe:
    """One system: its model, networks, optimizers, latent length, prior, data and schedule.

    ``report`` holds the rows of the report table that it stands for, ``source`` its paper, ``read``
    the files to read in order, ``caveat`` what its samples cannot be. ``quick`` holds the dotted
    keys in which a first look at this system differs from the usual one, `QUICK`.
    """

    name: Name
    summary: str
    model: Component
    networks: Mapping[str, Component]
    optimizers: Mapping[str, Component]
    latent: Latent
    prior: Component = Component(STANDARD_NORMAL)
    report: tuple[str, ...] = ()
    source: str = ""
    read: tuple[str, ...] = ()
    caveat: str = ""
    data: Data = Data()
    schedule: Schedule = Schedule()
    quick: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The recipe as the nested table that its TOML file would hold."""
        table = asdict(self)
        table["model"], table["prior"] = to_table(self.model), to_table(self.prior)
        for group in ("networks", "optimizers"):
            table[group] = {role: to_table(part) for role, part in getattr(self, group).items()}
        return table

    def to_json(self) -> str:
        """The recipe as JSON text that :func:`parse` reads back."""
        return json.dumps(self.to_dict(), indent=2) + "\n"


def names() -> list[str]:
    """The names of all recipes that come with the package, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load(name: str) -> Recipe:
    """The recipe of that name, or the one in a file that ends in .toml or .json.

    A file may name models, networks and losses by the path of their code, which is run when the
    model is built: name only files that you trust.
    """
    if name.endswith((".toml", ".json")):
        return parse(_read(Path(name)), Path(name).stem)
    if name == "cvae":
        raise RecipeError(
            "'cvae' names two systems: conv-vae (convolutional) and conditional-vae (with labels)"
        )
    check_known("recipe", name, names())
    return parse(_read(FOLDER / f"{name}.toml"), name)


def load_from_run(file: Path, run: str, trust: bool = False) -> Recipe:
    """The recipe that a run was trained with; without ``trust`` it may name no code of its own."""
    recipe = parse(_read(file))
    if not trust:
        check_no_code(recipe.to_dict(), run)
    return recipe


def parse(table: Mapping[str, Any], name: str = "recipe") -> Recipe:
    """The recipe that a nested table describes; every key and value is checked."""
    check_plain(table, f"recipe {name!r}")
    check_keys(Recipe, table, f"recipe {name!r}")
    values: dict[str, Any] = {"name": name, "summary": "", **table}
    missing = [key for key in ("model", "networks", "optimizers", "latent") if key not in values]
    if missing:
        raise RecipeError(f"recipe {name!r} lacks {', '.join(missing)}")
    values["model"] = component(values["model"], "model")
    values["prior"] = component(values.get("prior", STANDARD_NORMAL), "prior")
    values["networks"] = components(values["networks"], "networks")
    values["optimizers"] = components(values["optimizers"], "optimizers")
    values["data"] = _section(Data, values.get("data", {}), "data")
    values["schedule"] = _section(Schedule, values.get("schedule", {}), "schedule")
    check_fields(Recipe, values, "")
    for key in ("report", "read"):
        values[key] = tuple(values.get(key, ()))
    recipe = Recipe(**values)
    check_optimizers(recipe.optimizers)
    return recipe


def override(recipe: Recipe, changes: Mapping[str, Any]) -> Recipe:
    """The recipe with some dotted keys changed, as in ``{"schedule.epochs": 5}``.

    A text value is read as a TOML value where it is one ("0.5", "true", "[1, 2]").
    """
    table = recipe.to_dict()
    for key, value in changes.items():
        assign(table, key, toml_value(value) if isinstance(value, str) else value)
    return parse(table, recipe.name)


def first_look(recipe: Recipe) -> Recipe:
    """The same system on a short schedule: its own, ``quick``, or 300 steps.

    In recipes that a report needs it has the steps after which the samples show digits.
    """
    return override(recipe, QUICK | dict(recipe.quick))


def _section(kind: type[Any], table: Any, where: str) -> Any:
    check_fields(kind, check_table(table, where), where)
    return replace(kind(), **table)


def _read(path: Path) -> dict[str, Any]:
    try:
        table = check_table(read_plain(path), str(path))
    except OSError as error:
        raise RecipeError(f"cannot read the recipe {path}: {error.strerror}") from error
    except ValueError as error:
        kind = path.suffix[1:].upper()
        raise RecipeError(f"the recipe {path} is not valid {kind}: {error}") from error
    try:
        return opened(table)
    except ValueError as error:
        raise RecipeError(f"the recipe {path} is damaged: {error}") from error
