"""gencmp choose: the model for a dataset, in the time that there is."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from keras_gencmp import data
from keras_gencmp.cli.image_options import channels_option, image_size_option
from keras_gencmp.cli.numbers import FiniteRange
from keras_gencmp.cli.options import (
    data_dir_option,
    evaluated_images_option,
    jobs_option,
    start_tensorflow,
)
from keras_gencmp.cli.study_folders import study_folder, study_folder_option
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.study.compare.defaults import METRICS
from keras_gencmp.terminal import console


@click.command(cls=Verb)
@click.option("--dataset", default="auto", show_default=True, help=f"{data.menu()}.")
@click.option(
    "--minutes",
    type=FiniteRange(1, 100_000),
    default=20.0,
    show_default=True,
    help="How long it may take, about.",
)
@image_size_option
@channels_option
@jobs_option
@evaluated_images_option(5_000)
@study_folder_option("the answer's pages and of all runs", "choices/DATASET-MINUTES")
@data_dir_option
def choose(
    dataset: str,
    minutes: float,
    image_size: str,
    channels: str,
    jobs: int,
    n: int,
    output: Path | None,
    data_dir: str | None,
) -> None:
    """A shortlist of GANs and VAEs fits the data; the better half of each rung goes on.

    It says which model is best, how good beside real images, how sure that is, and what more time
    would buy. The model is trained and ready. After an interruption, the same command continues
    where it stopped.

    \b
    Examples:
      gencmp choose --dataset mnist --minutes 20 -o choice
      gencmp choose --dataset folder:scans --image-size 64 --channels 3 -o choice
    """
    data.check(dataset)
    start_tensorflow()
    from keras_gencmp.study.choose import answer as answers
    from keras_gencmp.study.choose.halving import Choices, affordable, halve
    from keras_gencmp.study.choose.page import write
    from keras_gencmp.study.choose.shortlist import facts_of, reasons, shortlist
    from keras_gencmp.study.compare.comparison import publish
    from keras_gencmp.training import runtime

    splits = data.load(dataset, size=int(image_size), channels=int(channels), data_dir=data_dir)
    facts = facts_of(splits)
    console.note(reasons(facts))
    every = shortlist(facts)
    names = affordable(every, minutes, runtime.cores())
    if len(names) < len(every):
        console.note(f"{minutes:g} min are enough to try {len(names)} of {len(every)} models")
    console.note(
        f"about {minutes:g} min where nothing else runs, and before that a judge for new data"
    )
    choices = Choices(dataset, data_dir, minutes, jobs, tuple(METRICS.split(",")), n)
    folder = output or study_folder("choices", dataset, f"{minutes:g}")
    finished = halve(names, folder, choices, console.note)
    command = shlex.join(["gencmp", *sys.argv[1:]])
    for rung in finished:
        publish(rung, rung.plan.folder, command)
    found = answers.answer(finished, runtime.cores())
    for sentence in found.sentences:
        console.result(sentence, wrap=True)
    console.result(write(found, finished, folder))
    for line in answers.next_commands(found.run):
        console.result(f"  {line}")
