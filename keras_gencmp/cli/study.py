"""gencmp study: the claims of the reports, decided by experiments."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp import data
from keras_gencmp.cli.options import (
    OutputPath,
    data_dir_option,
    jobs_option,
    start_tensorflow,
)
from keras_gencmp.cli.study_folders import study_folder, study_folder_option
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.terminal import console


@click.command(cls=Verb)
@click.argument(
    "names", metavar="[CLAIM]...", nargs=-1, help="Some of K1 to K13.  [default: all of them]"
)
@click.option("--dataset", default="auto", show_default=True, help=f"{data.menu()}.")
@click.option(
    "--budget", metavar="KIND=N", help="A budget for all trainings in place of those declared."
)
@click.option(
    "--seeds", type=click.IntRange(1, 100), help="Seeds of all models in place of those declared."
)
@jobs_option
@click.option(
    "--page",
    type=OutputPath(),
    help="The page of verdicts (.md).  [default: claims.md in the folder]",
)
@click.option("--only-page", is_flag=True, help="Train nothing: write the page of what is decided.")
@study_folder_option("the runs and the results", "studies/DATASET")
@data_dir_option
def study(
    names: tuple[str, ...],
    dataset: str,
    budget: str | None,
    seeds: int | None,
    jobs: int,
    page: Path | None,
    only_page: bool,
    output: Path | None,
    data_dir: str | None,
) -> None:
    """Each claim has models, budget, seeds, and tests with what would refute it, in one file.

    Trainings that claims share are done once. The verdict is supported, refuted or not decided.
    After an interruption, the same command continues where it stopped.

    \b
    Examples:
      gencmp study K1 K2 --dataset mnist --jobs 2 -o study
      gencmp study K9 --dataset digits --budget steps=300 --seeds 3 -o trial
      gencmp study --only-page --page docs/study/claims.md -o study
    """
    from keras_gencmp.study.claims import claim as claims

    for name in names:
        claims.load(name)  # an unknown one is refused before anything is trained
    data.check(dataset)
    if budget:
        from keras_gencmp.study.costs.budget import parse

        parse(budget)
    start_tensorflow()
    from keras_gencmp.study.claims import studies

    folder = output or study_folder("studies", dataset)
    if not only_page:
        settings = studies.Settings(dataset, data_dir, jobs, budget or "", seeds or 0)
        studies.conduct(names or claims.names(), folder, settings, console.note)
    for path in studies.publish(folder, page or folder / "claims.md"):
        console.result(path)
