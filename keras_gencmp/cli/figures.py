"""gencmp figures: every figure that a run's model allows."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp.cli.options import (
    data_dir_option,
    now_at_option,
    open_data,
    open_model,
    root_option,
    run_argument,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.terminal import console


@click.command(cls=Verb)
@run_argument
@now_at_option
@data_dir_option
@root_option
@trust_option
def figures(name: str, dataset: str | None, data_dir: str | None, root: Path, trust: bool) -> None:
    """They are written into the run's folder.

    Every model has its losses, samples and interpolations; one with an encoder also has its
    reconstructions and its latent space.

    \b
    Examples:
      gencmp figures latest
    """
    run, model = open_model(name, root, trust)
    from keras_gencmp.inspection import run_figures

    for path in run_figures.draw_all(run, model, open_data(run, data_dir, dataset)):
        console.result(path)
