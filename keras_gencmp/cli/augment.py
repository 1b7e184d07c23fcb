"""gencmp augment: whether generated images help a classifier."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from keras_gencmp import data
from keras_gencmp.cli.options import (
    data_dir_option,
    start_tensorflow,
)
from keras_gencmp.cli.study_folders import study_folder, study_folder_option
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.terminal import console

GENERATORS = ("conditional-gan", "conditional-vae")


@click.command(cls=Verb)
@click.argument(
    "generators",
    metavar="[GENERATOR]...",
    nargs=-1,
    help="Recipes of conditional models, with changes as in gencmp compare.  "
    "[default: conditional-gan conditional-vae]",
)
@click.option("--dataset", default="auto", show_default=True, help=f"{data.menu()}.")
@click.option(
    "--labels",
    metavar="N,N,...",
    default="10,50,100",
    show_default=True,
    help="Real images of each class that may be used. Several numbers give one result each.",
)
@click.option(
    "--ratios",
    metavar="X,X,...",
    default="1,4",
    show_default=True,
    help="Synthetic images for each real one. Without effect with --rare.",
)
@click.option(
    "--seeds", type=click.IntRange(1, 100), default=5, show_default=True, help="Repetitions."
)
@click.option(
    "--steps",
    type=click.IntRange(1, 10**6),
    default=1500,
    show_default=True,
    help="Training steps of a generator.",
)
@click.option(
    "--classifier-steps",
    type=click.IntRange(1, 10**6),
    default=600,
    show_default=True,
    help="Training steps of every classifier, whatever it is trained on.",
)
@click.option(
    "--rare",
    metavar="CLASS=N",
    help="Pretend that of one class, by its name, there are N real images only. Synthetic ones "
    "fill it up to --labels, and its recall on all its test images is what counts.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Parallel processes."
)
@study_folder_option("the page and the results", "augmentations/GENERATORS-DATASET")
@data_dir_option
def augment(
    generators: tuple[str, ...],
    dataset: str,
    labels: str,
    ratios: str,
    seeds: int,
    steps: int,
    classifier_steps: int,
    rare: str | None,
    jobs: int,
    output: Path | None,
    data_dir: str | None,
) -> None:
    """Classifiers are trained on real, augmented and synthetic images, and tested on real ones.

    Every generator sees only the real images that its classifiers may see. The answer is in
    sentences: a significant gain, none, or worse, with intervals over paired seeds. The page shows
    every arm, and says whether the samples tell training images from others. After an
    interruption, the same command continues where it stopped.

    Images of your own are a folder with one folder for each class, whose names are the classes.

    \b
    Examples:
      gencmp augment --dataset mnist --jobs 2 -o augmented
      gencmp augment conditional-vae --dataset folder:scans --labels 50 -o scans
      gencmp augment --dataset digits --labels 100 --rare 8=5 -o rare
      gencmp augment --dataset folder:scans --labels 50 --rare tumour=5 -o rare
    """
    data.check(dataset)
    counts = numbers(labels, "--labels")
    name, count = _rare(rare)
    start_tensorflow()
    from keras_gencmp.study.augment import augmentation as studies
    from keras_gencmp.study.augment import page as augment_page
    from keras_gencmp.study.augment.plan import Declaration
    from keras_gencmp.study.augment.unit import data_of

    declaration = Declaration(
        generators or GENERATORS,
        dataset,
        data_dir,
        tuple(int(count) for count in counts),
        numbers(ratios, "--ratios"),
        seeds,
        steps,
        classifier_steps,
        name,
        count,
    )
    folder = output or study_folder("augmentations", *declaration.generators, dataset)
    plan, outcome = studies.augment(declaration, folder, jobs, console.note)
    command = shlex.join(["gencmp", *sys.argv[1:]])
    paths = augment_page.publish(plan, outcome, data_of(declaration), folder, command)
    for sentence in augment_page.sentences(outcome):
        console.result(sentence, wrap=True)
    for path in [*paths, folder / "results.json"]:
        console.result(path)


def numbers(text: str, option: str) -> tuple[float, ...]:
    """Numbers above 0, separated by commas."""
    try:
        values = tuple(float(part) for part in text.split(","))
    except ValueError:
        values = ()
    if not values or min(values) <= 0 or (option == "--labels" and any(v % 1 for v in values)):
        raise UserError(f"{option} takes numbers above 0, as in 10,50, not {text!r}")
    return values


def _rare(text: str | None) -> tuple[str, int]:
    if text is None:
        return "", 0
    name, _, count = text.rpartition("=")
    if not name or not count.isdigit() or int(count) < 1:
        raise UserError(f"--rare takes CLASS=N, as in 8=5, not {text!r}")
    return name, int(count)
