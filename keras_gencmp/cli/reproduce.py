"""gencmp reproduce: the results of a report, reproduced."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp import data
from keras_gencmp.cli.options import OutputPath, data_dir_option, start_tensorflow
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import SAME_COMMAND, Interrupted, UserError, exit_code
from keras_gencmp.reports.contents import letters
from keras_gencmp.terminal import console


@click.command(cls=Verb)
@click.argument(
    "report",
    type=click.Choice(letters(), case_sensitive=False),
    metavar="REPORT",
    help=f"The letter of a report: {', '.join(letters())}.",
)
@click.option(
    "--quick",
    is_flag=True,
    help="A first look: train each model for some hundreds or thousands of steps only.",
)
@click.option("--dataset", help="Data of all models, as in gencmp train.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Random seed of all models.")
@click.option("--epochs", type=click.IntRange(1, 10**6), help="Epochs of all models.")
@click.option(
    "-o",
    "--output",
    type=OutputPath(folder=True),
    help="Folder of the page and the runs.  [default: reproductions/REPORT]",
)
@data_dir_option
def reproduce(
    report: str,
    quick: bool,
    dataset: str | None,
    seed: int | None,
    epochs: int | None,
    output: Path | None,
    data_dir: str | None,
) -> None:
    """It shows the report's figures and numbers beside those of this training.

    First it says how long the training will take. The page is written as page.html and page.md.
    After an interruption, the same command continues where it stopped.

    \b
    Examples:
      gencmp reproduce B --quick
      gencmp reproduce E --dataset mnist --epochs 5 --seed 1
    """
    if quick and epochs:
        raise UserError("--quick counts steps, not epochs: leave out --quick or --epochs")
    if dataset:
        data.check(dataset)
    start_tensorflow()
    from keras_gencmp.reports import reproduction
    from keras_gencmp.reports.systems import Choices

    folder = output or Path("reproductions") / report
    choices = Choices(quick, dataset, seed, epochs, data_dir)
    try:
        pages = reproduction.reproduce(report, folder, choices, console.note)
    except (Interrupted, KeyboardInterrupt) as stop:
        code = stop.exit_code if isinstance(stop, Interrupted) else exit_code(stop)
        raise Interrupted(SAME_COMMAND, code) from stop
    for path in pages:
        console.result(path)
