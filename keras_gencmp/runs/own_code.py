"""Own code of a run: digests and copies of the files outside the package that its recipe names.

A run goes on, and is compared, only with the code that it began with. Runs of early versions have
no digests, and nothing is checked of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from keras_gencmp.errors import UserError
from keras_gencmp.registry import source_file
from keras_gencmp.runs.files import write_bytes
from keras_gencmp.runs.run import Run
from keras_gencmp.terminal import console

PACKAGE = "keras_gencmp"
DIGITS = 16  # of a digest, of 64: an accident gives no two files the same


def digests(paths: Iterable[str]) -> dict[str, str]:
    """The digests of the sources of paths of code, by the source.

    A source is "file.py" or "package.module". What belongs to this package, or is no file of
    Python, has none.
    """
    sources = {path.rpartition(":")[0] for path in paths}
    known = {source: digest(source) for source in sorted(sources) if not _is_ours(source)}
    return {source: found for source, found in known.items() if found}


def digest(source: str) -> str:
    """The start of the SHA-256 of a source's file, in hexadecimal; empty where there is no file."""
    file = source_file(source)
    return sha256(file.read_bytes()).hexdigest()[:DIGITS] if file else ""


def keep(folder: Path, sources: Mapping[str, str]) -> None:
    """Write copies of sources into a folder."""
    for source, name in names_of_copies(sources).items():
        if file := source_file(source):
            write_bytes(folder / name, file.read_bytes())


def names_of_copies(sources: Iterable[str]) -> dict[str, str]:
    """The name of the copy of each source: that of its file, or its whole path if two share it."""
    files = {source: Path(_path(source)).name for source in sources}
    names = list(files.values())
    return {
        source: name if names.count(name) == 1 else _path(source).strip("/.").replace("/", "-")
        for source, name in files.items()
    }


def changed(recorded: Mapping[str, str]) -> list[str]:
    """The sources that are no longer what they were, or no longer there."""
    return [source for source, before in recorded.items() if digest(source) != before]


def check(run: Run) -> None:
    """UserError where a source of a run is not the one that it began with."""
    for source in changed(_recorded(run)):
        raise UserError(
            f"{_what(source)} since {run.name} began: put back the file that it began with, which "
            f"is kept as {copy_of(run, source)}, or train anew"
        )


def check_all(folder: Path) -> None:
    """UserError where a source of any run in a folder, however deep, is not the one it began with.

    Nothing of a run is trusted or executed.
    """
    for file in sorted(folder.rglob("recipe.json")):
        if (run := Run(file.parent)).environment_file.exists():
            check(run)


def check_declared(recorded: Mapping[str, str] | None, folder: Path) -> None:
    """UserError where a source is not the one with which the study in a folder was declared."""
    for source in changed(recorded or {}):
        raise UserError(
            f"{_what(source)} since {folder} was begun: put the file back as it was, or name a new "
            "folder with -o"
        )


def note_changes(run: Run) -> None:
    """A line on stderr for each source of a run that is not the one that it began with."""
    for source in changed(_recorded(run)):
        console.note(
            f"{_what(source)} since {run.name} was trained, and is used as it is now: "
            f"{copy_of(run, source)} is the file that it was trained with"
        )


def copy_of(run: Run, source: str) -> Path:
    """The copy of a source that a run keeps."""
    return run.code / names_of_copies(_recorded(run))[source]


def _recorded(run: Run) -> Mapping[str, str]:
    return run.environment.get("code", {}) if run.environment_file.exists() else {}


def _what(source: str) -> str:
    return f"{source} has changed" if source_file(source) else f"{source} is no longer there"


def _path(source: str) -> str:
    return source if source.endswith(".py") else f"{source.replace('.', '/')}.py"


def _is_ours(source: str) -> bool:
    return source == PACKAGE or source.startswith(f"{PACKAGE}.")
