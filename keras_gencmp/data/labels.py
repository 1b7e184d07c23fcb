"""Class labels of arrays: from what people write to class numbers 0, 1, ... and their names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from keras_gencmp.errors import UserError

# More classes than this are no classes: numbers of images, or what a regression predicts.
CLASSES_AT_MOST = 10_000
EMPTY = "(empty)"  # the name of a class whose labels are empty texts
MEND = "leave the labels out with ?labels=none"
OR = f", or {MEND}"  # of labels that belong to a dataset, which can do without


def natural(name: str) -> tuple[object, ...]:
    """The key by which names sort as a person sorts them: 2 before 10."""
    parts = re.split(r"(-?\d+)", name) if re.fullmatch(r"-?\d+", name) else re.split(r"(\d+)", name)
    pairs = [(0, int(part), "") if _is_number(part) else (1, 0, part) for part in parts if part]
    return (*pairs, (2, 0, name))


def class_numbers(
    splits: Mapping[str, np.ndarray], file: object
) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    """The class numbers int64 (n,) of each split, and the names of the classes.

    Labels are whole numbers, also as floats, texts, or one-hot rows, of shape (n,) or (n, 1). Only
    classes that occur are classes. UserError naming the array and the file for other labels.
    """
    texts = {key: names_of(labels, f"{key} in {file}") for key, labels in splits.items()}
    names = sorted(
        {str(name) for column in texts.values() for name in np.unique(column)}, key=natural
    )
    if len(names) > CLASSES_AT_MOST:
        raise UserError(
            f"the labels in {file} have {len(names):,} different values: "
            f"give at most {CLASSES_AT_MOST:,} classes, or {MEND}"
        )
    index = {name: number for number, name in enumerate(names)}
    numbers = {key: _indices(column, index) for key, column in texts.items()}
    return numbers, tuple(map(printable, names))


def printable(name: str) -> str:
    """The name of a class as it is printed: line ends, and bytes that are no text, as escapes."""
    escaped = [c if c.isprintable() else c.encode("unicode_escape").decode() for c in name]
    return "".join(escaped) or EMPTY


def number_of_class(name: str, classes: Sequence[str]) -> int:
    """The number of a class that a user names, by its name or, where no class has it, its number.

    UserError with the classes that there are.
    """
    if name in classes:
        return classes.index(name)
    lower = [each.lower() for each in classes]
    if lower.count(name.lower()) == 1:
        return lower.index(name.lower())
    if name.isdecimal() and int(name) < len(classes):
        return int(name)
    shown = ", ".join(classes[:20]) + (" ..." if len(classes) > 20 else "")
    raise UserError(f"no class {name!r}: choose from {shown}")


def without_points(labels: np.ndarray) -> np.ndarray:
    """Texts such as 1.0, as some programs write labels, as whole numbers; others as they are."""
    if not any("." in label for label in labels):
        return labels
    try:
        numbers = labels.astype(float)
    except ValueError:
        return labels
    whole = np.all(np.isfinite(numbers)) and np.array_equal(np.rint(numbers), numbers)
    return numbers.astype(np.int64) if whole else labels


def _indices(column: np.ndarray, index: Mapping[str, int]) -> np.ndarray:
    values, inverse = np.unique(column, return_inverse=True)
    return np.array([index[str(value)] for value in values], np.int64)[inverse.reshape(-1)]


def names_of(labels: np.ndarray, where: str, mend: str = OR) -> np.ndarray:
    """The name of each label's class, (n,); ``mend`` ends every refusal."""
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim == 2:
        labels = _from_one_hot(labels, where, mend)
    if labels.ndim != 1:
        raise UserError(
            f"{where} has the shape {labels.shape}: labels must be (n,), (n, 1) or one-hot{mend}"
        )
    if labels.dtype.kind == "S":
        labels = np.char.decode(labels, "utf-8", "replace")
    if labels.dtype.kind == "f":
        labels = _whole(labels, where, mend)
    if labels.dtype.kind not in "buiU":
        raise UserError(f"{where} is {labels.dtype}: labels must be whole numbers or texts{mend}")
    return labels.astype(int).astype(str) if labels.dtype.kind == "b" else labels.astype(str)


def _whole(labels: np.ndarray, where: str, mend: str) -> np.ndarray:
    """Floats that are whole numbers, as such."""
    if not np.all(np.isfinite(labels)) or np.any(np.rint(labels) != labels):
        raise UserError(
            f"{where} has values that are no whole numbers: labels must be class numbers{mend}"
        )
    return labels.astype(np.int64)


def _from_one_hot(labels: np.ndarray, where: str, mend: str) -> np.ndarray:
    """The columns (n,) of the ones; UserError where a row is not one-hot."""
    numbers = labels.dtype.kind in "buif"
    binary = numbers and bool(np.all((labels == 0) | (labels == 1)))
    if not binary or not np.all(labels.sum(axis=1) == 1):
        kind = "several labels an image" if binary else f"{labels.shape[1]} values an image"
        shares = numbers and bool(np.all(labels.sum(axis=1) == labels.sum(axis=1)[0]))
        give = "labels.argmax(axis=1)" if shares and not binary else "one of its columns as labels"
        raise UserError(
            f"{where} has the shape {labels.shape} and {kind}, where classes need one: "
            f"give {give}{mend}"
        )
    return labels.argmax(axis=1)


def _is_number(part: str) -> bool:
    return re.fullmatch(r"-?\d+", part) is not None
