"""Finished runs as a comparison without trainings: the page and the tables of their scores."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from keras_gencmp.data import Splits
from keras_gencmp.evaluation.evaluate import Request
from keras_gencmp.figures.look import Look
from keras_gencmp.recipes.changes import label
from keras_gencmp.reports.comparison_page import write
from keras_gencmp.runs.files import write_text
from keras_gencmp.runs.progress import reached
from keras_gencmp.runs.run import Run
from keras_gencmp.study.compare import ranking as rankings
from keras_gencmp.study.compare import records
from keras_gencmp.study.compare.comparison import LOOK, Finished, page_of
from keras_gencmp.study.compare.declaration import Declaration
from keras_gencmp.study.compare.latex import as_latex
from keras_gencmp.study.compare.plan import Plan
from keras_gencmp.study.compare.ranking import USUAL
from keras_gencmp.study.compare.results import collect
from keras_gencmp.study.compare.variants import OF_THE_BUDGET, Model, told_apart
from keras_gencmp.study.costs.budget import Budget


def publish(
    members: Sequence[Run],
    request: Request,
    splits: Splits,
    output: Path,
    command: str,
    look: Look = LOOK,
    first: Sequence[str] = USUAL,
) -> Path:
    """Write the scores of runs as .csv, .tex, or as a page with its figures (.html).

    Runs that differ in their seed alone are one row. They are ranked by the ``first`` column that
    has scores. UserError where they are of several datasets.
    """
    finished = compared(members, request, splits, output.parent, first)
    if output.suffix == ".html":
        page = page_of(finished, output.parent, command, look, (f"{output.stem}.md",))
        return write(page, output.parent, output.stem)[0]
    text = {".csv": records.as_csv, ".tex": as_latex}[output.suffix]
    write_text(output, text(finished.results, finished.ranking))
    return output


def compared(
    members: Sequence[Run],
    request: Request,
    splits: Splits,
    folder: Path,
    first: Sequence[str] = USUAL,
) -> Finished:
    """The comparison of finished runs."""
    each_once = {(run.directory.resolve(), run.best): run for run in members}.values()
    models = tuple(told_apart([Model(_label(run), run.recipe, run) for run in each_once]))
    metrics = tuple(loaded.metric.name for loaded in request.metrics)
    nothing = Budget("steps", 1)
    declaration = Declaration(models, splits.name, None, 0, nothing, metrics, request.n)
    plan = Plan(folder, declaration, {}, 1, folder)
    results = collect(plan, splits, request)
    return Finished(plan, results, rankings.rank(results, rankings.usual(results, first)))


def _label(run: Run) -> str:
    """The recipe of a run with its changes; one that is not finished says how far it is."""
    words = label(run.recipe, OF_THE_BUDGET)
    return words if run.finished or run.best else f"{words} {reached(run)}"
