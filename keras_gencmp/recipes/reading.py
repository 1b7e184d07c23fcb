"""Files of plain data, JSON or TOML, read within limits: none can exhaust the process."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

MAX_BYTES = 2**20
MAX_DEPTH = 20  # a recipe has 5 levels


def read_plain(path: Path, max_bytes: int = MAX_BYTES) -> Any:
    """The value in a .toml file or, for any other suffix, in a JSON file.

    OSError where it cannot be read; ValueError where it is no such file, larger than ``max_bytes``
    or nested deeper than ``MAX_DEPTH``.
    """
    text = read_text(path, max_bytes)
    try:
        value = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except RecursionError as error:
        raise ValueError(f"it is nested deeper than {MAX_DEPTH} levels") from error
    check_depth(value)
    return value


def read_text(path: Path, max_bytes: int) -> str:
    """The text of a UTF-8 file; OSError where it cannot be read, ValueError where it is no such."""
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise ValueError("it is no regular file")
    if path.stat().st_size > max_bytes:
        raise ValueError(f"it is larger than {max_bytes} bytes")
    try:
        return path.read_text(encoding="utf-8-sig")  # editors on Windows begin files with a mark
    except UnicodeDecodeError as error:
        raise ValueError("it is no text in UTF-8: save it as such") from error


def check_depth(value: Any) -> None:
    """ValueError where tables and lists are nested deeper than ``MAX_DEPTH``; not recursive."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [item for each in level for item in _items(each)]
        if not level:
            return
    raise ValueError(f"it is nested deeper than {MAX_DEPTH} levels")


def _items(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list | tuple) else ()
