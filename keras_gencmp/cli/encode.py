"""gencmp encode: the latent codes of images."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import click

from keras_gencmp import runs
from keras_gencmp.cli import pictures
from keras_gencmp.cli.options import OutputPath, root_option, run_argument, trust_option
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.terminal import console

SUFFIXES = (".csv", ".npy")


@click.command(cls=Verb)
@run_argument
@click.argument(
    "images",
    metavar="IMAGES",
    help="An image file, a folder or zip archive of them, or an array (.npy, .npz).",
)
@click.option(
    "-o",
    "--output",
    type=OutputPath(),
    default="codes.csv",
    show_default=True,
    help="Table with the name of each image (.csv), or array (.npy).",
)
@pictures.labels_option
@root_option
@trust_option
def encode(
    name: str, images: str, output: Path, labels: Path | None, root: Path, trust: bool
) -> None:
    """A code is the posterior mean of an image, one row for each in the order of their names.

    RUN may also be the folder of a SavedModel that gencmp has exported.

    \b
    Examples:
      gencmp encode conv-vae photographs/ -o codes.csv
      gencmp encode saved_models/conv-vae/1 digits.npy -o codes.npy
    """
    if output.suffix not in SUFFIXES:
        raise UserError(f"{output} must end in {' or '.join(SUFFIXES)}")
    codec = pictures.open_codec(name, root, trust)
    read = pictures.read(codec, images)
    codes = codec.model.encode(
        pictures.floats(read.images), pictures.labels_of(codec, read, labels)
    )
    if output.suffix == ".npy":
        from keras_gencmp.runs.checkpoint import write_array

        write_array(output, codes)
    else:
        runs.write_text(output, _table(read.names, codes.tolist()))
    console.result(output)


def _table(names: tuple[str, ...], codes: list[list[float]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["image", *(f"z{number}" for number in range(1, 1 + len(codes[0])))])
    writer.writerows([name, *code] for name, code in zip(names, codes, strict=True))
    return file.getvalue()
