"""The features of a prepared TFDS dataset: its files may name no code but TFDS's own.

Where a version is asked for ("mnist:3.0.1"), TFDS builds the features from features.json, and it
imports whichever module that file names. A folder of prepared data could so run code when it is
read, which none of the other sources of images can.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from keras_gencmp.errors import UserError
from keras_gencmp.recipes.reading import read_plain

# The keys of a feature's class: as the proto has it in JSON and in text, and in the old format.
CLASS_KEYS = ("pythonClassName", "python_class_name", "type")
OWN = "tensorflow_datasets."
MAX_BYTES = 2**24  # the names of many thousand classes are elsewhere


def check_features(folder: Path) -> None:
    """UserError where a file of features below a dataset's folder names other code, or is damaged.

    The folder holds a folder a version, or a folder a variant with those of its versions.
    """
    for pattern in ("features.json", "*/features.json", "*/*/features.json"):
        for file in folder.glob(pattern):
            for name in _classes(_read(file)):
                if not name.startswith(OWN):
                    raise UserError(
                        f"{file} names code outside of TFDS, {name!r}: delete the folder "
                        f"{file.parent} and let TFDS prepare the data anew"
                    )


def _read(file: Path) -> Any:
    try:
        return read_plain(file, MAX_BYTES)
    except (OSError, ValueError) as error:
        raise UserError(
            f"{file} is damaged ({error}): delete the folder {file.parent} and run again"
        ) from error


def _classes(value: Any) -> Iterator[str]:
    """The names of classes, however deep; a feature that is itself called "type" is a table."""
    if isinstance(value, dict):
        yield from (value[key] for key in CLASS_KEYS if isinstance(value.get(key), str))
        for item in value.values():
            yield from _classes(item)
    elif isinstance(value, list):
        for item in value:
            yield from _classes(item)


class ImageFeatures(NamedTuple):
    """The names of the image and of the class label among a dataset's features, and the classes.

    The label is "" where images have none, and the only class is then "all".
    """

    image: str
    label: str
    classes: tuple[str, ...]


def image_features(info: Any, name: str) -> ImageFeatures:
    """What is read of a dataset; UserError unless it has one image of 8 bits an example."""
    import tensorflow_datasets as tfds

    features = dict(info.features.items())
    images = [key for key, each in features.items() if isinstance(each, tfds.features.Image)]
    labels = [key for key, each in features.items() if isinstance(each, tfds.features.ClassLabel)]
    keys = info.supervised_keys
    if keys is not None and len(keys) == 2 and all(isinstance(key, str) for key in keys):
        images = [keys[0]] if keys[0] in images else images
        labels = [keys[1]] if keys[1] in labels else []
    if len(images) != 1 or features[images[0]].np_dtype != np.uint8:
        raise UserError(f"{name} has not one image an example: choose one that has, such as mnist")
    if len(labels) != 1:
        return ImageFeatures(images[0], "", ("all",))
    return ImageFeatures(images[0], labels[0], tuple(features[labels[0]].names))
