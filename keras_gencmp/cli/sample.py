"""gencmp sample: images from a trained model."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp import runs
from keras_gencmp.cli.drawing import (
    Drawn,
    Wanted,
    from_export,
    from_mixture,
    from_prior,
)
from keras_gencmp.cli.ineffective import refuse_of_samples
from keras_gencmp.cli.labels import read_labels
from keras_gencmp.cli.look import look_options, save_figure
from keras_gencmp.cli.options import (
    OutputPath,
    data_dir_option,
    now_at_option,
    root_option,
    runs_argument,
    sampler_option,
    seed_option,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.exports.folders import is_export
from keras_gencmp.runs.files import FIGURES
from keras_gencmp.terminal import console

COUNT, SIDE_BY_SIDE = 64, 10


@click.command(cls=Verb)
@runs_argument
@click.option(
    "-n",
    "--count",
    type=click.IntRange(1, 1_000_000),
    help=f"Number of images.  [default: {COUNT}, {SIDE_BY_SIDE} of each of several runs, or as "
    "many as --labels has]",
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
    "of_class",
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
@click.option(
    "--same-seed",
    is_flag=True,
    help="Of several runs: give all of them this seed, and so the same latents where they have as "
    "many.  [default: each run the next seed]",
)
@look_options
@now_at_option
@data_dir_option
@root_option
@trust_option
def sample(
    names: tuple[str, ...],
    count: int | None,
    columns: int | None,
    output: Path,
    of_class: tuple[str, ...],
    labels: Path | None,
    draw: bool,
    sampler: str,
    seed: int,
    same_seed: bool,
    dataset: str | None,
    data_dir: str | None,
    root: Path,
    trust: bool,
) -> None:
    """RUN may also be the folder of a SavedModel that gencmp has exported.

    The same seed gives the same images. One image as a .png has its own size, without a margin.
    The images of several runs stand in rows under each other.

    \b
    Examples:
      gencmp sample latest -n 100 -o digits.png
      gencmp sample latest -n 10000 -o samples/
      gencmp sample conditional-vae -n 20 --class 3 --class 7 -o pairs.npz
      gencmp sample vae --draw
      gencmp sample autoencoder --sampler gmm
      gencmp sample saved_models/dcgan-tuned/1 -n 64 --seed 7
      gencmp sample dcgan wgan-gp --same-seed -o both.png
    """
    from keras_gencmp.exports.images import check_output

    check_output(output)
    several = len(names) > 1
    if same_seed and not several:
        raise UserError("--same-seed is for several runs: name another one, or leave it out")
    if several and output.suffix.lower() not in FIGURES:
        raise UserError(f"the images of several runs are one figure: end {output} in .png")
    usual = SIDE_BY_SIDE if several else COUNT
    wanted = _wanted(count, of_class, labels, seed, draw, usual)
    refuse_of_samples(output, one=not several and wanted.number == 1, sampler=sampler)
    where = sampler, root, trust, (dataset, data_dir)
    if several:
        for name in names:
            if not is_export(name, root):
                runs.find(name, root, trust)  # a wrong name is said before any work
        seeds = [seed if same_seed else seed + row for row in range(len(names))]
        all_drawn = [
            _drawn(name, wanted._replace(seed=own), *where)
            for name, own in zip(names, seeds, strict=True)
        ]
        return _write_rows(all_drawn, seeds, columns or SIDE_BY_SIDE, output)
    _write(_drawn(names[0], wanted, *where), columns, output)


def _drawn(
    name: str,
    wanted: Wanted,
    sampler: str,
    root: Path,
    trust: bool,
    where: tuple[str | None, str | None],
) -> Drawn:
    if is_export(name, root):
        return from_export(name, wanted, sampler)
    if sampler == "gmm":
        return from_mixture(name, wanted, root, trust, where)
    return from_prior(name, wanted, root, trust)


def _wanted(
    count: int | None,
    names: tuple[str, ...],
    labels: Path | None,
    seed: int,
    draw: bool,
    usual: int,
) -> Wanted:
    if names and labels:
        raise UserError("--class and --labels both say which classes: give one of them")
    if labels is None:
        return Wanted(count or usual, names, seed, draw)
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

        return save_figure(grid(drawn.images, columns=columns), output, drawn.title)
    console.result(output)


def _write_rows(drawn: list[Drawn], seeds: list[int], columns: int, output: Path) -> None:
    """Rows of samples of each model, which their names stand beside."""
    from keras_gencmp.figures.image_grids import rows_of
    from keras_gencmp.figures.titles import plain

    blocks = [(each.label, each.images) for each in drawn]
    data = dict.fromkeys(each.data for each in drawn if each.data)
    same = len(set(seeds)) == 1
    seed = f"seed {seeds[0]} in every row" if same else f"seeds {seeds[0]} to {seeds[-1]}"
    title = ", ".join(["Samples side by side", *data, seed])
    save_figure(rows_of(blocks, columns), output, plain(title))
