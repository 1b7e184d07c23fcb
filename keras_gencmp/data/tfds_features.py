"""The features of a prepared TFDS dataset: its files may name no code but TFDS's own.

Where a version is asked for ("mnist:3.0.1"), TFDS builds the features from features.json, and it
imports whichever module that file names. A folder of prepared data could so run code when it is
read, which none of the other sources of images can.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
