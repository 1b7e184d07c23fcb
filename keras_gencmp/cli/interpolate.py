"""gencmp interpolate: the images between two latent vectors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from keras_gencmp.cli import pictures
from keras_gencmp.cli.ineffective import refuse
from keras_gencmp.cli.labels import check_classes
from keras_gencmp.cli.look import look, look_options, save_figure
from keras_gencmp.cli.options import (
    OutputPath,
    data_dir_option,
    now_at_option,
    open_data,
    open_model,
    root_option,
    run_argument,
    seed_option,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.exports.folders import holds_export
from keras_gencmp.runs.files import FIGURES
from keras_gencmp.terminal import console

if TYPE_CHECKING:
    import numpy as np

    from keras_gencmp.data import Splits
    from keras_gencmp.data.images.pictures import Pictures

STEPS, FRAMES = 9, 40
SECONDS = 0.08  # of a frame of an animation


@click.command(cls=Verb)
@run_argument
@click.option(
    "--steps",
    type=click.IntRange(2, 1000),
    help=f"Number of images, both ends included.  [default: {STEPS}; {FRAMES} in an animation]",
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
@click.option(
    "-o",
    "--output",
    type=OutputPath(suffixes=(*FIGURES, ".gif", ".webp", ".mp4")),
    help="Figure (.png, .svg, .pdf) or animation (.gif, .webp, or .mp4 with ffmpeg).  "
    "[default: in the run's figures]",
)
@look_options
@seed_option
@now_at_option
@data_dir_option
@root_option
@trust_option
def interpolate(
    name: str,
    steps: int | None,
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
      gencmp interpolate latest -o walk.gif
    """
    moving = _moving(output)
    if moving:
        refuse(("width", "dpi"), "for an animation")
    count = steps or (FRAMES if moving else STEPS)
    if images is not None:
        if between:
            raise UserError("--between and --images both name the ends: give one of them")
        refuse(("seed", "dataset", "data_dir"), "with --images")
        codec = pictures.open_codec(name, root, trust)
        ends = _ends(pictures.read(codec, images), images)
        shown = _between_pictures(codec, ends, pictures.labels_of(codec, ends, labels), count)
        return _save(shown, output or Path("interpolation.png"), codec.title)
    if labels is not None:
        raise UserError("--labels are the classes of --images: give both")
    if holds_export(name):
        raise UserError(f"{name} is an export, which knows no test images: give --images")
    check_classes(name, root, trust, between or ())
    run, model = open_model(name, root, trust)
    from keras_gencmp.inspection import latent_figures
    from keras_gencmp.inspection.run_figures import model_title
    from keras_gencmp.judge.lookup import for_data

    splits = open_data(run, data_dir, dataset)
    judged = between and not (model.has_encoder or model.conditional)
    classify = for_data(splits).probabilities if judged else None
    numbers = between and _numbers(between, splits)
    shown = latent_figures.interpolation(model, splits.labelled, numbers, count, seed, classify)
    _save(shown, output or run.figures / "interpolation.png", model_title(run, model))


def _moving(output: Path | None) -> bool:
    """Whether the output is an animation; UserError where it cannot be written here."""
    from keras_gencmp.figures.animation import check_animation, is_animation

    if output is None or not is_animation(output):
        return False
    check_animation(output)
    return True


def _save(shown: np.ndarray, path: Path, title: str) -> None:
    """Write the images of a path as a row, or as an animation that goes there and back."""
    from keras_gencmp.figures.animation import animate, is_animation
    from keras_gencmp.figures.grid import unit_interval
    from keras_gencmp.figures.image_grids import interpolations

    if not is_animation(path):
        return save_figure(interpolations(shown), path, title)
    frames = [*unit_interval(shown), *unit_interval(shown[-2:0:-1])] if len(shown) > 2 else [*shown]
    caption = (look().title or title).replace(r"\$", "$")
    written = animate(
        frames, path, SECONDS, hold=0.0, captions=[caption] * len(frames), theme=look().theme
    )
    console.result(written)


def _ends(read: Pictures, source: str) -> Pictures:
    """The first two pictures, as a line says where there are more; UserError for fewer."""
    count = len(read.images)
    if count < 2:
        raise UserError("an interpolation has two ends: give two images")
    if count > 2:
        names = " and ".join(read.names[:2])
        console.note(f"{source} has {count:,} images: the ends are the first two, {names}")
    return pictures.first(read, 2)


def _between_pictures(
    codec: pictures.Codec, ends: Pictures, labels: np.ndarray | None, steps: int
) -> np.ndarray:
    """The images between the codes of two pictures; labels are those of the first one."""
    from keras_gencmp.latents import paths

    first, second = codec.model.encode(pictures.floats(ends.images), labels)
    path = paths.lerp(first, second, steps)
    repeated = None if labels is None else labels[:1].repeat(steps)
    images: np.ndarray = codec.model.decode_many(path, repeated)
    return images


def _numbers(between: tuple[str, str], splits: Splits) -> tuple[int, int]:
    from keras_gencmp.data.labels import number_of_class

    first, second = (number_of_class(name, splits.classes) for name in between)
    return first, second
