"""gencmp manifold: a 2-d latent space, decoded."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp.cli.options import (
    open_model,
    output_option,
    root_option,
    run_argument,
    show,
    trust_option,
)


@click.command()
@run_argument
@click.option(
    "--grid", type=click.IntRange(2, 100), default=20, show_default=True, help="Images in a row."
)
@output_option
@root_option
@trust_option
def manifold(run: str, grid: int, output: Path | None, root: Path, trust: bool) -> None:
    """Decode a grid placed on RUN's 2-d latent space through the Gaussian inverse CDF.

    \b
    gencmp manifold conv-vae --grid 20 -o manifold.png
    """
    found, model = open_model(run, root, trust, needs="plane")
    from keras_gencmp.inspection import latent_space

    show(latent_space.decoded_plane(model, grid), found, output, "manifold")
