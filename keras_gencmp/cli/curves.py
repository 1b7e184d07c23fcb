"""gencmp curves: losses over a training."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp import runs
from keras_gencmp.cli.options import output_option, root_option, run_argument, show, trust_option


@click.command()
@run_argument
@output_option
@root_option
@trust_option
def curves(run: str, output: Path | None, root: Path, trust: bool) -> None:
    """Plot the losses of RUN, finished or not.

    \b
    gencmp curves latest -o losses.svg
    """
    found = runs.find(run, root, trust)
    from keras_gencmp.inspection import run_figures

    show(run_figures.loss_curves(found), found, output, "curves")
