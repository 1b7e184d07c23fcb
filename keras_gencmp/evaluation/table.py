"""Tables of rows: which columns and cells a table has, and what is said under it.

A column is of one judge, one n, one protocol and one version of its metric. A cell measured under
others says so in itself, and the table says under itself that such a cell cannot be compared; rows
of other data get a table of their own. One line for each protocol says how the scores were made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from keras_gencmp.evaluation import alarms, paired
from keras_gencmp.evaluation.rounding import plain, with_error
from keras_gencmp.evaluation.score import Row, Score
from keras_gencmp.evaluation.statement import Statement, line
from keras_gencmp.metrics.metric import Column
from keras_gencmp.metrics.selection import for_every_model

LEGEND = (
    "± half of the 95 % interval; × ratio to real images (≥: at least); "
    "↓ low is better, ↑ high, → near real images, →0.5 near one half."
)
MIXED = (
    "[...]: measured under another judge, n, protocol or version of the metric than its column, "
    "and not to be compared with it."
)

Columns = Mapping[str, Column]


class Table(NamedTuple):
    """The table of one dataset: its rows, the head and the cells of each column, and remarks."""

    title: str
    rows: list[Row]
    heads: list[str]
    cells: list[list[str]]
    remarks: list[str]


class Basis(NamedTuple):
    """The judge, n, protocol and version of the metric of most cells of a column."""

    judge: str | None
    n: int
    protocol: str = ""
    version: int = 0


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
    remarks = [*protocols(rows), LEGEND, *([MIXED] if mixed else []), *notes(rows, shown)]
    remarks += [*paired.notes(rows), *alarms.notes(rows), *pictures(rows)]
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
    """What most cells of a column were measured under, the first where two are as frequent."""
    scores = [row.scores[name] for row in rows if _defined(row, name)]
    return Counter(map(_basis_of, scores)).most_common(1)[0][0]


def protocols(rows: Sequence[Row]) -> list[str]:
    """A line for each protocol among the rows, with the versions of its metrics."""
    groups: dict[Statement, list[Score]] = {}
    for row in rows:
        if row.protocol:
            groups.setdefault(row.protocol, []).extend(row.scores.values())
    return [line(statement, scores) for statement, scores in groups.items()]


def cell(score: Score | None, column: Column, common: Basis) -> str:
    """A score as a table shows it: value, interval, ratio, and judge and n where they differ.

    One that is not defined is n/a where every model can have one, and otherwise left empty.
    """
    if score is None:
        return ""
    if score.value is None:
        return "n/a" if for_every_model(column.name) else ""
    sign = "≥" if score.at_least else ""
    ratio = f" ×{sign}{plain(score.ratio, 3)}" if score.ratio is not None else ""
    beside = f" ({score.note})" if column.note_beside and score.note else ""
    return f"{with_error(score.value, score.margin)}{ratio}{beside}{_remark(score, common)}"


def notes(rows: Sequence[Row], shown: Sequence[Column]) -> list[str]:
    """Why scores are not defined, and what some of the others are of, once for each reason.

    Of baselines only what belongs to a column of the table, or to one that no row has a value in.
    """
    columns = {column.name: column for column in shown}
    asked = {name for row in rows if not row.baseline for name in row.scores}
    only_baselines = all(row.baseline for row in rows)
    reasons: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        for name, score in row.scores.items():
            column = columns.get(name)
            beside = score.defined and column is not None and column.note_beside
            empty = not any(_defined(each, name) for each in rows)
            belongs = column is not None or (empty and (only_baselines or name in asked))
            if score.note and not beside and (belongs or not row.baseline):
                reason = f"{'' if score.defined else 'n/a, '}{score.note}"
                reasons.setdefault(reason, {}).setdefault(row.name, []).append(name)
    return [f"{_where(names, len(rows))}: {reason}" for reason, names in reasons.items()]


def pictures(rows: Sequence[Row]) -> list[str]:
    """Where generated images stand above their nearest training images, for each row with some."""
    return [
        f"{row.name}: images above their nearest training images are in {row.picture}"
        for row in rows
        if row.picture
    ]


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
    other += (
        [f"protocol {score.protocol or 'unknown'}"] if score.protocol != common.protocol else []
    )
    other += [f"version {score.version}"] if score.version != common.version else []
    return f" [{', '.join(other)}]" if other else ""


def _where(rows: Mapping[str, Sequence[str]], count: int) -> str:
    """Rows by the columns that a reason holds for in them; ``count`` rows are all of the table."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for row, names in rows.items():
        alike.setdefault(tuple(names), []).append(row)
    parts = [
        f"{'every row' if len(members) == count > 2 else ', '.join(members)} ({', '.join(names)})"
        for names, members in alike.items()
    ]
    return "; ".join(parts)


def _basis_of(score: Score) -> Basis:
    return Basis(score.judge, score.n, score.protocol, score.version)


def _defined(row: Row, name: str) -> bool:
    return name in row.scores and row.scores[name].defined
