"""Folders as trees of image names, and what the names of folders say."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

from keras_gencmp.data.keys import SPLIT_OF, words_of
from keras_gencmp.data.labels import natural

# Words of folders that hold images of any kind and are not called after a class.
GENERIC = {
    "image",
    "images",
    "img",
    "imgs",
    "data",
    "dataset",
    "set",
    "files",
    "png",
    "pngs",
    "jpg",
}
GENERIC |= {
    "jpgs",
    "jpeg",
    "jpegs",
    "picture",
    "pictures",
    "photo",
    "photos",
    "all",
    "folder",
    "dir",
}
GENERIC |= {"split", "unknown", "unlabeled", "unlabelled", "jpegimages", "input", "inputs"}
GENERIC |= {"sample", "samples"}


class Node(NamedTuple):
    """A folder with images somewhere below: its path, its own images, and the folders in it."""

    path: str
    images: list[str]
    folders: dict[str, Node]

    @property
    def everything(self) -> list[str]:
        """All images in and below the folder."""
        below = [name for folder in self.folders.values() for name in folder.everything]
        return self.images + below


def tree_of(names: Iterable[str], root: str) -> Node:
    """The folders that paths of image files below ``root`` lie in."""
    top = Node(root, [], {})
    for name in names:
        folder = top
        for part in PurePosixPath(name).parts[:-1]:
            path = f"{folder.path.rstrip('/')}/{part}"
            folder = folder.folders.setdefault(part, Node(path, [], {}))
        folder.images.append(name)
    return top


def split_named(name: str) -> str | None:
    """The split that a folder is called after, as "Train", "val2017" or "test_images"."""
    words = [word for word in words_of(name) if not word.isdecimal() and word not in GENERIC]
    return SPLIT_OF.get(words[0]) if len(words) == 1 and len(words[0]) > 2 else None


def split_mentioned(name: str) -> str | None:
    """The one split whose name is among the words of a folder's name, as in "seg_train"."""
    splits = {SPLIT_OF[word] for word in words_of(name) if word in SPLIT_OF and len(word) > 2}
    return splits.pop() if len(splits) == 1 else None


def is_general(name: str) -> bool:
    """Whether a folder's name says no more than that images are in it."""
    words = set(words_of(name)) - {word for word in words_of(name) if word.isdecimal()}
    return bool(words) and words <= GENERIC | {"train", "training"}


def quoted(names: Iterable[str]) -> str:
    """Some names for a message, a few of them if there are many."""
    shown = [repr(name) for name in sorted(names, key=natural)]
    return ", ".join(shown[:4]) + (" ..." if len(shown) > 4 else "")
