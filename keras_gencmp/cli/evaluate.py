"""gencmp evaluate: the scores of runs, beside baselines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from keras_gencmp import data, runs
from keras_gencmp.cli import images, score_tables
from keras_gencmp.cli.account import check_data, tell
from keras_gencmp.cli.ineffective import is_given, refuse, refuse_of_scores
from keras_gencmp.cli.look import page_look_options
from keras_gencmp.cli.options import (
    OutputPath,
    RunName,
    data_dir_option,
    open_data,
    root_option,
    sampler_option,
    seed_option,
    start_tensorflow,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.mixtures import fit_of
from keras_gencmp.metrics import selection
from keras_gencmp.metrics.listing import listing
from keras_gencmp.metrics.metric import Metric
from keras_gencmp.metrics.registry import METRICS
from keras_gencmp.terminal import console

REAL = "real"
COUNT = click.IntRange(1, 100_000)


def list_metrics(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print the metrics and end the command."""
    if asked and not context.resilient_parsing:
        console.result(listing())
        context.exit()


@click.command(cls=Verb)
@click.argument(
    "names",
    metavar="RUN...",
    nargs=-1,
    required=True,
    type=RunName(),
    help="Folders or names of runs, as other verbs take them, or the word 'real': held-out real "
    "images, scored as if they were generated. Also images of any origin, folder:PATH or npz:PATH, "
    "and SavedModels, scored against --dataset.",
)
@click.option(
    "--metrics",
    help=f"Some of {', '.join(METRICS)}, separated by commas. A metric of your own is "
    "FILE.py:FUNCTION or MODULE:FUNCTION: its code is run. A page ranks by the first that has "
    "scores.  [default: the usual ones]",
)
@click.option(
    "--list-metrics",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=list_metrics,
    help="List the metrics with what each needs, and exit.",
)
@click.option(
    "--n", type=COUNT, default=10_000, show_default=True, help="Generated images, and real ones."
)
@click.option(
    "--nll-samples",
    type=COUNT,
    help="Importance samples K of nll.  [default: 50 on all images, corrected to 5000 by up to "
    "1000 of them]",
)
@click.option(
    "--nll-images", type=COUNT, help="Images of nll.  [default: all; up to 1000 with --nll-samples]"
)
@sampler_option
@click.option(
    "--components",
    type=COUNT,
    default=10,
    show_default=True,
    help="Components of the mixture of --sampler gmm.",
)
@click.option(
    "--dataset",
    default="auto",
    show_default=True,
    help="The real images that 'real', folders, arrays and SavedModels are scored against; for "
    "runs, where their data are now.",
)
@click.option(
    "--require",
    "requires",
    multiple=True,
    metavar="SCORE<NUMBER",
    help="Exit with 1 unless every run's score is so, as in --require 'fid<5'. May be given "
    "several times.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "-o",
    "--output",
    type=OutputPath(),
    help="Write the table to a file (.txt, .md, .json, .csv, .tex), or a page with figures "
    "(.html).",
)
@page_look_options
@seed_option
@data_dir_option
@root_option
@trust_option
def evaluate(
    names: tuple[str, ...],
    metrics: str | None,
    n: int,
    nll_samples: int | None,
    nll_images: int | None,
    sampler: str,
    components: int,
    dataset: str,
    requires: tuple[str, ...],
    as_json: bool,
    output: Path | None,
    seed: int,
    data_dir: str | None,
    root: Path,
    trust: bool,
) -> None:
    """Every score stands beside those of held-out real images and of trivial generators.

    The scores of a run are written to its evaluation.json, and are not computed again.

    \b
    Examples:
      gencmp evaluate latest
      gencmp evaluate dcgan dcgan@best --metrics fid,kid
      gencmp evaluate dcgan conv-vae --n 5000 -o scores.md
      gencmp evaluate dcgan --metrics fid,my_metrics.py:swd
      gencmp evaluate real --dataset mnist
      gencmp evaluate folder:fakes --dataset folder:photos --require "fid<5"
    """
    suffix = score_tables.suffix_of(output, as_json)
    sets = [name for name in names if images.is_set(name)]
    members = [runs.find(name, root, trust) for name in names if name not in (REAL, *sets)]
    if sets and members:
        raise UserError("runs are scored against their own data: score images in another call")
    asked = _chosen(metrics, members)
    refuse_of_scores([metric.name for metric in asked], bool(members), sampler, suffix)
    if not (members or sets):
        refuse(("requires",), "without a run or a set of images")
    check_data([] if is_given("dataset") else members, dataset)
    _start(members, sampler)
    from keras_gencmp.evaluation import evaluate as evaluation
    from keras_gencmp.evaluation.requirements import failures, parse

    loaded = evaluation.load_metrics(asked)
    fit = fit_of(components, seed) if sampler == "gmm" else None
    cost = nll_samples or 0, nll_images or 0
    request = evaluation.Request(loaded, n, seed, *cost, sampler, fit)
    where = dataset if is_given("dataset") else None
    if output and suffix in score_tables.PAGES:
        if requires:
            raise UserError("--require is for tables: leave it out, or write another file")
        first = _columns(metrics) if metrics else []
        return score_tables.write_page(members, request, output, data_dir, where, first)
    wanted = parse(requires, list(request.columns))
    if sets:
        rows = images.rows(sets, dataset, data_dir, request)
    elif members:
        rows = evaluation.evaluate_runs(
            members, request, lambda run: tell(open_data(run, data_dir, where))
        )
    else:
        rows = evaluation.evaluate_data(tell(data.load(dataset, data_dir=data_dir)), request)
    score_tables.publish(rows, request, suffix, output)
    missed = failures(rows, wanted)
    for sentence in missed:
        console.note(sentence)
    if missed:
        click.get_current_context().exit(1)


def _chosen(metrics: str | None, members: Sequence[runs.Run]) -> tuple[Metric, ...]:
    if metrics:
        return selection.chosen(metrics.split(","))
    return selection.default(runs=bool(members))


def _columns(metrics: str) -> list[str]:
    """The columns of metrics in the order in which they were asked for."""
    return list(selection.columns(selection.chosen([name])[0] for name in metrics.split(",")))


def _start(members: Sequence[runs.Run], sampler: str) -> None:
    """Start TensorFlow, with the threads that the first run was trained with."""
    start_tensorflow(members[0].environment.get("threads") if members else None)
    from keras_gencmp.assembly import abilities

    if sampler == "gmm":
        for run in members:
            abilities.require(run.recipe, "encoder", "--sampler gmm")
