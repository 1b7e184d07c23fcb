"""Reports, reproduced."""

from __future__ import annotations

from pathlib import Path

from keras_gencmp import data
from keras_gencmp.api.datasets import Images, name_of
from keras_gencmp.api.ranges import check
from keras_gencmp.errors import UserError
from keras_gencmp.reports import reproduction
from keras_gencmp.reports.contents import letters
from keras_gencmp.reports.systems import Choices
from keras_gencmp.runs.files import check_writable
from keras_gencmp.terminal import console


def reproduce(
    report: str,
    *,
    quick: bool = False,
    dataset: str | Images | None = None,
    seed: int | None = None,
    epochs: int | None = None,
    output: str | Path | None = None,
    data_dir: str | None = None,
) -> Path:
    """Train the models of a report as ``gencmp reproduce`` does; the page of its results.

    The page, page.html, shows the report's figures and numbers beside ours; page.md stands beside
    it, in ``output`` or reproductions/REPORT. ``report`` is a letter from A to E. ``quick`` trains
    for hundreds of steps only. ``dataset``, ``seed`` and ``epochs`` are those of all models. What
    an earlier call has trained in the same folder is used again. UserError for an unknown report.

    >>> page = gg.reproduce("C", quick=True, dataset="digits", output="C")
    >>> page.name
    'page.html'
    """
    check("reproduce", seed=seed, epochs=epochs)
    letter = str(report).upper()
    if letter not in letters():
        raise UserError(f"a report is one of {', '.join(letters())}, not {report!r}")
    if quick and epochs:
        raise UserError("quick counts steps, not epochs: leave out quick or epochs")
    folder = Path(output) if output else Path("reproductions") / letter
    check_writable(folder)
    name = name_of(dataset, folder, data_dir)
    if name:
        data.check(name)
    choices = Choices(quick, name, seed, epochs, data_dir)
    pages = reproduction.reproduce(letter, folder, choices, console.note)
    return next(page for page in pages if page.suffix == ".html")
