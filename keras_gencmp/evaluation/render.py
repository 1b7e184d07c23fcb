"""Tables as text: on a terminal, in a file, as Markdown, and as JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from keras_gencmp.evaluation import statement
from keras_gencmp.evaluation.score import Row, to_json
from keras_gencmp.evaluation.table import Columns, Table, tables
from keras_gencmp.terminal.console import clean
from keras_gencmp.terminal.markdown import markdown_text

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

WIDTH = 110  # characters of a line where no terminal says how many it has
GAP = 2  # between columns


class Block(NamedTuple):
    """Some columns of a table: their heads, and the cells of each, row by row."""

    heads: list[str]
    cells: list[list[str]]

    def lines(self, rows: Sequence[Row]) -> Iterator[tuple[Row, list[str]]]:
        """The rows that have a cell in these columns, with their cells."""
        for row, *cells in zip(rows, *self.cells, strict=True):
            if any(cells):
                yield row, cells


def write(rows: Iterable[Row], columns: Columns, console: Console) -> None:
    """Print the tables in blocks of columns that fit the console; without styles on a pipe."""
    for number, table in enumerate(tables(rows, columns)):
        if number:
            console.print()
        console.print(_text(table.title, "bold"), soft_wrap=not console.is_terminal)
        console.print()
        for block in blocks(table, console.width):
            console.print(_grid(table.rows, block))
            console.print()
        for remark in table.remarks:
            console.print(_text(remark), soft_wrap=not console.is_terminal)


def text(rows: Iterable[Row], columns: Columns, width: int = WIDTH) -> str:
    """The tables as plain text, in blocks of columns that fit the width."""
    from rich.console import Console

    file = io.StringIO()
    write(rows, columns, Console(file=file, width=width, color_system=None, force_terminal=False))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def markdown(rows: Iterable[Row], columns: Columns) -> str:
    """The tables as Markdown, in blocks of columns."""
    parts = []
    for table in tables(rows, columns):
        grids = [_piped(table.rows, block) for block in blocks(table, WIDTH)]
        remarks = "\n".join(map(markdown_text, table.remarks))
        parts.append("\n\n".join([markdown_text(table.title), *grids, remarks]))
    return clean("\n\n".join(parts)) + "\n"


def as_json(rows: Iterable[Row]) -> str:
    """Every score with all that belongs to it, and every row with its protocol."""
    return json.dumps([_in_json(row) for row in rows], indent=2) + "\n"


def _in_json(row: Row) -> dict[str, Any]:
    scores = {name: to_json(score) for name, score in row.scores.items()}
    protocol = statement.to_json(row.protocol, row.scores) if row.protocol else None
    plain = {"scores": scores, "protocol": protocol, "alarms": dict(row.alarms)}
    return row._asdict() | plain


def blocks(table: Table, width: int) -> list[Block]:
    """The columns in blocks that fit beside the names of the rows; one at least in each.

    Columns that every row has a cell in, and those that only some have, share no block.
    """
    packed: list[Block] = []
    names, room = max(len(row.name) for row in table.rows), 0
    for head, cells in zip(table.heads, table.cells, strict=True):
        own = max(map(len, [head, *cells])) + GAP
        if own > room or all(cells) != all(packed[-1].cells[-1]):
            packed.append(Block([], []))
            room = width - names
        packed[-1].heads.append(head)
        packed[-1].cells.append(cells)
        room -= own
    return packed


def _grid(rows: Sequence[Row], block: Block) -> RenderableType:
    from rich.table import Table as Grid

    grid = Grid(box=None, padding=(0, 0, 0, GAP), pad_edge=False, header_style="bold")
    grid.add_column("", overflow="fold")
    for head in block.heads:
        grid.add_column(_text(head), overflow="fold")
    for row, cells in block.lines(rows):
        style = "dim" if row.baseline else ""
        grid.add_row(_text(row.name), *map(_text, cells), style=style)
    return grid


def _text(words: str, style: str = "") -> RenderableType:
    """Words as they are, but for control characters: brackets are no markup here."""
    from rich.text import Text

    return Text(clean(words), style)


def _piped(rows: Sequence[Row], block: Block) -> str:
    lines = [["", *map(_cell, block.heads)], ["---"] * (len(block.heads) + 1)]
    for row, cells in block.lines(rows):
        lines.append([markdown_text(row.name), *map(_cell, cells)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(words: str) -> str:
    """Our own words in a cell of a table."""
    return words.replace("|", r"\|")
