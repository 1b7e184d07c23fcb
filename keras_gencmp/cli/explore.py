"""gencmp explore: the latent space of a run by hand, in one file."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp.cli.options import (
    OutputPath,
    data_dir_option,
    now_at_option,
    open_data,
    open_model,
    root_option,
    run_argument,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.terminal import console


@click.command(cls=Verb)
@run_argument
@click.option(
    "-o",
    "--output",
    type=OutputPath(),
    help="The page (.html).  [default: explorer.html in the run's figures]",
)
@now_at_option
@data_dir_option
@root_option
@trust_option
def explore(
    name: str,
    output: Path | None,
    dataset: str | None,
    data_dir: str | None,
    root: Path,
    trust: bool,
) -> None:
    """The pointer moves over a decoded plane, and a slider from one image to another.

    One HTML file holds all images and needs no network. With two latent dimensions the plane is
    the latent space, under the codes of test images; with more it goes through a sample.

    \b
    Examples:
      gencmp explore conv-vae -o explorer.html
    """
    if output and output.suffix != ".html":
        raise UserError(f"an explorer is written as .html, not as {output.suffix!r}")
    run, model = open_model(name, root, trust, needs="directions")
    from keras_gencmp.inspection import explorer
    from keras_gencmp.reports.explorer_page import write

    splits = open_data(run, data_dir, dataset)
    planes = explorer.planes(model, splits.labelled)
    path = output or run.figures / "explorer.html"
    title = f"{run.recipe.name} on {run.recipe.data.dataset}: its latent space"
    console.result(write(path, title, planes, explorer.paths(model), splits.classes))
