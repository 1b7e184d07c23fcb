"""Advice about names that are no dataset: what was probably meant, or what to do with a file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from keras_gencmp.data import registry
from keras_gencmp.data.images.suffixes import is_image
from keras_gencmp.data.mends import ARCHIVES, MENDS
from keras_gencmp.data.registry import Source

ALIKE = 0.7  # of two names one of which may be a slip of the other, as difflib counts
ADDRESS = re.compile(r"[a-z0-9+]{2,}://", re.I)
# The beginnings of paths, and a drive of Windows, none of which names of datasets have.
PATH_LIKE = re.compile(r"[./~\\]|[a-z]:[\\/]", re.I)


def suggestion(dataset: str, known: Iterable[str]) -> str:
    """What may have been meant by a name that is no dataset; ``known`` are names that are."""
    if ADDRESS.match(dataset):
        return "data are read from files here: download them, and name them as folder:PATH"
    path = Path(dataset).expanduser()
    if dataset.strip("\0") == dataset and dataset and path.exists():
        return mend_of(path) or f"did you mean {' or '.join(_readers(dataset, path))}?"
    if PATH_LIKE.match(dataset):
        return "there is no such folder or file: write folder:PATH or npz:PATH"
    return _alike(dataset, known)


def other_reader(source: Source, path: Path) -> str:
    """What reads a file that exists, where a source was named that does not; "" if unknown."""
    if ADDRESS.match(str(path).replace(":/", "://")):
        return "; data are read from files here, so download them"
    if not path.exists():
        return ""
    found = [row for row in registry.rows() if row.suffixes and _ends(path, row.suffixes)]
    if found and found[0] != source:
        return f", or {found[0].name}:{path}"
    mend = mend_of(path)
    return f"; {mend}" if mend else ""


def mend_of(path: Path) -> str:
    """What to do with a file that no source reads; "" for others."""
    if path.is_dir() or any(_ends(path, row.suffixes or ("/",)) for row in registry.rows()):
        return ""
    if is_image(path.name):
        return f"one image is no dataset: name its folder, folder:{path.parent}"
    if _ends(path, ARCHIVES):
        return "unpack it and name the folder, or pack it as .zip"
    mend = MENDS.get(path.suffix.lower(), "")
    return f"files ending in {path.suffix} are not read: {mend}" if mend else ""


def _readers(dataset: str, path: Path) -> list[str]:
    """The names by which sources would read a path."""
    kinds = ("folder", "path") if path.is_dir() else ("file", "path")
    by_kind = [row for row in registry.rows() if row.argument in kinds]
    by_name = [row for row in registry.rows() if _ends(path, row.suffixes or ("/",))]
    return [f"{row.name}:{dataset}" for row in by_name or by_kind]


def _alike(dataset: str, known: Iterable[str]) -> str:
    """The name that is most like another, whatever the case, or all ways to name datasets."""
    names = {name.lower(): name for name in [*known, *registry.SOURCES]}
    base = dataset.lower().partition(":")[0].partition("/")[0].strip()
    first, joint, rest = base.partition("-")
    if base not in names and joint and first in names and first not in registry.SOURCES:
        return f"did you mean '{names[first]}/{rest}'?"
    close = get_close_matches(base, names, n=1, cutoff=ALIKE)
    return f"did you mean {names[close[0]]!r}?" if close else f"choose from {registry.menu()}"


def _ends(path: Path, suffixes: tuple[str, ...]) -> bool:
    return path.name.lower().endswith(suffixes)
