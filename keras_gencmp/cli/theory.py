"""gencmp theory: the figures that need no images."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default="theory",
    show_default=True,
    help="Folder for the figures.",
)
def theory(output: Path) -> None:
    """Draw the theory of the reports: divergences, the optimal discriminator, V(D, G) -> -log 4.

    A GAN on a one-dimensional mixture is trained beside the closed forms.

    \b
    gencmp theory -o theory
    """
    from keras_gencmp.training import runtime

    runtime.start()
    from keras_gencmp.theory import small_gan as figures

    for path in figures.draw_all(output):
        click.echo(path)
