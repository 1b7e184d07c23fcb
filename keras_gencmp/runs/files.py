"""The one way in which the package writes: a file or folder appears whole, or not at all.

What is written lies beside its destination under a hidden name first, is flushed to the disk, and
then takes its name in one step. A full disk or a killed process leaves the old file as it was.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

UNFINISHED = ".unfinished"


@contextmanager
def atomic_file(path: Path) -> Iterator[IO[bytes]]:
    """An open binary file that takes the name ``path`` when the block ends without an error."""
    unfinished = _beside(path)
    try:
        # "x" lets the system apply the user's umask, which a temporary file would not.
        with open(unfinished, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


@contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """An empty folder that takes the name ``path``, not yet in use, when the block ends well."""
    unfinished = _beside(path)
    unfinished.mkdir()
    try:
        yield unfinished
        _sync_tree(unfinished)
        os.rename(unfinished, path)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _sync_folder(path.parent)


def write_bytes(path: Path, content: bytes) -> None:
    """A file of these bytes, whole or not at all."""
    with atomic_file(path) as file:
        file.write(content)


def write_text(path: Path, content: str) -> None:
    """A UTF-8 text file, whole or not at all."""
    write_bytes(path, content.encode())


def write_json(path: Path, table: Mapping[str, Any]) -> None:
    """A JSON file, whole or not at all."""
    write_text(path, json.dumps(table, indent=2) + "\n")


def remove_unfinished(folder: Path) -> None:
    """Remove what killed processes left unfinished in a folder and in those within it."""
    for path in folder.rglob(f".*{UNFINISHED}"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    """A hidden name in the same folder, so that a rename is one step within one file system."""
    return path.with_name(f".{secrets.token_hex(8)}{UNFINISHED}")


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        elif path.is_dir():
            _sync_folder(path)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Flush a folder, so that a rename in it outlives a power cut; some systems cannot."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
