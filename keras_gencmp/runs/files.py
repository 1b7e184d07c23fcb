"""The one way in which the package writes: a file or folder appears whole, or not at all.

What is written lies beside its destination under a hidden name first, is flushed to the disk, and
then takes its name in one step. A full disk or a killed process leaves the old file as it was.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from keras_gencmp.errors import UserError
from keras_gencmp.recipes import checksums

UNFINISHED = ".unfinished"
ESCAPED = "backslashreplace"  # as \\udce4, which is how Python reads a byte of a path as text
FIGURES = (".png", ".svg", ".pdf")  # the formats of figures
LEFT_BEHIND = 3600.0  # seconds after which an unfinished file outside of a run has no writer


class WriteError(UserError, OSError):
    """A file that cannot be written: its name, the system's reason, and that the old one is safe.

    It is an OSError too, so that a cache that cannot be written is passed over.
    """

    def __init__(self, path: Path, error: OSError) -> None:
        reason = error.strerror or str(error) or type(error).__name__
        before = "what was there before is whole" if path.exists() else "nothing is left of it"
        super().__init__(f"cannot write {path}: {reason}; {before}")
        self.errno, self.strerror = error.errno, reason

    def __str__(self) -> str:
        """The sentence, where OSError would print its number."""
        return str(self.args[0])


@contextmanager
def atomic_file(path: Path) -> Iterator[IO[bytes]]:
    """An open binary file that takes the name ``path`` when the block ends without an error.

    The folder is made where it is missing. WriteError where the system refuses.
    """
    unfinished = _beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # "x" lets the system apply the user's umask, which a temporary file would not.
        with open(unfinished, "x+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise _clear(error, path) from None
    _sync_folder(path.parent)


@contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """An empty folder that takes the name ``path``, not yet in use, when the block ends well."""
    unfinished = _beside(path)
    try:
        unfinished.mkdir()
        yield unfinished
        _sync_tree(unfinished)
        os.rename(unfinished, path)
    except BaseException as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise _clear(error, path) from None
    _sync_folder(path.parent)


def write_bytes(path: Path, content: bytes) -> None:
    """A file of these bytes, whole or not at all."""
    with atomic_file(path) as file:
        file.write(content)


def write_text(path: Path, content: str) -> None:
    """A UTF-8 text file, whole or not at all; a byte of a name that is no text is its escape."""
    write_bytes(path, content.encode(errors=ESCAPED))


def write_json(path: Path, table: Mapping[str, Any]) -> None:
    """A JSON file with the checksum of its table, whole or not at all."""
    write_text(path, json.dumps(checksums.sealed(table), indent=2) + "\n")


def append_line(path: Path, line: str) -> None:
    """Add a line to a text file."""
    try:
        with path.open("a", encoding="utf-8", errors=ESCAPED) as file:
            print(line, file=file)
    except OSError as error:
        raise WriteError(path, error) from error


def known_suffix(path: Path, allowed: tuple[str, ...]) -> str:
    """The lower-case suffix of `path`; UserError that names those allowed where it is another."""
    suffix = path.suffix.lower()
    if suffix not in allowed:
        raise UserError(f"{path} must end in {', '.join(allowed[:-1])} or {allowed[-1]}")
    return suffix


def check_writable(path: Path) -> None:
    """UserError unless a file or folder can be made at ``path`` or, there already, be replaced.

    Nothing is made: the nearest folder above that is there has to allow it.
    """
    parents = path.absolute().parents
    above = path if path.is_dir() else next(folder for folder in parents if folder.exists())
    if not above.is_dir():
        raise UserError(f"cannot write {path}: {above} is a file, not a folder")
    if not os.access(above, os.W_OK | os.X_OK):
        raise UserError(f"cannot write {path}: {above} allows you to write no files")


def remove_unfinished(folder: Path) -> None:
    """Remove all that killed processes left unfinished in a folder and in those within it.

    Nobody else may be writing there, as in a run whose lock this process holds.
    """
    for path in folder.rglob(f".*{UNFINISHED}"):
        _remove(path)


def remove_left_behind(folder: Path) -> None:
    """Remove what was left unfinished directly in a folder, and is so old that it has no writer.

    Others may be writing in the folder and below it.
    """
    for path in folder.glob(f".*{UNFINISHED}"):
        with suppress(FileNotFoundError):  # its writer has just finished
            if time.time() - path.lstat().st_mtime >= LEFT_BEHIND:
                _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _clear(error: BaseException, path: Path) -> BaseException:
    """A system's error as a WriteError; any other one as it is."""
    if isinstance(error, OSError) and not isinstance(error, UserError):
        return WriteError(path, error)
    return error


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
