"""gencmp export: a trained model for others."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp.cli.options import open_model, root_option, run_argument, trust_option


@click.command()
@run_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(("saved_model", "keras")),
    default="saved_model",
    show_default=True,
    help="One graph with all endpoints, or one .keras file a network.",
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
    gencmp sample saved_models/dcgan
    """
    found, model = open_model(run, root, trust)
    from keras_gencmp.export import saved_model as exporter

    folder = output or Path("saved_models") / found.recipe.name
    click.echo(exporter.export(model, folder, form))
