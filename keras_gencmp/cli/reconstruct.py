"""gencmp reconstruct: originals beside reconstructions."""

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
@click.option(
    "-n", "--count", type=click.IntRange(1, 1000), default=20, show_default=True, help="Images."
)
@output_option
@seed_option
@data_dir_option
@root_option
@trust_option
def reconstruct(
    run: str,
    count: int,
    output: Path | None,
    seed: int,
    data_dir: str | None,
    root: Path,
    trust: bool,
) -> None:
    """Show images that RUN's model has never seen, beside what it makes of them.

    \b
    gencmp reconstruct latest -n 20
    """
    found, model = open_model(run, root, trust, needs="encoder")
    from keras_gencmp.inspection import latent_space

    test = open_data(found, data_dir).test
    show(latent_space.reconstructions(model, test, count, seed), found, output, "reconstructions")
