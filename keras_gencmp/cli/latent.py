"""gencmp latent: latent codes by class."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp.cli.look import look_options, save_figure
from keras_gencmp.cli.options import (
    data_dir_option,
    now_at_option,
    open_data,
    open_model,
    output_option,
    root_option,
    run_argument,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb


@click.command(cls=Verb)
@run_argument
@output_option
@look_options
@now_at_option
@data_dir_option
@root_option
@trust_option
def latent(
    name: str,
    output: Path | None,
    dataset: str | None,
    data_dir: str | None,
    root: Path,
    trust: bool,
) -> None:
    """Each point is the posterior mean of an image; classes have names, shapes and colours.

    More than two dimensions are projected onto their first two principal components.

    \b
    Examples:
      gencmp latent conv-vae -o codes.png
    """
    run, model = open_model(name, root, trust, needs="codes")
    from keras_gencmp.inspection import latent_figures
    from keras_gencmp.inspection.run_figures import model_title

    splits = open_data(run, data_dir, dataset)
    figure = latent_figures.codes_by_class(model, splits.labelled, splits.classes)
    save_figure(figure, output or run.figures / "latent.png", model_title(run, model))
