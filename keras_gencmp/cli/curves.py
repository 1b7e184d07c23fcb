"""gencmp curves: the losses of a run."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp import runs
from keras_gencmp.cli.options import (
    output_option,
    root_option,
    run_argument,
    save_figure,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb


@click.command(cls=Verb)
@run_argument
@output_option
@root_option
@trust_option
def curves(name: str, output: Path | None, root: Path, trust: bool) -> None:
    """The run may be unfinished.

    If its samples were evaluated during the training, their KID is plotted as well.

    \b
    Examples:
      gencmp curves latest
      gencmp curves dcgan -o losses.svg
    """
    run = runs.find(name, root, trust)
    from keras_gencmp.inspection import run_curves

    save_figure(run_curves.figure(run), output or run.figures / "curves.png")
