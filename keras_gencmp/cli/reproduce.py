"""gencmp reproduce: one report, its figures and numbers, beside ours."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp.cli.options import data_dir_option

LETTERS = ("A", "B", "C", "D", "E")


@click.command()
@click.argument("report", type=click.Choice(LETTERS, case_sensitive=False), help="A report.")
@click.option("--quick", is_flag=True, help="A few hundred steps of each system, not all epochs.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the page  [default: reproductions/REPORT]",
)
@data_dir_option
def reproduce(report: str, quick: bool, output: Path | None, data_dir: str | None) -> None:
    """Train the systems of REPORT and write its figures and numbers, ours beside them, on a page.

    A call that was stopped goes on where it was.

    \b
    gencmp reproduce B --quick
    """
    from keras_gencmp.training import runtime

    click.echo("starting TensorFlow ...", err=True)
    runtime.start()
    from keras_gencmp.reports import reproduction

    folder = output or Path("reproductions") / report
    for path in reproduction.reproduce(report, folder, quick, data_dir):
        click.echo(path)
