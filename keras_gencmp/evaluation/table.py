"""Tables of rows: for a terminal, as Markdown, and as JSON.

A column is of one judge and one n. A cell measured under others says so in itself, and the table
says under itself that such a cell cannot be compared; rows of other data get a table of their own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from keras_gencmp.evaluation.evaluate import Row
from keras_gencmp.evaluation.score import MEANINGS, Meaning, Score, to_table

WIDTH = 110  # characters of a line on a terminal
ARROWS = {"low": "↓", "high": "↑", "as real": "→"}
LEGEND = (
    "± half of the 95 % interval; × ratio to real images (≥: at least); "
    "↓ low is better, ↑ high, → as real."
)
# Scores whose remark belongs beside the number.
BESIDE = ("missing_classes", "class_recall", "active_units", "copying")
MIXED = "[...]: measured under another judge or n than its column, and not to be compared with it."

Basis = tuple[str | None, int]
Render = Callable[[list[str], list[list[str]]], str]


def text(rows: Sequence[Row]) -> str:
    """The rows for a terminal: a table for each dataset, its columns in blocks."""
    return "\n\n".join(_section(part, _aligned) for part in by_data(rows)) + "\n"


def markdown(rows: Sequence[Row]) -> str:
    """The rows as Markdown tables, in the same blocks."""
    return "\n\n".join(_section(part, _piped) for part in by_data(rows)) + "\n"


def as_json(rows: Sequence[Row]) -> str:
    """Every score with all that belongs to it."""
    tables = [
        row._asdict() | {"scores": {name: to_table(one) for name, one in row.scores.items()}}
        for row in rows
    ]
    return json.dumps(tables, indent=2) + "\n"


def by_data(rows: Iterable[Row]) -> list[list[Row]]:
    """The rows by the data they are of, each group in its order."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.digest, []).append(row)
    return list(groups.values())


def columns(rows: Sequence[Row]) -> list[str]:
    """The names of the scores that some run has, or some row where no run is among them."""
    asked = [row for row in rows if not row.baseline] or rows
    return [name for name in MEANINGS if any(_defined(row.scores.get(name)) for row in asked)]


def basis(rows: Sequence[Row], name: str) -> Basis:
    """The judge and n of most cells of a column, the first where two are as frequent."""
    found = [row.scores[name] for row in rows if _defined(row.scores.get(name))]
    return Counter((score.judge, score.n) for score in found).most_common(1)[0][0]


def cell(score: Score | None, common: Basis) -> str:
    """A score as a table shows it: value, interval, ratio, and judge and n where they differ."""
    if score is None:
        return ""
    if score.value is None:
        return "n/a"
    margin = f"±{score.margin:.2g}" if score.margin is not None else ""
    sign = "≥" if score.at_least else ""
    ratio = f" ×{sign}{score.ratio:.3g}" if score.ratio is not None else ""
    named = f" ({score.note})" if score.name in BESIDE and score.note else ""
    return f"{score.value:.4g}{margin}{ratio}{named}{_remark(score, common)}"


def notes(rows: Sequence[Row]) -> list[str]:
    """Why scores are not defined, and what some of the others are of, once for each reason."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        for name, score in row.scores.items():
            if score.note and not row.baseline and not (name in BESIDE and _defined(score)):
                reason = f"{'' if _defined(score) else 'n/a, '}{score.note}"
                found.setdefault(reason, {}).setdefault(row.name, []).append(name)
    return [f"{_where(rows_of)}: {reason}" for reason, rows_of in found.items()]


def _where(rows_of: dict[str, list[str]]) -> str:
    return "; ".join(f"{row} ({', '.join(names)})" for row, names in rows_of.items())


def _remark(score: Score, common: Basis) -> str:
    judge, n = common
    other = [score.judge or "no judge"] if score.judge != judge else []
    other += [f"n={score.n}"] if score.n != n else []
    return f" [{', '.join(other)}]" if other else ""


def _section(rows: list[Row], render: Render) -> str:
    names = columns(rows)
    bases = {name: basis(rows, name) for name in names}
    n = max((size for _, size in bases.values()), default=0)
    head = {name: _heading(MEANINGS[name], bases[name][1], n) for name in names}
    grid = [{name: cell(row.scores.get(name), bases[name]) for name in names} for row in rows]
    blocks = [render([row.name for row in rows], block) for block in _blocks(head, grid)]
    mixed = any(one.endswith("]") for line in grid for one in line.values())
    remarks = "\n".join([LEGEND, *([MIXED] if mixed else []), *notes(rows)])
    return "\n\n".join([_title(rows, bases, n), *blocks, remarks])


def _title(rows: list[Row], bases: dict[str, Basis], n: int) -> str:
    judges = sorted({judge for judge, _ in bases.values() if judge})
    seeds = sorted({s.seed for row in rows for s in row.scores.values() if _defined(s)})
    words = [f"{rows[0].data} ({rows[0].digest})", *(f"judge {name}" for name in judges)]
    basis = [f"n {n}", f"seed {', '.join(map(str, seeds))}"] if seeds else ["no score is defined"]
    return ", ".join([*words, *basis])


def _heading(meaning: Meaning, size: int, n: int) -> str:
    unit = f", {meaning.unit}" if meaning.unit else ""
    own = f" n={size}" if size != n else ""
    return f"{meaning.title}{unit} {ARROWS[meaning.better]}{own}"


def _blocks(head: dict[str, str], grid: list[dict[str, str]]) -> list[list[list[str]]]:
    """Columns, the heading first in each, in blocks that fit on a line."""
    blocks, room = [], 0
    for name, heading in head.items():
        column = [heading, *(line[name] for line in grid)]
        width = max(map(len, column)) + 2
        if width > room:
            blocks.append([])
            room = WIDTH - 20
        blocks[-1].append(column)
        room -= width
    return blocks


def _aligned(labels: list[str], block: list[list[str]]) -> str:
    table = [["", *labels], *block]
    widths = [max(map(len, column)) for column in table]
    lines = zip(*table, strict=True)
    return "\n".join(
        "  ".join(one.ljust(width) for one, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _piped(labels: list[str], block: list[list[str]]) -> str:
    table = zip(*[["", *labels], *block], strict=True)
    lines = [[one.replace("|", r"\|") for one in line] for line in table]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _defined(score: Score | None) -> bool:
    return score is not None and score.value is not None
