"""gencmp reconstruct: held-out images and their reconstructions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from keras_gencmp.cli import pictures
from keras_gencmp.cli.ineffective import refuse
from keras_gencmp.cli.look import look_options, save_figure
from keras_gencmp.cli.options import (
    data_dir_option,
    now_at_option,
    open_data,
    open_model,
    output_option,
    root_option,
    run_argument,
    seed_option,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.exports.folders import holds_export

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure

    from keras_gencmp.data.images.pictures import Pictures


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
@click.option(
    "--images",
    help="Images of your own: a file, a folder, a zip archive or an array.  [default: test images]",
)
@pictures.labels_option
@output_option
@look_options
@seed_option
@now_at_option
@data_dir_option
@root_option
@trust_option
def reconstruct(
    name: str,
    count: int,
    images: str | None,
    labels: Path | None,
    output: Path | None,
    seed: int,
    dataset: str | None,
    data_dir: str | None,
    root: Path,
    trust: bool,
) -> None:
    """The images are drawn at random from the test split, which no training has seen.

    With --images they are the first of those, and RUN may be the folder of a SavedModel.

    \b
    Examples:
      gencmp reconstruct latest -n 20
      gencmp reconstruct conv-vae --images photographs/ -o rebuilt.png
    """
    if images is not None:
        refuse(("seed", "dataset", "data_dir"), "with --images")
        codec = pictures.open_codec(name, root, trust)
        read = pictures.read(codec, images)
        chosen = pictures.first(read, count)
        return save_figure(
            _of_pictures(codec, chosen, pictures.labels_of(codec, chosen, labels)),
            output or Path("reconstructions.png"),
            codec.title,
        )
    if labels is not None:
        raise UserError("--labels are the classes of --images: give both")
    if holds_export(name):
        raise UserError(f"{name} is an export, which knows no test images: give --images")
    run, model = open_model(name, root, trust, needs="encoder")
    from keras_gencmp.inspection import latent_figures
    from keras_gencmp.inspection.run_figures import model_title

    figure = latent_figures.reconstructions(
        model, open_data(run, data_dir, dataset).labelled, count, seed
    )
    target = output or run.figures / "reconstructions.png"
    save_figure(figure, target, model_title(run, model))


def _of_pictures(codec: pictures.Codec, read: Pictures, labels: np.ndarray | None) -> Figure:
    """A user's images above their reconstructions."""
    from keras_gencmp.figures.image_grids import originals_and_reconstructions

    originals = pictures.floats(read.images)
    rebuilt = codec.model.reconstruct(originals, labels)
    return originals_and_reconstructions(originals, rebuilt)
