"""gencmp curves: the losses of a run, or of several side by side."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp import runs
from keras_gencmp.cli.look import look, look_options, save_figure
from keras_gencmp.cli.options import output_option, root_option, runs_argument
from keras_gencmp.cli.verbs import Verb


@click.command(cls=Verb)
@runs_argument
@output_option
@look_options
@root_option
@click.option(
    "--trust",
    is_flag=True,
    hidden=True,
    expose_value=False,
    help="Accepted, as by the other verbs; no code of a run is loaded here.",
)
def curves(names: tuple[str, ...], output: Path | None, root: Path) -> None:
    """A run may be unfinished.

    If its samples were evaluated during the training, their KID is plotted as well. Of several
    runs, what two or more have in common is drawn over each other, by the step.

    \b
    Examples:
      gencmp curves latest
      gencmp curves dcgan -o losses.svg
      gencmp curves dcgan wgan-gp -o losses.pdf --width 6.9
    """
    # What is drawn stands in tables of numbers: code that a recipe names is not loaded.
    found = [runs.find(name, root, trust=True) for name in names]
    if len(found) == 1:
        from keras_gencmp.inspection import run_curves
        from keras_gencmp.inspection.run_titles import run_title

        figure = run_curves.figure(found[0], title="", width=look().width)
        target = output or found[0].figures / "curves.png"
        return save_figure(figure, target, run_title(found[0]))
    from keras_gencmp.inspection import curves_of_runs

    figure = curves_of_runs.figure(found, look().width)
    save_figure(figure, output or Path("curves.png"), curves_of_runs.title_of(found))
