"""What is said of a folder of images: what was found and done, what is missing or damaged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath

from keras_gencmp.data.folders.looks import Unread
from keras_gencmp.data.folders.nodes import quoted
from keras_gencmp.data.folders.survey import (
    Decisions,
    Headers,
    modes_in_words,
    sizes_in_words,
)
from keras_gencmp.data.images.arrays import Target, step_of_channels, steps_of_resizing
from keras_gencmp.data.images.scaling import BYTES, Scale
from keras_gencmp.data.images.suffixes import SUFFIXES
from keras_gencmp.data.labels import printable
from keras_gencmp.data.mends import MENDS
from keras_gencmp.data.summary import Reading

LISTED = 20  # files that one message names
PREFIX = re.compile(r"([A-Za-z]+|\d+)[ ._-]+[\w ()-]*\.\w+$")  # cat.12.jpg, 7_0031.png


def reading_of(
    headers: Headers, decisions: Decisions, target: Target, skipped: Unread, others: list[str]
) -> Reading:
    """The account of what was found in the files of a folder and done to them.

    ``others`` are the files that are no images.
    """
    sizes = {header.size for header in headers.values()}
    frames = sum(header.frames for header in headers.values())
    done = [
        step_of_channels(decisions.coloured, decisions.channels),
        f"set on {decisions.background}" if decisions.background else "",
        *_scaling(headers, decisions),
        *steps_of_resizing(sizes, target),
        f"read the first frame of {_files(frames)}" if frames else "",
        *of_skipped(skipped),
        f"left alone {kinds_of(others)} files" if others else "",
    ]
    words = sizes_in_words(headers), modes_in_words(headers), decisions.values
    shortest = min(min(size) for size in sizes)
    return Reading(*words, tuple(filter(None, done)), decisions.notices, shortest)


def of_skipped(skipped: Unread) -> list[str]:
    """How many files are left out because they cannot be read, where there are any."""
    return [f"skipped {_files(len(skipped), 'unreadable')}"] if skipped else []


def nothing_found(root: Path, names: list[str], skipped: Unread) -> str:
    """The sentence about a folder without images, with what is there instead and the mend."""
    if skipped:
        return f"no image file in {root} can be read ({len(skipped)}): repair or convert them"
    kinds = Counter(_kind(name) for name in names)
    found = kinds_of(names)
    shown = ", ".join(SUFFIXES)
    if not found:
        return f"{root} holds no images: put {shown} files there"
    known = next((MENDS[kind] for kind, _ in kinds.most_common() if kind in MENDS), "")
    return f"{root} holds no images but {found} files: {known or f'convert them to one of {shown}'}"


def unreadable(root: Path, unread: Unread, skip: str = "--skip-unreadable") -> str:
    """The sentence about files that cannot be read; ``skip`` is how the others are."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in unread.items():
        by_reason.setdefault(reason, []).append(printable(name))
    if len(unread) == 1:
        (reason, (name,)), *_ = by_reason.items()
        return f"{root}/{name} {reason} or remove it, or read the others with {skip}"
    each = [
        f"{'each of ' * (len(names) > 1)}{_some(names)} {reason} or remove it"
        for reason, names in by_reason.items()
    ]
    return (
        f"{len(unread)} files in {root} cannot be read: {'; '.join(each)}; "
        f"or read the others with {skip}"
    )


def _files(count: int, kind: str = "") -> str:
    """So many files of a kind, as in "1 unreadable file"."""
    return f"{count} {kind} file{'s' * (count != 1)}".replace("  ", " ")


def _some(names: list[str]) -> str:
    """The first names, and how many there are besides."""
    more = len(names) - LISTED
    return ", ".join(names[:LISTED]) + (f" and {more} more" if more > 0 else "")


def kinds_of(names: list[str]) -> str:
    """How many files of which kinds there are, the most frequent ones: "60 .dcm, 1 .txt"."""
    kinds = Counter(_kind(name) for name in names)
    return ", ".join(f"{count} {kind or 'nameless'}" for kind, count in kinds.most_common(4))


def of_layout(joined: tuple[str, list[str]] | None) -> list[str]:
    """A sentence about a class whose images lie in several folders."""
    if joined is None:
        return []
    name, folders = joined
    return [
        f"images in {quoted(folders)} are all of the class {name!r}: if these folders are the "
        "classes, put them side by side"
    ]


def of_empty(
    folders: Iterable[PurePosixPath], names: Iterable[str], classes: Collection[str]
) -> list[str]:
    """A sentence about empty folders beside those of classes; ``names`` are those of all files."""
    paths = [PurePosixPath(name) for name in names]
    filled = {parent for path in paths for parent in path.parents}
    places = {folder.parent for folder in filled if folder.name in classes}
    empty = [str(each) for each in folders if each not in filled and each.parent in places]
    if not empty:
        return []
    which = "is empty and no class" if len(empty) == 1 else "are empty and no classes"
    return [f"{quoted(empty)} {which}: put images there, or remove what is not needed"]


def of_labels(images: list[str], others: list[str]) -> list[str]:
    """A sentence about labels that are not read: in a table, or in the names of training images."""
    if any(name.lower().endswith((".csv", ".tsv", ".json", ".xlsx")) for name in others):
        return [
            f"a table beside the images ({kinds_of(others)}) is not read: if it has their classes, "
            "put the images into folders of their classes"
        ]
    begins = Counter(
        match[1] for name in images if (match := PREFIX.match(PurePosixPath(name).name))
    )
    named = sum(begins.values()) == len(images) and 1 < len(begins) <= len(images) / 4
    if not named:
        return []
    return [
        f"names of files begin with {len(begins)} different words, as {min(begins)!r}: if these "
        "are classes, put the images into folders called so"
    ]


def _kind(name: str) -> str:
    suffixes = PurePosixPath(name.lower()).suffixes
    return next((each for each in suffixes if each in MENDS), suffixes[-1] if suffixes else "")


def _any_deep(headers: Headers) -> bool:
    return any(header.deep for header in headers.values())


def _scaling(headers: Headers, decisions: Decisions) -> list[str]:
    """What was done to values that are not those of 8 bits, in words."""
    scales: list[Scale] = [decisions.deep] if _any_deep(headers) else []
    scales += [decisions.shallow] if decisions.shallow[:2] != BYTES[:2] else []
    return [f"scaled from {scale}" for scale in scales]
