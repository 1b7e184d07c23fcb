"""Pictures that a user brings to a trained model: read in order, without splits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from zipfile import is_zipfile

import numpy as np

from keras_gencmp.data import options as dataset_options
from keras_gencmp.data.folders.findings import nothing_found, of_skipped, unreadable
from keras_gencmp.data.folders.looks import Unread
from keras_gencmp.data.folders.survey import damaged, decide, headers_of
from keras_gencmp.data.folders.tree import Archive, Folder, open_tree
from keras_gencmp.data.images.array_labels import read_labels
from keras_gencmp.data.images.array_shapes import as_images
from keras_gencmp.data.images.arrays import Target, read_images
from keras_gencmp.data.images.suffixes import is_image
from keras_gencmp.data.keys import Keys, find_keys
from keras_gencmp.data.labels import natural, printable
from keras_gencmp.data.names import check_options
from keras_gencmp.data.registry import SOURCES, Source
from keras_gencmp.data.sources import npz
from keras_gencmp.data.sources.folder import decoded, is_hidden, refuse_named_labels
from keras_gencmp.errors import UserError
from keras_gencmp.terminal import console


class Pictures(NamedTuple):
    """Images uint8 (n, h, w, c), the name of each, and the name of its class ("" where unknown).

    ``notices`` are sentences about what looks wrong, as those of a dataset.
    """

    images: np.ndarray
    names: tuple[str, ...]
    classes: tuple[str, ...]
    notices: tuple[str, ...] = ()

    def labels(self, classes: Sequence[str]) -> np.ndarray | None:
        """The class numbers (n,), where these are pictures of some ``classes``; else None."""
        names = self.classes_among(classes)
        if len(classes) < 2 or not set(names) <= set(classes):
            return None
        return np.array([classes.index(name) for name in names], np.int64)

    def classes_among(self, known: Sequence[str]) -> tuple[str, ...]:
        """The class of each picture: the outermost folder that is a known class, or its own folder.

        So are the classes of a dataset, whose images may lie in folders below.
        """
        pairs = zip(self.names, self.classes, strict=True)
        return tuple(
            next((part for part in folders(name) if own and part in known), own)
            for name, own in pairs
        )


def folders(name: str) -> list[str]:
    """The folders that a file lies in, the outermost first, as names of classes are shown."""
    return [printable(part) for part in PurePosixPath(name).parts[:-1]]


def read_pictures(name: str, size: int, channels: int) -> Pictures:
    """The pictures at a path: an image file, a folder or zip archive of them, or an array.

    ``name`` may be a path, or a dataset's name such as "folder:PATH?fit=crop". Files are in the
    order of their names, 2 before 10; the class of one is the folder that it lies in. ``channels``
    0 keeps colour. What looks wrong is said on stderr. UserError for what cannot be read.
    """
    read = _read(name, size, channels)
    for notice in read.notices:
        console.note(f"{dataset_options.split(name)[0]}: {notice}")
    return read


def _read(name: str, size: int, channels: int) -> Pictures:
    path, options = dataset_options.separate(name)
    prefix, _, rest = path.partition(":")
    bare = rest if prefix in ("folder", "npz", "npy") and not Path(path).exists() else path
    file, target = Path(bare).expanduser(), Target(size, channels, options)
    check_options(source_of(bare), dataset_options.split(name)[1])
    if not bare or not file.exists():
        raise UserError(f"there are no images at {bare!r}: name an image, a folder or an array")
    if _is_array(file):
        return _from_arrays(file, target)
    refuse_named_labels(options, file)
    if file.is_file() and is_image(file.name):
        return _from_files(Folder(file.parent), [file.name], target, {})
    if file.is_file() and file.suffix.lower() != ".zip" and not is_zipfile(file):
        raise UserError(
            f"{file} is not read as images: name an image, a folder or zip archive of images, or "
            "an array (.npy, .npz)"
        )
    with open_tree(file) as tree:
        names = [each for each in tree.names() if not is_hidden(each)]
        images = sorted(filter(is_image, names), key=_natural_path)
        if not images:
            raise UserError(nothing_found(file, names, {}))
        return _from_files(tree, images, target, {})


def source_of(path: str) -> Source:
    """The source of datasets that pictures at a path are read as."""
    return SOURCES["npz" if _is_array(Path(path)) else "folder"]


def _is_array(file: Path) -> bool:
    return file.suffix.lower() in (".npz", ".npy")


def is_pictures(name: str) -> bool:
    """Whether a name is one of pictures: a path of arrays or images, or that of a dataset."""
    path = dataset_options.split(name)[0]
    return path.startswith(("folder:", "npz:", "npy:"))


def own_size(name: str) -> int:
    """The side in pixels at which pictures are compared: their own where networks can have it.

    That is 16 to 128 pixels in multiples of 4; otherwise the nearest of these below, or 28.
    """
    path = Path(dataset_options.split(name)[0].partition(":")[2]).expanduser()
    if _is_array(path):
        arrays = npz.read_arrays(path)
        key = find_keys(arrays, dataset_options.separate(name)[1], path)["train"][0]
        images, _ = as_images(arrays[key], f"{key} in {path}")
        return _nearest(min(images.shape[1:3]))
    with open_tree(path) as tree:
        chosen = [each for each in tree.names() if is_image(each) and not is_hidden(each)][:1]
        headers, _ = headers_of(tree, chosen)
    return _nearest(min(headers[chosen[0]].size)) if headers else 28


def _nearest(side: int) -> int:
    return min(max(side - side % 4, 16), 128)


def _from_files(
    tree: Folder | Archive, names: list[str], target: Target, skipped: Unread
) -> Pictures:
    """The pictures of files, beside others that were skipped."""
    headers, unread = headers_of(tree, names)
    if not unread:
        decisions, unread = decide(tree, headers, target.channels, target.options, {})
    if not unread:
        images = np.stack(list(decoded(tree, names, target, decisions, unread)))
    if unread:
        return _without(tree, names, target, skipped, unread)
    labelled = target.options.labels != "none"
    classes = tuple((folders(name) or [""])[-1] if labelled else "" for name in names)
    notices = *of_skipped(skipped), *decisions.notices
    return Pictures(images, tuple(names), classes, notices)


def _without(
    tree: Folder | Archive, names: list[str], target: Target, skipped: Unread, unread: Unread
) -> Pictures:
    """The pictures without files that cannot be read, or UserError that names them all."""
    if not target.options.skip_unreadable:
        raise UserError(unreadable(tree.root, unread | damaged(tree, names), "?skip-unreadable"))
    skipped, left = skipped | unread, [name for name in names if name not in unread]
    if not left:
        raise UserError(nothing_found(tree.root, [], skipped))
    return _from_files(tree, left, target, skipped)


def _from_arrays(file: Path, target: Target) -> Pictures:
    arrays = npz.read_arrays(file)
    keys = find_keys(arrays, target.options, file)
    key, label = keys["train"]
    images, reading = read_images({"train": arrays[key]}, {"train": f"{key} in {file}"}, target)
    numbers = range(len(images["train"]))
    classes = [""] * len(numbers)
    if label:
        labels, names = read_labels(arrays, {"train": (key, label)}, images, file)
        classes = [names[number] for number in labels["train"]]
    notices = (*_of_other_splits(keys, len(numbers)), *reading.notices)
    return Pictures(images["train"], tuple(map(str, numbers)), tuple(classes), notices)


def _of_other_splits(keys: Keys, count: int) -> list[str]:
    """A sentence about arrays of images beside the one that is read."""
    others = [key for split, (key, _) in keys.items() if split != "train"]
    if not others:
        return []
    return [
        f"the {count:,} images of {keys['train'][0]} are read, and not those of "
        f"{' and '.join(others)}: name another array, as in ?images={others[0]}"
    ]


def _natural_path(name: str) -> tuple[object, ...]:
    return tuple(natural(part) for part in PurePosixPath(name).parts)
