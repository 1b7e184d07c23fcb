"""Tables of rows: which columns and cells a table has, and what is said under it.

A column is of one judge and one n. A cell measured under others says so in itself, and the table
says under itself that such a cell cannot be compared; rows of other data get a table of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from keras_gencmp.evaluation import paired
from keras_gencmp.evaluation.rounding import plain, with_error
from keras_gencmp.evaluation.score import Row, Score
from keras_gencmp.metrics.metric import Column

LEGEND = (
    "± half of the 95 % interval; × ratio to real images (≥: at least); "
    "↓ low is better, ↑ high, → near real images, →0.5 near one half."
)
MIXED = "[...]: measured under another judge or n than its column, and not to be compared with it."

Columns = Mapping[str, Column]


class Table(NamedTuple):
    """The table of one dataset: its rows, the head and the cells of each column, and remarks."""

    title: str
    rows: list[Row]
    heads: list[str]
    cells: list[list[str]]
    remarks: list[str]


class Basis(NamedTuple):
    """The judge and n of most cells of a column."""

    judge: str | None
    n: int


def tables(rows: Iterable[Row], columns: Columns) -> list[Table]:
    """A table for each dataset among the rows, in their order."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.digest, []).append(row)
    return [table(group, columns) for group in groups.values()]


def table(rows: list[Row], columns: Columns) -> Table:
    """The table of rows of one dataset."""
    shown = shown_columns(rows, columns)
    bases = {column.name: basis(rows, column.name) for column in shown}
    n = max((each.n for each in bases.values()), default=0)
    heads = [_head(column, bases[column.name], n) for column in shown]
    cells = [
        [cell(row.scores.get(column.name), column, bases[column.name]) for row in rows]
        for column in shown
    ]
    mixed = any(text.endswith("]") for column in cells for text in column)
    remarks = [LEGEND, *([MIXED] if mixed else []), *notes(rows, shown), *paired.notes(rows)]
    return Table(_title(rows, bases.values(), n), rows, heads, cells, remarks)


def shown_columns(rows: Sequence[Row], columns: Columns) -> list[Column]:
    """The columns in which some run has a score, or some row where no run is among them.

    Scores of columns that no metric has stated beforehand come last.
    """
    stated = dict(columns)
    for row in rows:
        stated |= {name: Column(name, name) for name in row.scores if name not in stated}
    asked = [row for row in rows if not row.baseline] or rows
    return [each for name, each in stated.items() if any(_defined(row, name) for row in asked)]


def basis(rows: Sequence[Row], name: str) -> Basis:
    """The judge and n of most cells of a column, the first where two are as frequent."""
    scores = [row.scores[name] for row in rows if _defined(row, name)]
    return Counter(Basis(score.judge, score.n) for score in scores).most_common(1)[0][0]


def cell(score: Score | None, column: Column, common: Basis) -> str:
    """A score as a table shows it: value, interval, ratio, and judge and n where they differ."""
    if score is None:
        return ""
    if score.value is None:
        return "n/a"
    sign = "≥" if score.at_least else ""
    ratio = f" ×{sign}{plain(score.ratio, 3)}" if score.ratio is not None else ""
    beside = f" ({score.note})" if column.note_beside and score.note else ""
    return f"{with_error(score.value, score.margin)}{ratio}{beside}{_remark(score, common)}"


def notes(rows: Sequence[Row], shown: Sequence[Column]) -> list[str]:
    """Why scores are not defined, and what some of the others are of, once for each reason.

    Of baselines only what belongs to a column of the table.
    """
    columns = {column.name: column for column in shown}
    reasons: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        for name, score in row.scores.items():
            column = columns.get(name)
            beside = score.defined and column is not None and column.note_beside
            if score.note and not beside and (column is not None or not row.baseline):
                reason = f"{'' if score.defined else 'n/a, '}{score.note}"
                reasons.setdefault(reason, {}).setdefault(row.name, []).append(name)
    return [f"{_where(names)}: {reason}" for reason, names in reasons.items()]


def _title(rows: Sequence[Row], bases: Iterable[Basis], n: int) -> str:
    judges = sorted({each.judge for each in bases if each.judge})
    seeds = sorted({s.seed for row in rows for s in row.scores.values() if s.defined})
    words = [f"{rows[0].data} ({rows[0].digest})", *(f"judge {name}" for name in judges)]
    basis = [f"n {n}", f"seed {', '.join(map(str, seeds))}"] if seeds else ["no score is defined"]
    return ", ".join([*words, *basis])


def _head(column: Column, common: Basis, n: int) -> str:
    return column.head if common.n == n else f"{column.head} n={common.n}"


def _remark(score: Score, common: Basis) -> str:
    other = [score.judge or "no judge"] if score.judge != common.judge else []
    other += [f"n={score.n}"] if score.n != common.n else []
    return f" [{', '.join(other)}]" if other else ""


def _where(rows: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{row} ({', '.join(names)})" for row, names in rows.items())


def _defined(row: Row, name: str) -> bool:
    return name in row.scores and row.scores[name].defined
