"""gencmp compare: models trained under one budget, scored by one protocol, on one page."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keras_gencmp import data
from keras_gencmp.cli.ineffective import refuse
from keras_gencmp.cli.look import look, page_look_options
from keras_gencmp.cli.options import (
    data_dir_option,
    evaluated_images_option,
    jobs_option,
    root_option,
    start_tensorflow,
    trust_option,
)
from keras_gencmp.cli.study_folders import study_folder, study_folder_option
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.metrics import selection
from keras_gencmp.study.compare.defaults import BUDGET, IMAGES, METRICS
from keras_gencmp.terminal import console

if TYPE_CHECKING:
    from keras_gencmp.study.compare.variants import Model


@click.command(cls=Verb)
@click.argument(
    "names",
    metavar="MODEL...",
    nargs=-1,
    required=True,
    help="A recipe, a recipe file, either with changes as in gan:latent=32,loss=hinge, or a "
    "finished run.",
)
@click.option("--dataset", default="auto", show_default=True, help=f"{data.menu()}.")
@click.option(
    "--budget",
    default=BUDGET,
    show_default=True,
    metavar="KIND=N",
    help="How long every model trains: epochs=N, steps=N, images=N, flops=N (floating-point "
    "operations, fair between families) or seconds=N (processor seconds).",
)
@click.option(
    "--seeds", type=click.IntRange(1, 100), default=3, show_default=True, help="Runs of each model."
)
@click.option(
    "--grid",
    multiple=True,
    metavar="KEY=A,B,C",
    help="Every recipe with each of these values. Several of them give every combination.",
)
@jobs_option
@click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="A Dask scheduler whose workers train instead, as tcp://host:8786. They need this folder, "
    "and --jobs says how many of them share the cores of a machine. Install keras-gencmp[dask].",
)
@click.option("--rank", default="", help="The score that ranks the models.  [default: fid]")
@click.option("--metrics", default=METRICS, help="Scores, as in gencmp evaluate --list-metrics.")
@evaluated_images_option(IMAGES)
@study_folder_option("the page and of all runs", "comparisons/MODELS-DATASET-BUDGET")
@page_look_options
@data_dir_option
@root_option
@trust_option
def compare(
    names: tuple[str, ...],
    dataset: str,
    budget: str,
    seeds: int,
    grid: tuple[str, ...],
    jobs: int,
    scheduler: str,
    rank: str,
    metrics: str,
    n: int,
    output: Path | None,
    data_dir: str | None,
    root: Path,
    trust: bool,
) -> None:
    """Every model gets the same budget, data and seeds, and is scored beside real images.

    First it says how long it will take. It writes report.html, report.md, scores.csv, scores.json,
    table.tex and figures. After an interruption, the same command continues where it stopped;
    of a finished comparison it draws the page again, as with another --theme.

    \b
    Examples:
      gencmp compare dcgan vae --dataset digits --budget steps=300 -o first
      gencmp compare dcgan conv-vae --budget flops=5e13 --jobs 2 -o families
      gencmp compare gan --grid latent=2,16,100 --budget epochs=5 -o latents
      gencmp compare dcgan dcgan:loss=hinge runs/lsgan/20260101-120000 -o losses
    """
    from keras_gencmp.study.compare import variants
    from keras_gencmp.study.costs import budget as budgets

    allowance = budgets.parse(budget)
    models = variants.models(names, grid, root, trust)
    if all(model.run for model in models):
        of_trainings = ("dataset", "budget", "seeds", "grid", "jobs", "scheduler")
        refuse(of_trainings, "where every model is a finished run")
    chosen = [metric.name for metric in selection.chosen(metrics.split(","))]
    if rank and rank not in selection.columns(selection.chosen(chosen)):
        known = ", ".join(selection.columns(selection.chosen(chosen)))
        raise UserError(f"--rank takes one of {known}, not {rank!r}")
    data.check(dataset)
    start_tensorflow()
    from keras_gencmp.study.compare import comparison
    from keras_gencmp.study.compare.declaration import declared
    from keras_gencmp.study.workers import dask_cluster

    if scheduler:
        dask_cluster.connected(scheduler).close()  # refused before anything is measured
    declaration = declared(models, dataset, data_dir, seeds, allowance, chosen, n)
    folder = output or study_folder("comparisons", _shortened(models), dataset, allowance)
    finished = comparison.compare(declaration, folder, jobs, console.note, rank, scheduler)
    for path in comparison.publish(finished, folder, _command(), look()):
        console.result(path)


def _shortened(models: Sequence[Model], most: int = 3) -> str:
    """The first names of models, and how many more there are."""
    names = [model.label for model in models]
    more = [f"{len(names) - most}-more"] if len(names) > most else []
    return "-".join([*names[:most], *more])


def _command() -> str:
    """The command as it was given."""
    import sys

    return shlex.join(["gencmp", *sys.argv[1:]])
