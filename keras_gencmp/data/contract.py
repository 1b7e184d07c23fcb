"""The contract of readers: what they must return, and what is wrong where they do not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from keras_gencmp.data.splits import RawSplits, Split, is_labelled
from keras_gencmp.errors import UserError


def check_raw_splits(raw: RawSplits, dataset: str, size: int, channels: int) -> None:
    """UserError unless the reader of a dataset has returned what its contract says.

    Images are uint8 (n, size, size, channels), one at least to train on, and labels int64 (n,)
    from 0 to the number of classes less 1.
    """
    if not channels and isinstance(raw, RawSplits) and isinstance(raw.train, Split):
        channels = raw.train.images.shape[-1]  # those of the data: other splits must have them too
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
    if role != "training" and not is_labelled(split):
        return
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
