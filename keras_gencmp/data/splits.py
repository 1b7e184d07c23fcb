"""The three splits of a dataset: how they are checked, divided, ordered and fingerprinted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from keras_gencmp.data.summary import Reading, Summary
from keras_gencmp.errors import UserError

VALIDATION_AT_MOST = 5000
UNLABELLED = -1  # the label of every image of a held-out split without labels


class Split(NamedTuple):
    """One split of a dataset: images uint8 (n, h, w, c) and class labels int64 (n,)."""

    images: np.ndarray
    labels: np.ndarray


class Splits(NamedTuple):
    """A dataset ready to train on.

    ``classes[label]`` is a label's name, ``digest`` the content's fingerprint and ``name`` the
    dataset that was read ("mnist" or "digits" where "auto" was asked for). ``summary`` is
    the account of what was read and done.
    """

    train: Split
    validation: Split
    test: Split
    classes: tuple[str, ...]
    digest: str
    name: str
    summary: Summary = Summary()

    @property
    def labelled(self) -> Split:
        """The held-out images with labels, of the test split or of the validation split.

        Without any, those of one of these splits as they are.
        """
        for split in (self.test, self.validation):
            known = split.labels != UNLABELLED
            if known.all() and len(known):
                return split
            if known.any():
                return Split(split.images[known], split.labels[known])
        return self.test if len(self.test.labels) else self.validation

    def with_notices(self, notices: tuple[str, ...]) -> Splits:
        """The same splits, with further sentences about what looks wrong."""
        reading = self.summary.reading
        reading = reading._replace(notices=reading.notices + notices)
        return self._replace(summary=replace(self.summary, reading=reading))


class RawSplits(NamedTuple):
    """What the reader of a source returns: a training split, and the others where it has them.

    The training split comes in an order in which every tail is a fair sample of it (see
    :func:`stratified_order`), because held-out images are cut off its end. ``classes[label]`` is a
    label's name; a dataset without labels has one class and labels of 0. ``name`` is the dataset
    that was read, where that is not the one asked for. Held-out images may have no labels where
    training images do: all labels of that split are then -1. ``reading`` says what was found.
    """

    train: Split
    validation: Split | None
    test: Split | None
    classes: tuple[str, ...]
    name: str = ""
    reading: Reading = Reading()


# The argument of the dataset's name, the side in pixels, the channels, and TFDS's folder or None.
Reader = Callable[[str, int, int, str | None], RawSplits]


def is_labelled(split: Split) -> bool:
    """Whether the images of a split have labels."""
    return not (len(split.labels) and bool(np.all(split.labels == UNLABELLED)))


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
    parts = {"training": train, "validation": held_out, "test": test}
    labels = np.concatenate([part.labels for part in parts.values() if is_labelled(part)])
    counts = np.bincount(labels, minlength=len(raw.classes))[: len(raw.classes)]
    summary = Summary(
        name,
        tuple((role, len(part.labels)) for role, part in parts.items()),
        tuple(zip(raw.classes, counts.tolist(), strict=True)),
        raw.reading,
        int(raw.train.images.shape[1]),
    )
    return Splits(train, held_out, test, raw.classes, digest(*parts.values()), name, summary)


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
