"""gencmp interpolate: the images between two latent vectors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keras_gencmp.cli import pictures
from keras_gencmp.cli.drawing import holds_export
from keras_gencmp.cli.labels import check_classes
from keras_gencmp.cli.options import (
    data_dir_option,
    now_at_option,
    open_data,
    open_model,
    output_option,
    root_option,
    run_argument,
    save_figure,
    seed_option,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure

    from keras_gencmp.data import Splits
    from keras_gencmp.data.pictures import Pictures


@click.command(cls=Verb)
@run_argument
@click.option(
    "--steps",
    type=click.IntRange(2, 100),
    default=9,
    show_default=True,
    help="Number of images, both ends included.",
)
@click.option(
    "--between",
    type=(str, str),
    metavar="CLASS CLASS",
    help="Classes of the two ends, by name or number.  [default: two random classes]",
)
@click.option(
    "--images",
    help="Two images of your own as the ends: a folder or zip archive of them, or an array.",
)
@pictures.labels_option
@output_option
@seed_option
@now_at_option
@data_dir_option
@root_option
@trust_option
def interpolate(
    name: str,
    steps: int,
    between: tuple[str, str] | None,
    images: str | None,
    labels: Path | None,
    output: Path | None,
    seed: int,
    dataset: str | None,
    data_dir: str | None,
    root: Path,
    trust: bool,
) -> None:
    """With an encoder, the ends are the codes of two held-out images of different classes.

    Without one, they are two draws from the prior. Between codes the path is straight; between
    draws from the prior it follows the sphere on which the prior has its mass. In a conditional
    model each end has its own label, and labels are mixed between them; in a model with neither
    labels nor encoder the judge chooses ends of the classes asked for.

    \b
    Examples:
      gencmp interpolate latest
      gencmp interpolate conv-vae --between 3 8
      gencmp interpolate dcgan --between 3 8
      gencmp interpolate conv-vae --images two_pictures/
    """
    if images is not None:
        if between:
            raise UserError("--between and --images both name the ends: give one of them")
        codec = pictures.open_codec(name, root, trust)
        ends = pictures.first(pictures.read(codec, images), 2)
        figure = _between_pictures(codec, ends, pictures.labels_of(codec, ends, labels), steps)
        return save_figure(figure, output or Path("interpolation.png"))
    if labels is not None:
        raise UserError("--labels are the classes of --images: give both")
    if holds_export(name):
        raise UserError(f"{name} is an export, which knows no test images: give --images")
    check_classes(name, root, trust, between or ())
    run, model = open_model(name, root, trust)
    from keras_gencmp.inspection import latent_figures
    from keras_gencmp.inspection.run_figures import titled

    splits = open_data(run, data_dir, dataset)
    judged = between and not (model.has_encoder or model.conditional)
    classify = _judge(splits) if judged else None
    numbers = between and _numbers(between, splits)
    figure = latent_figures.interpolated(model, splits.labelled, numbers, steps, seed, classify)
    save_figure(titled(figure, run, model), output or run.figures / "interpolation.png")


def _between_pictures(
    codec: pictures.Codec, ends: Pictures, labels: np.ndarray | None, steps: int
) -> Figure:
    """The images between the codes of two pictures; labels are those of the first one."""
    from keras_gencmp.figures.image_grids import interpolations
    from keras_gencmp.figures.titles import add_title
    from keras_gencmp.latents import paths

    if len(ends.images) < 2:
        raise UserError("an interpolation has two ends: give two images")
    first, second = codec.model.encode(pictures.floats(ends.images), labels)
    path = paths.lerp(first, second, steps)
    repeated = None if labels is None else labels[:1].repeat(steps)
    return add_title(interpolations(codec.model.decode_many(path, repeated)), codec.title)


def _numbers(between: tuple[str, str], splits: Splits) -> tuple[int, int]:
    from keras_gencmp.data.labels import number_of_class

    first, second = (number_of_class(name, splits.classes) for name in between)
    return first, second


def _judge(splits: Splits) -> Callable[[np.ndarray], np.ndarray]:
    """The most probable class of each image by the judge of the data."""
    from keras_gencmp.judge.lookup import for_data

    judge = for_data(splits)
    return lambda images: judge.probabilities(images).argmax(axis=1)
