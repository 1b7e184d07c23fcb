"""``folder:PATH``: image files in a folder or a zip archive, in folders of classes or without."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import numpy as np

from keras_gencmp.data import cache
from keras_gencmp.data import options as dataset_options
from keras_gencmp.data.folders.findings import (
    nothing_found,
    of_empty,
    of_labels,
    of_layout,
    reading_of,
    unreadable,
)
from keras_gencmp.data.folders.layout import (
    UNNAMED,
    Listing,
    class_names,
    joined,
    parts_of,
    splits_of,
    without_classes,
)
from keras_gencmp.data.folders.looks import Unread, reason
from keras_gencmp.data.folders.survey import Decisions, damaged, decide, headers_of
from keras_gencmp.data.folders.tree import Archive, Folder, open_tree
from keras_gencmp.data.images.arrays import Target
from keras_gencmp.data.images.colour import flatten
from keras_gencmp.data.images.decoding import Unreadable, decode
from keras_gencmp.data.images.resizing import resize
from keras_gencmp.data.images.suffixes import is_image
from keras_gencmp.data.labels import printable
from keras_gencmp.data.names import check_options
from keras_gencmp.data.options import Options
from keras_gencmp.data.registry import SOURCES
from keras_gencmp.data.sources import idx, table
from keras_gencmp.data.splits import UNLABELLED, RawSplits, Split, stratified_order
from keras_gencmp.errors import UserError
from keras_gencmp.terminal import console

# Decoded images above this many bytes are written to disk and streamed.
IN_MEMORY_BYTES = 2**30
# Files that systems leave behind.
HIDDEN = (".", "__macosx", "thumbs.db", "desktop.ini", "@eadir", "#recycle", "$recycle.bin")


def read(argument: str, size: int, channels: int, data_dir: str | None) -> RawSplits:
    """The images below a folder or in a zip archive, every one decoded once.

    :mod:`.layout` says which folder is which split and class, :mod:`.survey` what is decided for
    all images. Without folders of splits everything is the training split, in an order in which
    every class is spread out evenly. UserError for a missing or empty folder, and for files that
    cannot be read, which are all named.
    """
    path, options = dataset_options.separate(argument)
    root = Path(path).expanduser()
    if root.is_dir() and not _has_images(root):
        for name, other in {"idx": idx, "csv": table}.items():
            if "train" in " ".join(other.files_in(root)):
                check_options(SOURCES[name], dataset_options.split(argument)[1])
                return other.read(argument, size, channels, data_dir)
    refuse_named_labels(options, root)
    with open_tree(root) as tree:
        return _read(tree, Target(size, channels, options), {})


def refuse_named_labels(options: Options, root: Path) -> None:
    """UserError where options name labels, which the folders of classes are."""
    if options.labels not in ("", "none"):
        raise UserError(
            f"labels={options.labels} names nothing in {root}, whose folders are the classes: "
            "leave it out, or write labels=none"
        )


def _has_images(root: Path) -> bool:
    return any(is_image(name) for name in Folder(root).names())


def _read(tree: Folder | Archive, target: Target, skipped: Unread) -> RawSplits:
    """The splits of a tree without the files that are skipped."""
    names = [name for name in tree.names() if not is_hidden(name)]
    kept = [name for name in names if is_image(name) and name not in skipped]
    if not kept:
        raise UserError(nothing_found(tree.root, names, skipped))
    twice = tree.twice(kept)
    if twice:
        raise UserError(
            f"{tree.root / twice[0]} and {tree.root / twice[1]} are links to the same folder: "
            "remove one of them"
        )
    listings = splits_of(kept, tree.root, splits=target.options.splits != "none")
    if target.options.labels == "none":
        listings = {split: without_classes(listing) for split, listing in listings.items()}
    kept = [name for listing in listings.values() for each in listing.values() for name in each]
    headers, unread = headers_of(tree, kept)
    if unread:
        return _without(tree, target, skipped, unread)
    parts = parts_of(listings, tree.root)
    decisions, unread = decide(tree, headers, target.channels, target.options, parts)
    if unread:
        return _without(tree, target, skipped, unread)
    folders = class_names(listings["train"])
    classes = tuple("all" if name == UNNAMED else printable(name) for name in folders)
    ordered = {split: _ordered(listing, folders) for split, listing in listings.items()}
    files = [name for split_files, _ in ordered.values() for name in split_files]
    images = _images(tree, files, target, decisions, unread)
    if unread:
        return _without(tree, target, skipped, unread)
    splits = _sliced(images, {split: labels for split, (_, labels) in ordered.items()})
    others = [name for name in names if not is_image(name)]
    reading = reading_of(headers, decisions, target, skipped, others)
    visible = [each for each in tree.folders() if not is_hidden(str(each))]
    notices = of_layout(joined(listings)) + of_empty(visible, names, folders)
    if folders == (UNNAMED,) and target.options.labels != "none":
        notices += of_labels(listings["train"][UNNAMED], others)
    reading = reading._replace(notices=(*reading.notices, *notices))
    held_out = splits.get("validation"), splits.get("test")
    return RawSplits(splits["train"], *held_out, classes, reading=reading)


def _without(tree: Folder | Archive, target: Target, skipped: Unread, unread: Unread) -> RawSplits:
    """The splits without files that cannot be read, or UserError that names them all."""
    if target.options.skip_unreadable:
        return _read(tree, target, skipped | unread)
    names = [name for name in tree.names() if is_image(name) and not is_hidden(name)]
    raise UserError(unreadable(tree.root, unread | damaged(tree, names)))


def is_hidden(name: str) -> bool:
    """Whether the file, or a folder on the way to it, has a name that hides it."""
    return any(part.lower().startswith(HIDDEN) for part in PurePosixPath(name).parts)


def _ordered(listing: Listing, folders: tuple[str, ...]) -> tuple[list[str], np.ndarray]:
    """The files of one split with their labels int64 (n,), every class spread out evenly."""
    index = {UNNAMED: UNLABELLED} | {name: number for number, name in enumerate(folders)}
    pairs = [
        (file, index[name])
        for name in sorted(listing)
        for file in sorted(listing[name], key=lambda file: PurePosixPath(file).parts)
    ]
    labels = np.array([label for _, label in pairs], np.int64)
    order = stratified_order(labels)
    return [pairs[position][0] for position in order], labels[order]


def _images(
    tree: Folder | Archive, files: list[str], target: Target, decisions: Decisions, unread: Unread
) -> np.ndarray:
    """The files' images, uint8 (n, size, size, channels): in memory, or memory-mapped."""
    shape = (len(files), target.size, target.size, decisions.channels)
    images = decoded(tree, files, target, decisions, unread)
    if math.prod(shape) <= IN_MEMORY_BYTES:
        array = np.empty(shape, np.uint8)
        for index, image in enumerate(images):
            array[index] = image
        return array
    console.note(f"gencmp: streaming {len(files)} images from {cache.directory()}")
    facts = (shape, files, target, decisions)
    key = cache.fingerprint(tree.sources(files), *facts)
    try:
        return cache.memory_mapped(key, shape, _whole(images, unread))
    except _Damaged:
        return np.empty((0, *shape[1:]), np.uint8)


