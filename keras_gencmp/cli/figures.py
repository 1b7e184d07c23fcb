"""gencmp figures: everything that a run's model can show."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp.cli.options import (
    data_dir_option,
    open_data,
    open_model,
    root_option,
    run_argument,
    trust_option,
)


@click.command()
@run_argument
@data_dir_option
@root_option
@trust_option
def figures(run: str, data_dir: str | None, root: Path, trust: bool) -> None:
    """Draw all that RUN's model can show into the folder of its figures.

    \b
    gencmp figures latest
    """
    found, model = open_model(run, root, trust)
    from keras_gencmp.inspection import run_figures

    for path in run_figures.draw_all(found, model, open_data(found, data_dir)):
        click.echo(path)
