"""The three splits of a dataset: how they are checked, divided, ordered and fingerprinted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from keras_gencmp.errors import UserError

VALIDATION_AT_MOST = 5000


class Split(NamedTuple):
    """One split of a dataset: images uint8 (n, h, w, c) and class labels int64 (n,)."""

    images: np.ndarray
    labels: np.ndarray


class Splits(NamedTuple):
    """A dataset ready to train on.

    ``classes[label]`` is a label's name, ``digest`` the content's fingerprint and ``name`` the
    dataset that was read ("mnist" or "digits" where "auto" was asked for).
    """

    train: Split
    validation: Split
    test: Split
    classes: tuple[str, ...]
    digest: str
    name: str


class RawSplits(NamedTuple):
    """What the reader of a source returns: a training split, and the others where it has them.

    The training split comes in an order in which every tail is a fair sample of it (see
    :func:`stratified_order`), because held-out images are cut off its end. ``classes[label]`` is a
    label's name; a dataset without labels has one class and labels of 0. ``name`` is the dataset
    that was read, where that is not the one asked for.
    """

    train: Split
    validation: Split | None
    test: Split | None
    classes: tuple[str, ...]
    name: str = ""


# The argument of the dataset's name, the side in pixels, the channels, and TFDS's folder or None.
Reader = Callable[[str, int, int, str | None], RawSplits]


def check_raw_splits(raw: RawSplits, dataset: str, size: int, channels: int) -> None:
    """UserError unless the reader of a dataset has returned what its contract says.

    Images are uint8 (n, size, size, channels), one at least to train on, and labels int64 (n,)
    from 0 to the number of classes less 1.
    """
    problem = next(_problems(raw, (size, size, channels)), None)
    if problem:
        raise UserError(f"the reader of {dataset} returns {problem}")


def _problems(raw: RawSplits, shape: tuple[int, ...]) -> Iterator[str]:
    """What is wrong with the result of a reader, and the mend; only the first one is asked for."""
    if not isinstance(raw, RawSplits):
        yield f"a {type(raw).__name__}: give keras_gencmp.data.RawSplits"
    names = raw.classes
    if not (isinstance(names, tuple) and names and all(isinstance(name, str) for name in names)):
        yield f"the classes {names!r}: give a tuple of names"
    splits = {"training": raw.train, "validation": raw.validation, "test": raw.test}
    for role, split in splits.items():
        if split is not None or role == "training":
            yield from _problems_of_split(split, role, shape, len(names))
    if not len(raw.train.labels):
        yield "no training images: give one at least"


def _problems_of_split(
    split: Split | None, role: str, shape: tuple[int, ...], classes: int
) -> Iterator[str]:
    if not isinstance(split, Split):
        yield f"a {type(split).__name__} of {role} images: give keras_gencmp.data.Split"
        return
    images, labels = split
    if _kind(images) != "uint8" or images.shape[1:] != shape:
        wanted = f"uint8 (n, {', '.join(map(str, shape))})"
        yield f"{role} images that are {_described(images)}: give {wanted}"
    if _kind(labels) != "int64" or labels.shape != images.shape[:1]:
        yield f"{role} labels that are {_described(labels)}: give int64 ({len(images)},)"
    if len(labels) and not 0 <= labels.min() <= labels.max() < classes:
        yield (
            f"{role} labels from {labels.min()} to {labels.max()}: "
            f"give labels from 0 to {classes - 1}, as there are {classes} classes"
        )


def _kind(array: object) -> str:
    """The element type of an array, the type of anything else."""
    return array.dtype.name if isinstance(array, np.ndarray) else type(array).__name__


def _described(array: object) -> str:
    return _kind(array) + (f" {array.shape}" if isinstance(array, np.ndarray) else "")


def divide(name: str, raw: RawSplits, validation: int | None) -> Splits:
    """The three splits of what a source holds; no image is in two of them.

    A missing test split is the last tenth of the training split. A missing validation split is cut
    off the end of what remains: ``validation`` images, or by default a tenth of it and 5,000 at
    most. A source's own validation split is left whole or shortened to ``validation`` images.
    UserError when ``validation`` is negative or leaves nothing to train on.
    """
    train, test = raw.train, raw.test
    if test is None:
        train, test = cut(train, _tenth(train))
    if raw.validation is None:
        usual = min(VALIDATION_AT_MOST, len(train.labels) // 10)
        train, held_out = cut(train, usual if validation is None else validation)
    else:
        held_out = _first(raw.validation, validation)
    return Splits(train, held_out, test, raw.classes, digest(train, held_out, test), name)


def cut(split: Split, size: int) -> tuple[Split, Split]:
    """A split without its last ``size`` images, and those images; UserError when none remain."""
    count = len(split.labels)
    if not 0 <= size < count:
        raise UserError(
            f"{size} held-out images cannot be cut off {count} training images: "
            f"give a validation size from 0 to {count - 1}"
        )
    first = count - size
    return (
        Split(split.images[:first], split.labels[:first]),
        Split(split.images[first:], split.labels[first:]),
    )


def stratified_order(labels: np.ndarray) -> np.ndarray:
    """An order of (n,) labels, always the same, in which every class is spread out evenly.

    Within a class the order is shuffled; image k of the m of a class stands at (k + 1/2) / m of
    the way. So every head and every tail holds the classes in proportion.
    """
    shuffled = np.random.default_rng(0).permutation(len(labels))
    position = np.empty(len(labels))
    for label in np.unique(labels):
        members = shuffled[labels[shuffled] == label]
        position[members] = (np.arange(len(members)) + 0.5) / len(members)
    return shuffled[np.argsort(position[shuffled], kind="stable")]


def digest(*splits: Split) -> str:
    """The first 16 hexadecimal digits of SHA-256 over the splits' shapes, images and labels."""
    sha = hashlib.sha256()
    for array in (array for split in splits for array in split):
        sha.update(f"{array.dtype.str}{array.shape}".encode())
        sha.update(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
    return sha.hexdigest()[:16]


def _tenth(split: Split) -> int:
    """A tenth of a split's images, but one at least where there are two."""
    count = len(split.labels)
    return max(count // 10, 1) if count > 1 else 0


def _first(split: Split, size: int | None) -> Split:
    """The first ``size`` images of a source's own validation split, or all of them."""
    count = len(split.labels)
    size = count if size is None else size
    if not 0 <= size <= count:
        raise UserError(
            f"the dataset's own validation split has {count} images: "
            f"give a validation size from 0 to {count}, not {size}"
        )
    return Split(split.images[:size], split.labels[:size])
