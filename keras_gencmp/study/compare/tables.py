"""The tables of a comparison: for the page, and as CSV, JSON and LaTeX."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Collection, Sequence
from typing import Any

from keras_gencmp.evaluation import alarms
from keras_gencmp.evaluation.score import Row, to_json
from keras_gencmp.evaluation.table import LEGEND, basis, cell, notes, protocols, shown_columns
from keras_gencmp.metrics.metric import Column
from keras_gencmp.metrics.selection import for_every_model
from keras_gencmp.reports.comparison_page import Cell, SortableTable
from keras_gencmp.study.compare.ranking import Ranking
from keras_gencmp.study.compare.results import Entry, Results
from keras_gencmp.terminal import console

# The columns of the first table, beside that of the ranking, where there are more than fit a page.
MAIN = ("fid", "precision", "recall", "class_kl", "sharpness", "c2st", "nll", "elbo")
MOST = 9


def rows_of(results: Results, ranking: Ranking) -> list[Row]:
    """The rows of the table: baselines, then models from the best to the worst."""
    ranked = [entry.mean for entry in ranking.entries if entry.mean]
    others = [e.mean for e in results.entries if e.mean and e not in ranking.entries]
    return [*results.baselines, *ranked, *others]


def columns_of(rows: Sequence[Row], results: Results, ranking: Ranking) -> list[Column]:
    """The columns of the table, that of the ranking first."""
    shown = shown_columns(rows, results.columns)
    return sorted(shown, key=lambda column: column.name != ranking.column.name)


def scores(results: Results, ranking: Ranking) -> list[SortableTable]:
    """The tables of scores for a page: the main columns, and all of them where there are more."""
    rows = rows_of(results, ranking)
    columns = columns_of(rows, results, ranking)
    seeds = sorted({len(entry.rows) for entry in results.entries})
    means = f"mean over {_range(seeds)} seeds" if seeds[-1] > 1 else "one run each"
    title = f"Scores on {results.data}, {means}; click a head to sort"
    every = _table(title, rows, columns, len(results.baselines))
    main = [each for each in columns if each.name in (ranking.column.name, *MAIN)]
    if len(columns) <= MOST or len(main) < 2:
        return [every]
    return [_table(title, rows, main, len(results.baselines)), every]


def _table(
    title: str, rows: Sequence[Row], columns: Sequence[Column], baselines: int
) -> SortableTable:
    bases = {column.name: basis(rows, column.name) for column in columns}
    lines = []
    for row in rows:
        cells = [Cell(row.name)]
        for column in columns:
            score = row.scores.get(column.name)
            text = cell(score, column, bases[column.name])
            cells.append(Cell(text, score.value if score else None))
        lines.append(cells)
    return SortableTable(title, ["model", *(column.head for column in columns)], lines, baselines)


def below(results: Results, ranking: Ranking) -> list[str]:
    """The remarks under the first table."""
    rows = rows_of(results, ranking)
    columns = columns_of(rows, results, ranking)
    said = remarks(results, rows, columns)
    return [*protocols(rows), LEGEND, *said, *alarms.notes(rows)]


def remarks(results: Results, rows: Sequence[Row], columns: Sequence[Column]) -> list[str]:
    """What has to be said of the intervals, and of single scores."""
    single = [entry.label for entry in results.entries if len(entry.rows) == 1]
    said = []
    if single:
        said.append(
            f"{', '.join(single)}: one seed, so that the interval is that of the evaluation alone, "
            "without the spread between trainings."
        )
    if len(single) < len(results.entries):
        said.append("Intervals of several seeds hold the spread between seeds.")
    shown = {column.name for column in columns}
    wanted = {
        name: column
        for name, column in results.columns.items()
        if name not in shown or for_every_model(name)
    }
    looked_for = [
        row._replace(
            scores={name: row.scores[name] for name in wanted if _counts(row, name, shown)}
        )
        for row in rows
    ]
    return [*said, *notes(looked_for, list(wanted.values()))]


def _counts(row: Row, name: str, shown: Collection[str]) -> bool:
    """Whether the note of a score belongs under a table that shows some columns.

    Of a column that no model has a score in, and which the table leaves out, the note says why.
    """
    score = row.scores.get(name)
    return score is not None and (name in shown or not score.defined)


def _range(values: Sequence[int]) -> str:
    return " to ".join(map(str, dict.fromkeys((values[0], values[-1]))))


def as_csv(results: Results, ranking: Ranking) -> str:
    """One line for each model, seed and column: value, interval, n; the seed "all" is the mean."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["model", "seed", "score", "value", "low", "high", "n", "ratio to real"])
    for label, seed, row in _lines(results):
        for name in results.columns:
            score = row.scores.get(name)
            if score and score.value is not None:
                numbers = [score.value, score.low, score.high, score.n, score.ratio]
                writer.writerow([console.clean(label), seed, name, *numbers])
    return buffer.getvalue()


def _lines(results: Results) -> list[tuple[str, str, Row]]:
    lines = [(row.name, "", row) for row in results.baselines]
    for entry in results.entries:
        for run, row in zip(entry.runs, entry.rows, strict=True):
            lines.append((entry.label, str(run.recipe.schedule.seed), row))
        if entry.mean:
            lines.append((entry.label, "all", entry.mean))
    return lines


def as_json(results: Results, ranking: Ranking, sentences: Sequence[str], about: Any) -> str:
    """Everything: what was declared, scores of seeds and means, costs, tests, and the verdict."""
    every_row = [row for entry in results.entries for row in entry.rows]
    table = {
        "about": about,
        "data": results.data,
        "data_digest": results.digest,
        "protocol": protocols([*results.baselines, *every_row]),
        "verdict": list(sentences),
        "ranked_by": ranking.column.name,
        "models": [_entry_table(entry, results) for entry in results.entries],
        "baselines": {row.name: _score_table(row, results) for row in results.baselines},
        "tests": [
            {"first": p.first, "second": p.second, **p.difference._asdict()}
            for p in ranking.pairs
            if p.difference
        ],
    }
    return json.dumps(finite(table), indent=2) + "\n"


def _entry_table(entry: Entry, results: Results) -> dict[str, Any]:
    seeds = {
        str(run.recipe.schedule.seed): _score_table(row, results)
        for run, row in zip(entry.runs, entry.rows, strict=True)
    }
    return {
        "model": entry.label,
        "seeds": seeds,
        "mean": _score_table(entry.mean, results) if entry.mean else {},
        "diverged": entry.diverged,
        "cost": entry.cost._asdict(),
    }


def _score_table(row: Row, results: Results) -> dict[str, Any]:
    return {name: to_json(row.scores[name]) for name in results.columns if name in row.scores}


def finite(value: Any) -> Any:
    """JSON has neither NaN nor infinities: they become null."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
