"""gencmp reproduce: the results of a report, reproduced."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp import console
from keras_gencmp.cli.options import data_dir_option, start_tensorflow
from keras_gencmp.cli.verbs import Verb

LETTERS = ("A", "B", "C", "D", "E")


@click.command(cls=Verb)
@click.argument(
    "report",
    type=click.Choice(LETTERS, case_sensitive=False),
    metavar="REPORT",
    help="The letter of a report: A, B, C, D or E.",
)
@click.option("--quick", is_flag=True, help="Train each model for a few hundred steps only.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the page and the runs.  [default: reproductions/REPORT]",
)
@data_dir_option
def reproduce(report: str, quick: bool, output: Path | None, data_dir: str | None) -> None:
    """It shows the report's figures and numbers beside those of this training.

    The page is written as page.html and page.md. After an interruption, the same command continues
    where it stopped.

    \b
    Examples:
      gencmp reproduce B --quick
    """
    start_tensorflow()
    from keras_gencmp.reports import reproduction

    folder = output or Path("reproductions") / report
    for path in reproduction.reproduce(report, folder, quick, data_dir):
        console.result(path)
