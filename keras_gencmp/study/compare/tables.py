"""The tables of a comparison for its page: scores, pairs of models, and costs."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from keras_gencmp.evaluation import alarms
from keras_gencmp.evaluation.rounding import plain
from keras_gencmp.evaluation.score import Row
from keras_gencmp.evaluation.table import LEGEND, basis, cell, notes, protocols, shown_columns
from keras_gencmp.metrics.metric import Column
from keras_gencmp.metrics.selection import for_every_model
from keras_gencmp.reports.comparison_page import Cell, SortableTable
from keras_gencmp.study.compare.ranking import Ranking
from keras_gencmp.study.compare.results import Entry, Results

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
    title = f"Scores on {results.data}, {means}"
    every = _table(title, rows, columns, len(results.baselines))
    main = main_columns(columns, ranking)
    if main == columns:
        return [every]
    return [_table(title, rows, main, len(results.baselines)), every]


def main_columns(columns: list[Column], ranking: Ranking) -> list[Column]:
    """The columns that a page or a paper has room for: all, or the main ones of many."""
    main = [each for each in columns if each.name in (ranking.column.name, *MAIN)]
    return columns if len(columns) <= MOST or len(main) < 2 else main


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
        if name not in shown or not column.note_beside or for_every_model(name)
    }
    models = [row for row in rows if not row.baseline]
    reasons = {score.note for row in models for score in row.scores.values() if not score.defined}
    looked_for = [
        row._replace(
            scores={name: row.scores[name] for name in wanted if _counts(row, name, shown, reasons)}
        )
        for row in rows
    ]
    return [*said, *notes(looked_for, list(wanted.values()))]


def _counts(row: Row, name: str, shown: Collection[str], reasons: Collection[str]) -> bool:
    """Whether the note of a score belongs under a table that shows some columns.

    Of a column that no model has a score in, and which the table leaves out, the note says why; of
    baselines only where it is one of the ``reasons`` of models.
    """
    score = row.scores.get(name)
    if score is None or name in shown:
        return score is not None and (score.defined or for_every_model(name))
    return not score.defined and (not row.baseline or score.note in reasons)


def pairs(ranking: Ranking) -> SortableTable | None:
    """Every pair of models with the difference of their shortfalls; None with a single seed."""
    lines = [
        [
            Cell(pair.first),
            Cell(pair.second),
            Cell(plain(test.value, 3), test.value),
            Cell(f"{plain(test.low, 3)} to {plain(test.high, 3)}" if test.has_interval else ""),
            Cell(f"{test.adjusted:.2g}", test.adjusted),
        ]
        for pair in ranking.pairs
        if (test := pair.difference)
    ]
    heads = ["model", "falls short of", f"in {ranking.column.title} by", "95 % interval", "p"]
    title = f"Welch tests of {len(lines)} pairs: each interval alone, p after Holm's correction"
    return SortableTable(title, heads, lines) if lines else None


def costs(results: Results) -> SortableTable:
    """The table of what the trainings have cost, without columns that no model has a cell in."""
    heads = ["model", "seeds", "steps", "images", "FLOPs", "processor seconds", "seconds"]
    heads += ["parameters", "peak memory"]
    title = "Cost of a training, mean over its seeds, evaluations left out"
    lines = [_cost_line(entry) for entry in results.entries]
    known = [number for number in range(len(heads)) if any(line[number].text for line in lines)]
    rows = [[line[number] for number in known] for line in lines]
    return SortableTable(title, [heads[number] for number in known], rows)


def _cost_line(entry: Entry) -> list[Cell]:
    cost = entry.cost
    lost = f" ({len(entry.diverged)} diverged)" if entry.diverged else ""
    gigabytes = cost.peak / 2**30 if cost.peak else None
    return [
        Cell(entry.label),
        Cell(f"{len(entry.rows)}{lost}", len(entry.rows)),
        _whole(cost.steps),
        _whole(cost.images),
        Cell("" if cost.flops is None else f"{cost.flops:.3g}", cost.flops),
        _whole(cost.processor_seconds),
        _whole(cost.seconds),
        _whole(cost.parameters),
        Cell("" if gigabytes is None else f"{gigabytes:.2f} GiB", gigabytes),
    ]


def _whole(value: float | None) -> Cell:
    return Cell("") if value is None or math.isnan(value) else Cell(f"{value:,.0f}", value)


def _range(values: Sequence[int]) -> str:
    return " to ".join(map(str, dict.fromkeys((values[0], values[-1]))))
