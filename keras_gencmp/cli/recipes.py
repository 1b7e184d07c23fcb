"""gencmp recipes: what can be trained."""

from __future__ import annotations

import json

import click

from keras_gencmp.cli.options import RecipeName
from keras_gencmp.recipes import recipe


@click.command()
@click.argument("name", type=RecipeName(), required=False, help="One recipe, to show whole.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def recipes(name: str | None, as_json: bool) -> None:
    """List the recipes with the rows of the report table they stand for, or show one.

    \b
    gencmp recipes
    gencmp recipes dcgan
    """
    if name is None:
        plans = [recipe.load(known) for known in recipe.names()]
        click.echo(
            json.dumps([plan.to_dict() for plan in plans], indent=2) if as_json else _table(plans)
        )
    elif as_json:
        click.echo(recipe.load(name).to_json(), nl=False)
    else:
        recipe.load(name)
        click.echo((recipe.FOLDER / f"{name}.toml").read_text(encoding="utf-8"), nl=False)


def _table(plans: list[recipe.Recipe]) -> str:
    width = max(len(plan.name) for plan in plans)
    rows = max(len(" ".join(plan.report)) for plan in plans)
    return "\n".join(
        f"{plan.name:<{width}}  {' '.join(plan.report):<{rows}}  {plan.summary}" for plan in plans
    )
