"""gencmp recipes: what can be trained."""

from __future__ import annotations

import json
from pathlib import Path

import click

from keras_gencmp.cli.options import RecipeName
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.recipes import recipe
from keras_gencmp.terminal import console


@click.command(cls=Verb)
@click.argument("name", type=RecipeName(), required=False, help="A recipe to show in full.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def recipes(name: str | None, as_json: bool) -> None:
    """The letters are the rows of the reports that a recipe reproduces.

    In a pipe, the columns are separated by tabs.

    \b
    Examples:
      gencmp recipes
      gencmp recipes dcgan
      gencmp recipes | cut -f1
    """
    if name is not None:
        plan = recipe.load(name)
        console.result(plan.to_json().rstrip() if as_json else _source(name).rstrip())
        return
    plans = [recipe.load(known) for known in recipe.names()]
    if as_json:
        console.result(json.dumps([plan.to_dict() for plan in plans], indent=2))
    else:
        rows = [(plan.name, " ".join(plan.report) or "-", plan.summary) for plan in plans]
        console.table(("recipe", "report", "summary"), rows)


def _source(name: str) -> str:
    """The text of a recipe's file, with its comments."""
    file = Path(name) if name.endswith((".toml", ".json")) else recipe.FOLDER / f"{name}.toml"
    return file.read_text(encoding="utf-8")
