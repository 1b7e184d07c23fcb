"""Labels in arrays beside those of the images."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from keras_gencmp.data.keys import Keys
from keras_gencmp.data.labels import class_numbers
from keras_gencmp.data.splits import UNLABELLED
from keras_gencmp.errors import UserError

Arrays = Mapping[str, np.ndarray]


def read_labels(
    arrays: Arrays, keys: Keys, images: Arrays, file: Path
) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    """The labels of each split and the classes; held-out images may be without."""
    for key, label in keys.values():
        if label and len(arrays[label]) != len(arrays[key]):
            raise UserError(
                f"{file} has {len(arrays[key])} images in {key} but {len(arrays[label])} labels in "
                f"{label}: give one label for each image{_mend(arrays[key], len(arrays[label]))}"
            )
    if not keys["train"][1]:
        return {split: np.zeros(len(array), np.int64) for split, array in images.items()}, ("all",)
    labelled = {split: label for split, (_, label) in keys.items() if label}
    numbers, classes = class_numbers({label: arrays[label] for label in labelled.values()}, file)
    missing = {split: np.full(len(array), UNLABELLED) for split, array in images.items()}
    return missing | {split: numbers[label] for split, label in labelled.items()}, classes


def of_unread_labels(keys: Keys) -> list[str]:
    """A sentence about labels of held-out images whose training images have none."""
    unread = [label for _, label in keys.values() if label]
    if keys["train"][1] or not unread:
        return []
    return [
        f"{' and '.join(unread)} are not read, as the training images have no labels: "
        "name theirs, as in ?labels=KEY"
    ]


def _mend(images: np.ndarray, labels: int) -> str:
    """What is probably wrong where there are not as many labels as images."""
    if images.ndim > 2 and images.shape[-1] == labels:
        return "; with the images last, write numpy.moveaxis(x, -1, 0)"
    return ""
