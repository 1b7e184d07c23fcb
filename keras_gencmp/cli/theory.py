"""gencmp theory: figures of closed forms, and of small models beside them."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp.cli.look import look, look_options
from keras_gencmp.cli.options import OutputPath, start_tensorflow
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.runs.files import FIGURES as FORMATS
from keras_gencmp.terminal import console

# By name, as the theory has them: it is not loaded for a help text.
FIGURES = (
    "gaussian-divergence",
    "approach-to-data",
    "without-overlap",
    "vanishing-gradient",
    "monte-carlo",
    "optimal-discriminator",
    "value-function",
    "principal-subspace",
    "trained-vae-likelihood",
    "collapse",
)


@click.command(cls=Verb)
@click.argument(
    "names",
    metavar="[FIGURE]...",
    type=click.Choice(FIGURES),
    nargs=-1,
    help=f"Those wanted, of {', '.join(FIGURES)}.  [default: all]",
)
@click.option(
    "-o",
    "--output",
    type=OutputPath(folder=True),
    default="theory",
    show_default=True,
    help="Folder of the figures.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(("png", "svg", "pdf")),
    default="png",
    show_default=True,
    help="Format of the figures.",
)
@look_options
def theory(names: tuple[str, ...], output: Path, format_: str) -> None:
    """Figures of closed forms, and of small models that are trained beside them.

    They show the KL and JS divergence of two Gaussians, divergences without overlap, V(D*, G) as
    the generator approaches the data, the vanishing gradient of the minimax objective, Monte Carlo
    estimates of log p(x), the value function and discriminator of a small GAN with a known density,
    a linear VAE beside probabilistic PCA, log p(x) of trained VAEs by sampling, and a GAN whose
    modes collapse, with the alarm that sees it.

    \b
    Examples:
      gencmp theory -o theory
      gencmp theory collapse
      gencmp theory value-function --format pdf --width 6.9
    """
    if output.suffix.lower() in FORMATS:
        raise UserError(
            f"-o names a folder, and {output.name} is the name of a figure: give -o another name, "
            f"and --format {output.suffix.lower()[1:]}"
        )
    start_tensorflow()
    from keras_gencmp.theory import all_figures

    for path in all_figures.write(output, names, look(), f".{format_}"):
        console.result(path)
