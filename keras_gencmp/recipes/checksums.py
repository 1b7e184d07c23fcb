"""Checksums of content: what a disk or a copy has changed is found before it is used.

A JSON file holds that of its table under the key "checksum", a CSV file one for each row in its
last column of that name, and a cached array ends in one. Archives of arrays need none: the zip
format has its own. A file without a checksum, as one written by hand, is read as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

KEY = "checksum"
CHUNK = 2**20
WRONG = (
    f"its {KEY} does not fit, as after a change by hand: without its line {KEY!r} it is taken as "
    "it is"
)


def sealed(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table of JSON with its checksum."""
    return {**table, KEY: _of_table(table)}


def opened(table: Mapping[str, Any]) -> dict[str, Any]:
    """The table without its checksum; ValueError where it has one that does not fit."""
    content = {key: value for key, value in table.items() if key != KEY}
    if KEY in table and table[KEY] != _of_table(content):
        raise ValueError(WRONG)
    return content


def of_row(header: Iterable[str], cells: Iterable[str]) -> str:
    """The checksum of a row of texts under its header: CRC-32, and no number to any reader."""
    text = "\n".join([*header, "", *cells])
    return f"x{zlib.crc32(text.encode()):08x}"


def append(file: IO[bytes]) -> None:
    """End a binary file, open for reading and writing, with the checksum of all before it."""
    file.flush()
    file.seek(0)
    digest = _of_bytes(file, -1)
    file.seek(0, os.SEEK_END)
    file.write(digest)


def fits(path: Path) -> bool:
    """Whether a binary file ends in the checksum of all before it; OSError if it is not there."""
    with path.open("rb") as file:
        length = path.stat().st_size - len(hashlib.sha256().digest())
        return length >= 0 and _of_bytes(file, length) == file.read()


def _of_table(table: Mapping[str, Any]) -> str:
    """The first 16 digits of the SHA-256 of the content, however it is set in lines."""
    plain = json.loads(json.dumps(table))
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _of_bytes(file: IO[bytes], length: int) -> bytes:
    """The SHA-256 of the next ``length`` bytes, of all with a negative length."""
    sha = hashlib.sha256()
    while length and (chunk := file.read(CHUNK if length < 0 else min(CHUNK, length))):
        sha.update(chunk)
        length -= len(chunk) if length > 0 else 0
    return sha.digest()
