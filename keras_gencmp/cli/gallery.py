"""gencmp gallery: a page with samples of every trained recipe."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp import data
from keras_gencmp.cli.ineffective import refuse
from keras_gencmp.cli.options import (
    OutputPath,
    data_dir_option,
    jobs_option,
    root_option,
    start_tensorflow,
)
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.terminal import console


@click.command(cls=Verb)
@click.argument(
    "names",
    metavar="[RECIPE...]",
    nargs=-1,
    help="With --train: recipes of the package, in place of all.",
)
@click.option(
    "-o",
    "--output",
    type=OutputPath(),
    default="gallery.md",
    show_default=True,
    help="Markdown file; its images go into a folder beside it.",
)
@click.option(
    "--train",
    is_flag=True,
    help="First train every recipe as it stands, in ROOT/RECIPE/gallery. After an interruption, "
    "the same command goes on.",
)
@click.option("--dataset", default="auto", show_default=True, help=f"{data.menu()}.")
@jobs_option
@data_dir_option
@root_option
def gallery(
    names: tuple[str, ...],
    output: Path,
    train: bool,
    dataset: str,
    jobs: int,
    data_dir: str | None,
    root: Path,
) -> None:
    """It shows the samples, command, training time and losses of each recipe's newest finished run.

    A recipe without a run keeps the entry that the page has of it.

    \b
    Examples:
      gencmp gallery
      gencmp gallery -o docs/gallery.md
      gencmp gallery --train dcgan vae --dataset digits
      gencmp gallery --train --jobs 2 -o docs/gallery.md
    """
    if names and not train:
        raise UserError("recipes are named with --train alone: the page shows all runs")
    if not train:
        refuse(("dataset", "jobs", "data_dir"), "without --train")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise UserError(f"{twice[0]} is named twice: name each recipe once")
    from keras_gencmp.reports import gallery_page

    gallery_page.existing_entries(output)  # a page that cannot be read is said before any training
    if train:
        _train([recipe.load(name).name for name in names], dataset, data_dir, root, jobs)
    for path in gallery_page.write(output, root):
        console.result(path)


def _train(names: list[str], dataset: str, data_dir: str | None, root: Path, jobs: int) -> None:
    data.check(dataset)
    start_tensorflow()
    from keras_gencmp.study.gallery import train_all

    train_all(names or recipe.names(), dataset, data_dir, root, jobs, console.note)
