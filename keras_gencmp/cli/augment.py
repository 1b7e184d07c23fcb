"""gencmp augment: whether generated images help a classifier."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from keras_gencmp import data
from keras_gencmp.cli.image_options import grey_or_colour_option, image_size_option
from keras_gencmp.cli.ineffective import refuse
from keras_gencmp.cli.options import data_dir_option, start_tensorflow
from keras_gencmp.cli.study_folders import study_folder, study_folder_option
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.terminal import console

MOST = 1000  # synthetic images for each real one


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
    help="Real images of each class that may be used, but of a rare one. Several numbers give one "
    "result each.",
)
@click.option(
    "--ratios",
    metavar="X,X,...",
    default="1,4",
    show_default=True,
    help="Synthetic images for each real one. Not with --rare.",
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
    metavar="CLASS[=N]",
    help="One class, by its name, has N real images only, or all that there are. Synthetic ones "
    "fill it up to --labels, and its recall on all its test images is what counts.",
)
@image_size_option
@grey_or_colour_option
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
    image_size: str,
    channels: str,
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
      gencmp augment --dataset folder:scans --image-size 64 --rare tumour -o rare
    """
    from keras_gencmp.study.augment.generators import sized, usual
    from keras_gencmp.study.compare import variants

    data.check(dataset)
    counts = numbers(labels, "--labels")
    shares = numbers(ratios, "--ratios", MOST)
    name, count = _rare(rare, int(min(counts)))
    if rare:
        refuse(("ratios",), "with --rare")
    if any(model.run for model in variants.models(generators)):
        raise UserError("a generator is trained for each seed: name recipes, not runs")
    generators = generators or usual(int(channels))
    sized(generators, int(image_size), int(channels))
    start_tensorflow()
    from keras_gencmp.study.augment import augmentation as studies
    from keras_gencmp.study.augment import page as augment_page
    from keras_gencmp.study.augment.plan import Declaration
    from keras_gencmp.study.augment.sentences import sentences
    from keras_gencmp.study.augment.unit import data_of

    declaration = Declaration(
        generators,
        dataset,
        data_dir,
        tuple(int(count) for count in counts),
        shares,
        seeds,
        steps,
        classifier_steps,
        name,
        count,
        int(image_size),
        int(channels),
    )
    folder = output or study_folder("augmentations", *declaration.generators, dataset)
    plan, outcome = studies.augment(declaration, folder, jobs, console.note)
    command = shlex.join(["gencmp", *sys.argv[1:]])
    paths = augment_page.publish(plan, outcome, data_of(declaration), folder, command)
    for sentence in sentences(plan.declaration, outcome):
        console.result(sentence, wrap=True)
    for path in [*paths, folder / "results.json"]:
        console.result(path)


def numbers(text: str, option: str, most: float = 1e9) -> tuple[float, ...]:
    """Numbers above 0 and up to ``most``, separated by commas, no two of them equal."""
    try:
        values = tuple(float(part) for part in text.split(","))
    except ValueError:
        values = ()
    known = all(0 < value <= most for value in values)  # NaN is not
    if not values or not known or (option == "--labels" and any(v % 1 for v in values)):
        whole = "whole numbers" if option == "--labels" else "numbers"
        raise UserError(f"{option} takes {whole} above 0, as in 10,50, not {text[:60]!r}")
    if len(set(values)) < len(values):
        raise UserError(f"{option} names a number twice in {text[:60]!r}: name each once")
    return values


def _rare(text: str | None, labels: int) -> tuple[str, int]:
    """The name of the rare class, and its images, fewer than the ``labels``; 0 for all of them."""
    if text is None:
        return "", 0
    if text.strip() and "=" not in text:
        return text, 0
    name, _, count = text.rpartition("=")
    if not name or not count.isdecimal() or not 0 < int(count[:20]) < labels:
        raise UserError(
            f"--rare takes CLASS=N, as in 8=5, with N below the least of --labels, {labels}, "
            f"or CLASS for all its images, not {text[:60]!r}"
        )
    return name, int(count)
