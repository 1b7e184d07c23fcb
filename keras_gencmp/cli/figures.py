"""gencmp figures: every figure that a run's model allows."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp import runs
from keras_gencmp.cli.look import look, look_options
from keras_gencmp.cli.options import (
    OutputPath,
    data_dir_option,
    now_at_option,
    open_data,
    open_model,
    root_option,
    run_argument,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.terminal import console


@click.command(cls=Verb)
@run_argument
@click.option(
    "--format",
    "format_",
    type=click.Choice(("png", "svg", "pdf")),
    default="png",
    show_default=True,
    help="Format of the figures.",
)
@click.option(
    "--animation",
    "moving",
    type=OutputPath(),
    metavar="FILE",
    help="Write the animation of the training into this file (.gif, .webp, or .mp4 with ffmpeg), "
    "and no figures.",
)
@look_options
@now_at_option
@data_dir_option
@root_option
@trust_option
def figures(
    name: str,
    format_: str,
    moving: Path | None,
    dataset: str | None,
    data_dir: str | None,
    root: Path,
    trust: bool,
) -> None:
    """They are written into the run's folder.

    Every model has its losses, samples and interpolations; one with an encoder also has its
    reconstructions and its latent space. The training is animated as well.

    \b
    Examples:
      gencmp figures latest
      gencmp figures latest --format pdf --theme dark
      gencmp figures latest --animation training.mp4
    """
    if moving is not None:
        _animate(name, moving, root)
        return
    run, model = open_model(name, root, trust)
    from keras_gencmp.inspection import run_figures

    splits = open_data(run, data_dir, dataset)
    for path in run_figures.draw_all(run, model, splits, look(), f".{format_}"):
        console.result(path)


def _animate(name: str, path: Path, root: Path) -> None:
    """The stored samples of a run as an animation, which needs neither its model nor its data."""
    from keras_gencmp.figures.animation import check_animation
    from keras_gencmp.inspection.training_frames import animation

    check_animation(path)
    run = runs.find(name, root, trust=True)  # no code that its recipe names is loaded
    if animation(run, path, look().title, look().theme) is None:
        raise UserError(f"{run.name} has stored samples of its start alone: nothing moves")
    console.result(path)
