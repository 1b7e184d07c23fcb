"""gencmp reconstruct: held-out images and their reconstructions."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp.cli.options import (
    data_dir_option,
    now_at_option,
    open_data,
    open_model,
    output_option,
    root_option,
    run_argument,
    save_figure,
    seed_option,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb


@click.command(cls=Verb)
@run_argument
@click.option(
    "-n",
    "--count",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help="Number of images.",
)
@output_option
@seed_option
@now_at_option
@data_dir_option
@root_option
@trust_option
def reconstruct(
    name: str,
    count: int,
    output: Path | None,
    seed: int,
    dataset: str | None,
    data_dir: str | None,
    root: Path,
    trust: bool,
) -> None:
    """The images are drawn at random from the test split, which no training has seen.

    \b
    Examples:
      gencmp reconstruct latest -n 20
    """
    run, model = open_model(name, root, trust, needs="encoder")
    from keras_gencmp.inspection import latent_figures
    from keras_gencmp.inspection.run_figures import titled

    figure = latent_figures.reconstructions(
        model, open_data(run, data_dir, dataset).labelled, count, seed
    )
    save_figure(titled(figure, run, model), output or run.figures / "reconstructions.png")
