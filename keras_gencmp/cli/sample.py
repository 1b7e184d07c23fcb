"""gencmp sample: images from a trained model."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp.cli.drawing import (
    Drawn,
    Wanted,
    from_export,
    from_mixture,
    from_prior,
    is_export,
)
from keras_gencmp.cli.labels import read_labels
from keras_gencmp.cli.options import (
    OutputPath,
    data_dir_option,
    now_at_option,
    root_option,
    run_argument,
    sampler_option,
    save_figure,
    seed_option,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.terminal import console

COUNT = 64


@click.command(cls=Verb)
@run_argument
@click.option(
    "-n",
    "--count",
    type=click.IntRange(1, 1_000_000),
    help=f"Number of images.  [default: {COUNT}, or as many as --labels has]",
)
@click.option(
    "--columns", type=click.IntRange(1, 1000), help="Images per row.  [default: a square]"
)
@click.option(
    "-o",
    "--output",
    type=OutputPath(folder=True, file=True),
    default="samples.png",
    show_default=True,
    help="Figure (.png, .svg, .pdf), the images as an array (.npy) or with their labels (.npz), "
    "or a new folder with one PNG an image.",
)
@click.option(
    "--class",
    "names",
    multiple=True,
    metavar="CLASS",
    help="Images of this class, by name or number. May be given several times.",
)
@click.option(
    "--labels",
    type=click.Path(path_type=Path),
    help="File with the class of each image, one a line, or an array (.npy).",
)
@click.option(
    "--draw",
    is_flag=True,
    help="Draw each pixel from its Bernoulli distribution.  [default: pixel means]",
)
@sampler_option
@seed_option
@now_at_option
@data_dir_option
@root_option
@trust_option
def sample(
    name: str,
    count: int | None,
    columns: int | None,
    output: Path,
    names: tuple[str, ...],
    labels: Path | None,
    draw: bool,
    sampler: str,
    seed: int,
    dataset: str | None,
    data_dir: str | None,
    root: Path,
    trust: bool,
) -> None:
    """RUN may also be the folder of a SavedModel that gencmp has exported.

    The same seed gives the same images. One image as a .png has its own size, without a margin.

    \b
    Examples:
      gencmp sample latest -n 100 -o digits.png
      gencmp sample latest -n 10000 -o samples/
      gencmp sample conditional-vae -n 20 --class 3 --class 7 -o pairs.npz
      gencmp sample vae --draw
      gencmp sample autoencoder --sampler gmm
      gencmp sample saved_models/dcgan/1 -n 64 --seed 7
    """
    from keras_gencmp.exports.images import check_output

    check_output(output)
    wanted = _wanted(count, names, labels, seed, draw)
    if is_export(name):
        drawn = from_export(name, wanted, sampler)
    elif sampler == "gmm":
        drawn = from_mixture(name, wanted, root, trust, (dataset, data_dir))
    else:
        drawn = from_prior(name, wanted, root, trust)
    _write(drawn, columns, output)


def _wanted(
    count: int | None, names: tuple[str, ...], labels: Path | None, seed: int, draw: bool
) -> Wanted:
    if names and labels:
        raise UserError("--class and --labels both say which classes: give one of them")
    if labels is None:
        return Wanted(count or COUNT, names, seed, draw)
    texts = read_labels(labels)
    if count not in (None, len(texts)):
        raise UserError(f"{labels} has {len(texts)} labels, and -n asks for {count}: leave out -n")
    return Wanted(len(texts), tuple(texts), seed, draw)


def _write(drawn: Drawn, columns: int | None, output: Path) -> None:
    from keras_gencmp.exports import images as files

    if output.suffix.lower() in files.ARRAYS:
        files.write_array(output, drawn.images, drawn.labels)
    elif files.is_folder(output):
        files.write_folder(output, drawn.images, drawn.labels, drawn.classes)
    elif len(drawn.images) == 1 and output.suffix.lower() == ".png":
        files.write_image(output, drawn.images[0])
    else:
        from keras_gencmp.figures.grid import grid

        return save_figure(grid(drawn.images, columns=columns, title=drawn.title), output)
    console.result(output)
