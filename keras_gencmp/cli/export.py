"""gencmp export: a trained model for others."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp.cli.options import open_model, root_option, run_argument, trust_option
from keras_gencmp.export.registry import DEFAULT, FORMATS, menu


@click.command()
@run_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(FORMATS)),
    default=DEFAULT,
    show_default=True,
    help=f"{menu()}.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Folder of the versions  [default: saved_models/RECIPE]",
)
@root_option
@trust_option
def export(run: str, form: str, output: Path | None, root: Path, trust: bool) -> None:
    """Write RUN's model to a new version below saved_models, for use without gencmp.

    \b
    gencmp export latest
    gencmp export dcgan@best --format keras
    gencmp sample saved_models/dcgan
    """
    trained, model = open_model(run, root, trust)
    from keras_gencmp.export import versions

    folder = output or Path("saved_models") / trained.recipe.name
    click.echo(versions.export(model, folder, form))