class _Damaged(Exception):
    """Ends the writing of a cache: some files could not be decoded."""


def _whole(images: Iterator[np.ndarray], unread: Unread) -> Iterator[np.ndarray]:
    """The images, and in the end `_Damaged` if some could not be read."""
    yield from images
    if unread:
        raise _Damaged


def decoded(
    tree: Folder | Archive, files: list[str], target: Target, decisions: Decisions, unread: Unread
) -> Iterator[np.ndarray]:
    """Each image; of a damaged file an empty one, and its name among those that are unread."""
    empty = np.zeros((target.size, target.size, decisions.channels), np.uint8)
    for name in files:
        try:
            with tree.opened(name) as file:
                image = decode(file, decisions.deep, decisions.shallow)[np.newaxis]
        except (Unreadable, OSError) as error:
            unread[name] = reason(error)
            yield empty
            continue
        if image.shape[-1] == 4:
            image = flatten(image, decisions.background or "white")
        yield resize(image, target.size, decisions.channels, target.options.fit)[0]


def _sliced(images: np.ndarray, labels: dict[str, np.ndarray]) -> dict[str, Split]:
    """The splits as consecutive slices of one array, which leaves a memory map a memory map."""
    splits, first = {}, 0
    for name, split_labels in labels.items():
        last = first + len(split_labels)
        splits[name] = Split(images[first:last], split_labels)
        first = last
    return splits
