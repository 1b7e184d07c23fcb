"""The three parts of a dataset, and how they are cut, ordered and fingerprinted."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import numpy as np

from keras_gencmp.errors import UserError

VALIDATION_AT_MOST = 5000


class Split(NamedTuple):
    """One part of a dataset: images uint8 (n, h, w, c) and class labels int64 (n,)."""

    images: np.ndarray
    labels: np.ndarray


class Splits(NamedTuple):
    """A dataset ready to train on.

    ``classes[label]`` is a label's name, ``digest`` the content's fingerprint and ``name`` the
    dataset that was really read (``mnist`` or ``digits`` where ``auto`` was asked for).
    """

    train: Split
    validation: Split
    test: Split
    classes: tuple[str, ...]
    digest: str
    name: str


class RawSplits(NamedTuple):
    """What a source holds before it is cut: a training part, and the others where it has them.

    The training part comes in an order whose every tail is a fair sample of it.
    """

    train: Split
    validation: Split | None
    test: Split | None
    classes: tuple[str, ...]


def divide(name: str, parts: RawSplits, validation: int | None) -> Splits:
    """The three splits of ``parts``, of which nothing stands in two.

    A missing test part is the last tenth of the training part. A missing validation part is cut
    off the end of what remains: ``validation`` images, or by default a tenth of it and 5,000 at
    most. A source's own validation part is kept whole or shortened to ``validation`` images.
    Raises UserError when ``validation`` is negative or leaves nothing to train on.
    """
    train, test = parts.train, parts.test
    if test is None:
        train, test = cut(train, _tenth(train))
    if parts.validation is None:
        size = (
            min(VALIDATION_AT_MOST, len(train.labels) // 10) if validation is None else validation
        )
        train, held_out = cut(train, size)
    else:
        held_out = _first(parts.validation, validation)
    return Splits(train, held_out, test, parts.classes, digest(train, held_out, test), name)


def cut(split: Split, size: int) -> tuple[Split, Split]:
    """``split`` without its last ``size`` images, and those images; UserError when none remain."""
    count = len(split.labels)
    if not 0 <= size < count:
        raise UserError(
            f"{size} held-out images cannot be cut off {count} training images: "
            f"give a validation size from 0 to {count - 1}."
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
    place = np.empty(len(labels))
    for label in np.unique(labels):
        members = shuffled[labels[shuffled] == label]
        place[members] = (np.arange(len(members)) + 0.5) / len(members)
    return shuffled[np.argsort(place[shuffled], kind="stable")]


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
    """The first ``size`` images of a source's own validation part, or all of them."""
    count = len(split.labels)
    size = count if size is None else size
    if not 0 <= size <= count:
        raise UserError(
            f"The dataset's own validation part has {count} images: "
            f"give a validation size from 0 to {count}, not {size}."
        )
    return Split(split.images[:size], split.labels[:size])
