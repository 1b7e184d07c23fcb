"""gencmp interpolate: a walk through latent space."""

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
    seed_option,
    show,
    trust_option,
)


@click.command()
@run_argument
@click.option("--steps", type=click.IntRange(2, 100), default=9, show_default=True, help="Images.")
@click.option("--between", type=(int, int), metavar="CLASS CLASS", help="Classes of the two ends.")
@output_option
@seed_option
@data_dir_option
@root_option
@trust_option
def interpolate(
    run: str,
    steps: int,
    between: tuple[int, int] | None,
    output: Path | None,
    seed: int,
    data_dir: str | None,
    root: Path,
    trust: bool,
) -> None:
    """Walk from one digit to one of another class; between two latents where there is no encoder.

    \b
    gencmp interpolate latest
    gencmp interpolate conv-vae --between 3 8
    """
    found, model = open_model(run, root, trust, needs="encoder" if between else None)
    from keras_gencmp.inspection import latent_space

    test = open_data(found, data_dir).test
    figure = latent_space.interpolated(model, test, between, steps, seed)
    show(figure, found, output, "interpolation")
