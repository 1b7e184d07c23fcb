"""gencmp theory: figures of closed forms, and of small models beside them."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp.cli.options import OutputPath, start_tensorflow
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.terminal import console


@click.command(cls=Verb)
@click.option(
    "-o",
    "--output",
    type=OutputPath(folder=True),
    default="theory",
    show_default=True,
    help="Folder of the figures.",
)
def theory(output: Path) -> None:
    """Nine figures of closed forms, and of small models that are trained beside them.

    They show the KL and JS divergence of two Gaussians, divergences without overlap, V(D*, G) as
    the generator approaches the data, the vanishing gradient of the minimax objective, Monte Carlo
    estimates of log p(x), the value function and discriminator of a small GAN with a known density,
    a linear VAE beside probabilistic PCA, and log p(x) of trained VAEs by sampling.

    \b
    Examples:
      gencmp theory -o theory
    """
    start_tensorflow()
    from keras_gencmp.theory import all_figures

    for path in all_figures.write(output):
        console.result(path)
