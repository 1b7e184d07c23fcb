"""``folder:PATH``: a folder of image files, with one subfolder for each class or without."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from keras_gencmp.data import cache
from keras_gencmp.data.decoding import SUFFIXES, check, decode
from keras_gencmp.data.splits import RawSplits, Split, stratified_order
from keras_gencmp.errors import UserError
from keras_gencmp.terminal import console

# Decoded images above this many bytes are written to disk and streamed.
IN_MEMORY_BYTES = 2**30
SPLIT_FOLDERS = {"train": "train", "val": "validation", "validation": "validation", "test": "test"}

# The image files of each class.
Listing = dict[str, list[Path]]


def read(argument: str, size: int, channels: int, data_dir: str | None) -> RawSplits:
    """The images below the folder ``argument``, every one decoded once.

    Folders ``train``, ``test`` and ``validation`` (or ``val``) on top are the splits; without them
    everything is the training split, in an order in which every class is spread out evenly.
    UserError for a missing or empty folder and for the first file that is not an image.
    """
    root = Path(argument).expanduser()
    listings = _listings(root)
    classes = tuple(sorted(listings["train"]))
    files, labels = {}, {}
    for name, listing in listings.items():
        files[name], labels[name] = _ordered(listing, classes, root)
    paths = [file for split_files in files.values() for file in split_files]
    check(paths)
    images = _decoded(paths, size, channels)
    splits = _sliced(images, labels)
    return RawSplits(splits["train"], splits.get("validation"), splits.get("test"), classes)


def _listings(root: Path) -> dict[str, Listing]:
    """The files of each split and class."""
    if not root.is_dir():
        raise UserError(f"there is no folder {root}: write folder:PATH with the path of a folder")
    names = {folder.name for folder in _subfolders(root)}
    if "train" in names and names <= SPLIT_FOLDERS.keys():
        return {SPLIT_FOLDERS[name]: _listing(root / name) for name in sorted(names)}
    return {"train": _listing(root)}


def _listing(folder: Path) -> Listing:
    """The image files of each class: a subfolder is a class, a folder without any is ``all``."""
    own = _images(folder, "*")
    classes = {sub.name: _images(sub, "**/*") for sub in _subfolders(folder)}
    classes = {name: files for name, files in classes.items() if files}
    if own and classes:
        raise UserError(
            f"{folder} has images both beside and inside its subfolders: "
            "move the ones beside into a subfolder of their class"
        )
    if not own and not classes:
        raise UserError(f"{folder} holds no images: put {', '.join(SUFFIXES)} files there")
    return classes or {"all": own}


def _subfolders(folder: Path) -> list[Path]:
    """The folders within, but not hidden ones and what archives leave behind."""
    hidden = (".", "__")
    return [sub for sub in folder.iterdir() if sub.is_dir() and not sub.name.startswith(hidden)]


def _images(folder: Path, pattern: str) -> list[Path]:
    """The image files that match ``pattern``, in the order of their names, but no hidden ones."""
    return sorted(
        file
        for file in folder.glob(pattern)
        if file.suffix.lower() in SUFFIXES and file.is_file() and not _hidden(file, folder)
    )


def _hidden(file: Path, folder: Path) -> bool:
    """Whether the file, or a folder on the way to it, has a name that hides it."""
    return any(name.startswith(".") for name in file.relative_to(folder).parts)


def _ordered(
    listing: Listing, classes: tuple[str, ...], root: Path
) -> tuple[list[Path], np.ndarray]:
    """The files of one split with their labels int64 (n,), every class spread out evenly."""
    unknown = sorted(set(listing) - set(classes))
    if unknown:
        raise UserError(
            f"{root} has the class {unknown[0]} outside its train folder only: "
            "give every class images in the train folder"
        )
    pairs = [(file, classes.index(name)) for name in sorted(listing) for file in listing[name]]
    labels = np.array([label for _, label in pairs], np.int64)
    order = stratified_order(labels)
    return [pairs[index][0] for index in order], labels[order]


def _decoded(paths: list[Path], size: int, channels: int) -> np.ndarray:
    """The files' images, uint8 (n, size, size, channels): in memory, or memory-mapped."""
    shape = (len(paths), size, size, channels)
    images = (decode(path, size, channels) for path in paths)
    if math.prod(shape) <= IN_MEMORY_BYTES:
        array = np.empty(shape, np.uint8)
        for index, image in enumerate(images):
            array[index] = image
        return array
    console.note(f"gencmp: streaming {len(paths)} images from {cache.directory()}")
    return cache.memory_mapped(cache.fingerprint(paths, shape), shape, images)


def _sliced(images: np.ndarray, labels: dict[str, np.ndarray]) -> dict[str, Split]:
    """The splits as consecutive slices of one array, which leaves a memory map a memory map."""
    splits, first = {}, 0
    for name, split_labels in labels.items():
        last = first + len(split_labels)
        splits[name] = Split(images[first:last], split_labels)
        first = last
    return splits
