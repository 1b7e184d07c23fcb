"""gencmp latent: codes by class."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp.cli.options import (
    data_dir_option,
    open_data,
    open_model,
    output_option,
    root_option,
    run_argument,
    show,
    trust_option,
)


@click.command()
@run_argument
@output_option
@data_dir_option
@root_option
@trust_option
def latent(run: str, output: Path | None, data_dir: str | None, root: Path, trust: bool) -> None:
    """Scatter the posterior means of held-out images, coloured by class.

    More than two dimensions are projected on their first two principal components.

    \b
    gencmp latent conv-vae -o clusters.png
    """
    found, model = open_model(run, root, trust, needs="encoder")
    from keras_gencmp.inspection import latent_space

    splits = open_data(found, data_dir)
    show(latent_space.clusters(model, splits.test, splits.classes), found, output, "latent")
