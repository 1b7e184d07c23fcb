"""A history: rows of numbers by column name, held in memory and in a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from keras_gencmp.errors import UserError
from keras_gencmp.recipes.checksums import KEY, WRONG, of_row
from keras_gencmp.recipes.reading import read_text
from keras_gencmp.runs.files import write_text

Row = dict[str, float]
MAX_BYTES = 2**26


class History:
    """Rows in the order of their first column ("epoch" or "step"), written whole on every flush.

    A history that is opened again holds the rows up to ``last``: what came after is done again.
    """

    def __init__(self, path: Path, key: str, last: int = 0) -> None:
        self.path, self.key = path, key
        rows = read(path, key) if path.exists() else []
        self.rows = [row for row in rows if row[key] <= last]

    def append(self, position: int, values: Mapping[str, float]) -> None:
        """One more row."""
        self.rows.append({self.key: position, **{name: float(v) for name, v in values.items()}})

    def flush(self) -> None:
        """Write all rows; numbers as the shortest text that reads back to the same bits.

        A value that a row lacks is left empty, and reads back as NaN. The last column holds the
        checksums of the rows.
        """
        if self.rows:
            names = list(dict.fromkeys(name for row in self.rows for name in row))
            lines = [[str(row.get(name, "")) for name in names] for row in self.rows]
            buffer = io.StringIO()
            writer = csv.writer(buffer, lineterminator="\n")
            writer.writerow([*names, KEY])
            writer.writerows([*line, of_row(names, line)] for line in lines)
            write_text(self.path, buffer.getvalue())

    def check_reaches(self, position: int) -> None:
        """UserError unless the last row is of this position; without rows it is 0."""
        if position != (self.rows[-1][self.key] if self.rows else 0):
            raise UserError(
                f"{self.path} lacks the rows up to {self.key} {position}: restore it from a copy, "
                "or train a new run"
            )

    def columns(self) -> dict[str, list[float]]:
        """The same numbers column by column."""
        return columns(self.rows)


def read(path: Path, key: str = "epoch", needed: Iterable[str] = ()) -> list[Row]:
    """The rows of a history file, one at least.

    UserError unless every row has a number, or nothing, in every column, the ``needed`` columns
    are there, the first column is ``key``, whole numbers that rise, and all checksums fit.
    """
    try:
        header, lines = _opened(list(csv.reader(io.StringIO(read_text(path, MAX_BYTES)))))
        rows = [dict(zip(header, map(_number, line), strict=True)) for line in lines]
        _check(header, rows, key, needed)
        return rows
    except (OSError, ValueError, csv.Error) as error:
        raise UserError(
            f"{path} is missing or damaged ({error}): restore it from a copy, or train again"
        ) from error


def _opened(lines: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Header and rows without their checksums; ValueError where one does not fit."""
    header, *rows = lines
    if header[-1:] != [KEY]:
        return header, rows
    names = header[:-1]
    if any(row[-1:] != [of_row(names, row[:-1])] for row in rows):
        raise ValueError(WRONG)
    return names, [row[:-1] for row in rows]


def columns(rows: list[Row]) -> dict[str, list[float]]:
    """Rows turned into columns."""
    return {name: [row[name] for row in rows] for name in (rows[0] if rows else {})}


def _check(header: list[str], rows: list[Row], key: str, needed: Iterable[str]) -> None:
    """ValueError unless the columns and positions are those of a history."""
    if not rows or header[0] != key or len({*header}) < len(header):
        raise ValueError(f"it holds no rows by {key}")
    missing = [name for name in needed if name not in header]
    if missing:
        raise ValueError(f"it lacks the column {', '.join(missing)}")
    positions = [row[key] for row in rows]
    rising = all(one < other for one, other in zip([0, *positions], positions, strict=False))
    if not rising or not all(isinstance(position, int) for position in positions):
        raise ValueError(f"the numbers of its column {key} do not rise")


def _number(text: str) -> float:
    return int(text) if text.isdecimal() else float(text or "nan")
