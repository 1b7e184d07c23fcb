"""A recipe: everything that a training needs to be told, as plain data."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

from keras_gencmp.recipes.dotted import assign, toml_value
from keras_gencmp.recipes.schema import Component, Data, Schedule
from keras_gencmp.recipes.validation import (
    RecipeError,
    check_finite,
    check_keys,
    check_known,
    check_table,
    check_value,
)

FOLDER = Path(__file__).parent
# A first look: 300 steps, and samples after each 60 of them.
QUICK = {"schedule.epochs": 5, "schedule.epoch_steps": 60}


@dataclass(frozen=True)
class Recipe:
    """One system: its model, networks, optimizers, latent length, data and schedule.

    ``report`` holds the rows of the report table that it stands for, ``source`` its paper, ``read``
    the files to read in order, ``caveat`` what its samples cannot be. ``quick`` holds the dotted
    keys in which a first look at this system differs from the usual one, `QUICK`.
    """

    name: str
    summary: str
    model: Component
    networks: Mapping[str, Component]
    optimizers: Mapping[str, Component]
    latent: int
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
        table["model"] = _flat(self.model)
        for group in ("networks", "optimizers"):
            table[group] = {role: _flat(part) for role, part in getattr(self, group).items()}
        return table

    def to_json(self) -> str:
        """The recipe as JSON text that :func:`parse` reads back."""
        return json.dumps(self.to_dict(), indent=2) + "\n"


def names() -> list[str]:
    """The names of all recipes that come with the package, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load(name: str) -> Recipe:
    """The recipe of that name, or the one in a file that ends in .toml or .json."""
    if name.endswith((".toml", ".json")):
        return parse(_read(Path(name)), Path(name).stem)
    if name == "cvae":
        raise RecipeError(
            "'cvae' names two systems: conv-vae (convolutional) and conditional-vae (with labels)"
        )
    check_known("recipe", name, names())
    return parse(_read(FOLDER / f"{name}.toml"), name)


def parse(table: Mapping[str, Any], name: str = "recipe") -> Recipe:
    """The recipe that a nested table describes; every key and value is checked."""
    check_keys(Recipe, table, f"recipe {name!r}")
    values = {"name": name, "summary": "", **table}
    missing = [key for key in ("model", "networks", "optimizers", "latent") if key not in values]
    if missing:
        raise RecipeError(f"recipe {name!r} lacks {', '.join(missing)}")
    values["model"] = component(values["model"], "model")
    for group in ("networks", "optimizers"):
        check_table(values[group], group)
        parts = values[group].items()
        values[group] = {role: component(part, f"{group}.{role}") for role, part in parts}
    for key in ("report", "read"):
        values[key] = tuple(values.get(key, ()))
    check_table(values.get("quick", {}), "quick")
    values["data"] = _plain(Data, values.get("data", {}), "data")
    values["schedule"] = _plain(Schedule, values.get("schedule", {}), "schedule")
    return check(Recipe(**values))


def override(recipe: Recipe, changes: Mapping[str, Any]) -> Recipe:
    """The recipe with some dotted keys changed, as in ``{"schedule.epochs": 5}``.

    A text value is read as a TOML value where it is one ("0.5", "true", "[1, 2]").
    """
    table = recipe.to_dict()
    for key, value in changes.items():
        assign(table, key, toml_value(value) if isinstance(value, str) else value)
    return parse(table, recipe.name)


def first_look(recipe: Recipe) -> Recipe:
    """The same system on a schedule of a few hundred steps, or fewer where each takes long."""
    return override(recipe, QUICK | dict(recipe.quick))


def check(recipe: Recipe) -> Recipe:
    """The same recipe, once its numbers are known to make sense."""
    schedule, data = recipe.schedule, recipe.data
    limits = [
        ("latent", recipe.latent, 1),
        ("schedule.epochs", schedule.epochs, 1),
        ("schedule.epoch_steps", schedule.epoch_steps, 0),
        ("schedule.batch_size", schedule.batch_size, 1),
        ("schedule.seed", schedule.seed, 0),
        ("schedule.steps_per_execution", schedule.steps_per_execution, 1),
        ("schedule.evaluate_every", schedule.evaluate_every, 0),
        ("schedule.patience", schedule.patience, 1),
        ("data.classes", data.classes, 1),
        ("data.validation", data.validation, -1),
    ]
    for key, value, least in limits:
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise RecipeError(f"{key} must be a whole number of at least {least}, not {value!r}")
    check_finite(recipe.to_dict(), "")
    return recipe


def _flat(part: Component) -> dict[str, Any]:
    return {"name": part.name, **part.options}


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        table = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except OSError as error:
        raise RecipeError(f"cannot read the recipe {path}: {error.strerror}") from error
    except ValueError as error:
        raise RecipeError(f"{path} is not valid {path.suffix[1:].upper()}: {error}") from error
    return dict(check_table(table, str(path)))


def component(table: Any, where: str) -> Component:
    """The component that a table describes, ``{"name": ..., **options}``, or a bare name."""
    if isinstance(table, str):
        return Component(table)
    options = dict(check_table(table, where))
    name = options.pop("name", None)
    if not isinstance(name, str):
        raise RecipeError(f"{where} needs a name")
    return Component(name, options)


def _plain(kind: type[Any], table: Any, where: str) -> Any:
    if is_dataclass(table):
        return table
    check_keys(kind, check_table(table, where), where)
    hints = get_type_hints(kind)
    for key, value in table.items():
        check_value(hints[key], value, f"{where}.{key}")
    return replace(kind(), **table)
