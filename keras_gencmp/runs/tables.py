"""JSON files of a run as tables, each checked against the types of the keys that are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar, cast

from keras_gencmp.errors import UserError
from keras_gencmp.recipes import checksums
from keras_gencmp.recipes.hints import problem
from keras_gencmp.recipes.reading import read_plain

MAX_BYTES = 2**24  # scores with all their details are some hundred kilobytes
Table = TypeVar("Table")


def read_json(path: Path) -> dict[str, Any]:
    """The table in a JSON file, without its checksum.

    UserError where it is missing, damaged, too large or too deep.
    """
    try:
        table = read_plain(path, MAX_BYTES)
        if not isinstance(table, dict):
            raise ValueError("it holds no table")
        return checksums.opened(table)
    except (OSError, ValueError) as error:
        raise UserError(f"{path} is missing or damaged: {error}") from error


def read_table(hint: type[Table], path: Path, mend: str) -> Table:
    """The table in a JSON file, once it fits a hint; UserError with the ``mend`` otherwise."""
    try:
        table = read_json(path)
    except UserError as error:
        raise UserError(f"{error}; {mend}" if mend else str(error)) from error
    sentence = problem(hint, table, "it")
    if sentence:
        raise UserError(f"{path} is damaged: {sentence.removeprefix('it.')}; {mend}".rstrip("; "))
    return cast(Table, table)
