"""Models of a comparison: recipes, variants of recipes, and finished runs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.changes import full, label
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs.run import Run

# How long it trains is the budget's business, and how it is evaluated the comparison's.
OF_THE_BUDGET = ("schedule.epochs", "schedule.epoch_steps", "schedule.evaluate_every")
# What is no part of a finished training: how it was evaluated, and what that may have stopped.
OF_EVALUATION = ("schedule.evaluate_every", "schedule.stop_when_saturated")
# At commas outside of brackets.
_COMMA = re.compile(r",(?![^\[{]*[\]}])")


class Model(NamedTuple):
    """One model of a comparison: a recipe that is trained, or a finished run of it."""

    label: str
    plan: Recipe
    run: Run | None = None


def models(
    texts: Sequence[str], grid: Sequence[str] = (), root: Path = runs.ROOT, trust: bool = False
) -> list[Model]:
    """The models that a user names, each recipe once for every cell of a grid.

    A text is the name of a recipe, a recipe file, either with changes after a colon
    ("gan:latent=32,loss=hinge"), or a finished run. UserError for what is none of them.
    """
    found = [each for text in texts for each in _models(text, grid, root, trust)]
    trained = [each.label for each in found if each.run is None]
    twice = {name for name in trained if trained.count(name) > 1}
    if twice:
        raise UserError(f"{min(twice)!r} is named twice: name each model once")
    places = [(each.run.directory.resolve(), each.run.best) for each in found if each.run]
    if len(set(places)) < len(places):
        raise UserError("a run is named twice: name each once")
    return told_apart(found)


def told_apart(found: Sequence[Model]) -> list[Model]:
    """The models with names of their own for runs that are no other seed of a model.

    Runs of one recipe and seed are no two seeds, nor is a run one of a budget's trainings: these
    have the name of the run. Runs of several lengths have theirs in their labels.
    """
    lengths: dict[str, set[tuple[int, int]]] = {}
    for model in found:
        lengths.setdefault(model.label, set()).add(_length(model))
    known: set[tuple[str, int | None]]
    known = {(model.label, None) for model in found if model.run is None}
    return [_apart(model, len(lengths[model.label]) > 1, known) for model in found]


def _apart(model: Model, with_length: bool, known: set[tuple[str, int | None]]) -> Model:
    """A model under a label and seed that are not ``known``, to which they are added."""
    if model.run is None:
        return model
    seed, names = model.plan.schedule.seed, [model.label, model.run.name, str(model.run.directory)]
    if with_length:
        more = model.label.removeprefix(label(model.plan, OF_THE_BUDGET))  # how far it is
        names[0] = label(model.plan, OF_EVALUATION) + more
    new = next(each for each in names if not {(each, seed), (each, None)} & known)
    known.add((new, seed))
    return model._replace(label=new)


def _length(model: Model) -> tuple[int, int]:
    return model.plan.schedule.epochs, model.plan.schedule.epoch_steps


def _models(text: str, grid: Sequence[str], root: Path, trust: bool) -> list[Model]:
    name, _, changes = text.partition(":")
    if name in recipe.names() or name.endswith((".toml", ".json")) or changes:
        plan = varied(recipe.load(name), assignments(changes))
        return [_model(varied(plan, cell)) for cell in cells(grid)]
    try:
        run = runs.find(text, root, trust)
    except UserError:
        if not Path(text).exists() and "/" not in text and "@" not in text:
            recipe.load(text)  # names the recipe that may have been meant
        raise
    if not run.finished:
        raise UserError(f"{run.name} is not finished: gencmp resume {run.directory}")
    return [Model(label(run.recipe, OF_THE_BUDGET), run.recipe, run)]


def _model(plan: Recipe) -> Model:
    return Model(label(plan, OF_THE_BUDGET), plan)


def varied(plan: Recipe, changes: Mapping[str, str]) -> Recipe:
    """A recipe with changes by short or dotted keys."""
    return recipe.override(plan, {full(key, plan): value for key, value in changes.items()})


def assignments(text: str) -> dict[str, str]:
    """The keys and values of "KEY=VALUE,KEY=VALUE"; UserError for anything else."""
    pairs = [part.partition("=") for part in _COMMA.split(text) if part]
    _check_once([key.strip() for key, _, _ in pairs], text)
    for key, equals, value in pairs:
        if not (key and equals and value):
            raise UserError(f"changes of a recipe are KEY=VALUE,KEY=VALUE, not {text!r}")
    return {key.strip(): value.strip() for key, _, value in pairs}


def _check_once(keys: Sequence[str], where: str) -> None:
    """UserError where a key is given twice: one of its values would do nothing."""
    twice = [key for key in keys if keys.count(key) > 1]
    if twice:
        raise UserError(f"{twice[0]} is given twice in {where}: give it once")


def cells(grid: Iterable[str]) -> list[dict[str, str]]:
    """Every combination of the values of "KEY=A,B,C" texts; one empty one without any."""
    axes = []
    for text in grid:
        key, equals, values = text.partition("=")
        options = [value.strip() for value in _COMMA.split(values) if value.strip()]
        if not (key.strip() and equals and options):
            raise UserError(f"--grid takes KEY=A,B,C, not {text!r}")
        axes.append([(key.strip(), value) for value in options])
    _check_once([axis[0][0] for axis in axes], "--grid")
    return [dict(cell) for cell in itertools.product(*axes)]
