"""gencmp theory: the figures that need no images."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp import console
from keras_gencmp.cli.options import start_tensorflow
from keras_gencmp.cli.verbs import Verb


@click.command(cls=Verb)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default="theory",
    show_default=True,
    help="Folder of the figures.",
)
def theory(output: Path) -> None:
    """Six figures that need no images and no trained model.

    They show the KL and JS divergence of two Gaussians, divergences without overlap, V(D*, G) as
    the generator approaches the data, Monte Carlo estimates of log p(x), and the value function
    and discriminator of a small GAN, trained on a one-dimensional mixture, beside closed forms.

    \b
    Examples:
      gencmp theory -o theory
    """
    start_tensorflow()
    from keras_gencmp.theory import all_figures

    for path in all_figures.write(output):
        console.result(path)
