"""Baseline scores on disk, so that a table is quick the second time."""

from __future__ import annotations

from keras_gencmp.data.cache import directory
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.score import Score, from_table, to_table
from keras_gencmp.runs.files import write_json
from keras_gencmp.runs.tables import read_json

VERSION = 2  # raised whenever a definition changes, so that no old number stands in a new table

Rows = dict[str, dict[str, Score]]


def read(key: str) -> Rows:
    """The rows known for a protocol; none where the file is missing or damaged."""
    try:
        table = read_json(_file(key))
        return {
            row: {name: from_table(score) for name, score in scores.items()}
            for row, scores in table.items()
        }
    except (UserError, TypeError, KeyError, AttributeError):
        return {}


def write(key: str, rows: Rows) -> None:
    """Keep the rows of a protocol; a cache that cannot be written is no error."""
    path = _file(key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_json(
            path,
            {
                row: {name: to_table(score) for name, score in scores.items()}
                for row, scores in rows.items()
            },
        )
    except OSError:
        return


def _file(key: str):
    return directory() / "baselines" / f"{key}-v{VERSION}.json"
