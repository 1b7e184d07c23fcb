"""A history: rows of numbers by column name, kept in memory and in a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from keras_gencmp.errors import UserError
from keras_gencmp.runs.run import write_text

Row = dict[str, float]


class History:
    """Rows in the order of their first column ("epoch" or "step"), written whole on every flush.

    A history that is opened again keeps the rows up to ``last``: what came after is done again.
    """

    def __init__(self, path: Path, key: str, last: int = 0) -> None:
        self.path, self.key = path, key
        self.rows = [row for row in read(path) if row[key] <= last] if path.exists() else []

    def append(self, position: int, values: Mapping[str, float]) -> None:
        """One more row."""
        self.rows.append({self.key: position, **{name: float(v) for name, v in values.items()}})

    def flush(self) -> None:
        """Write all rows; numbers as the shortest text that reads back to the same bits.

        A value that a row lacks is left empty, and reads back as NaN.
        """
        if self.rows:
            buffer, names = io.StringIO(), dict.fromkeys(name for row in self.rows for name in row)
            writer = csv.DictWriter(buffer, list(names), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)
            write_text(self.path, buffer.getvalue())

    def columns(self) -> dict[str, list[float]]:
        """The same numbers column by column."""
        return columns(self.rows)


def read(path: Path) -> list[Row]:
    """The rows of a history file."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            return [
                {name: _number(text) for name, text in row.items()} for row in csv.DictReader(file)
            ]
    except (OSError, ValueError, TypeError) as error:
        raise UserError(f"{path} is missing or damaged: {error}") from error


def columns(rows: list[Row]) -> dict[str, list[float]]:
    """Rows turned into columns."""
    return {name: [row[name] for row in rows] for name in (rows[0] if rows else {})}


def _number(text: str) -> float:
    return int(text) if text.isdigit() else float(text or "nan")
