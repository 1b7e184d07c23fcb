"""Labels that a user asks images of: classes by name, or a file of labels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from keras_gencmp import runs
from keras_gencmp.errors import UserError

if TYPE_CHECKING:
    import numpy as np

    from keras_gencmp.models.base import GenerativeModel


def read_labels(file: Path) -> list[str]:
    """The labels in a file, one a line or as an .npy array; UserError where it has none.

    They are read as those of a dataset: whole numbers may be floats, and rows one-hot.
    """
    if not file.is_file():
        raise UserError(f"there is no file {file}: write one label a line, or an array (.npy)")
    texts = _from_array(file) if file.suffix == ".npy" else _from_lines(file)
    labels = [text for text in texts if text]
    if not labels:
        raise UserError(f"{file} holds no labels: write one label a line")
    return labels


def _from_array(file: Path) -> list[str]:
    from keras_gencmp.data.labels import names_of
    from keras_gencmp.data.sources.npz import read_arrays

    arrays = list(read_arrays(file).values())
    return [str(name) for name in names_of(arrays[0], str(file), mend="")]


def _from_lines(file: Path) -> list[str]:
    import numpy as np

    from keras_gencmp.data.labels import without_points

    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"cannot read the labels in {file}: write one label a line") from error
    texts = [line.strip() for line in lines if line.strip()]
    return [str(label) for label in without_points(np.array(texts, str))]


def class_numbers(names: Sequence[str], classes: Sequence[str], count: int) -> np.ndarray:
    """The class numbers (count,) of names, repeated in turn."""
    import numpy as np

    from keras_gencmp.data.labels import number_of_class

    numbers = {name: number_of_class(name, classes) for name in dict.fromkeys(names)}
    return np.resize([numbers[name] for name in names], count)


def classes_of(run: runs.Run, model: GenerativeModel) -> tuple[str, ...]:
    """The names of the classes that a conditional model draws; none for another model."""
    return run.class_names(model.classes) if model.conditional else ()


def check_classes(name: str, root: Path, trust: bool, names: Sequence[str]) -> None:
    """UserError for a name that is no class of a run's data, before TensorFlow starts."""
    from keras_gencmp.data.labels import number_of_class

    classes = runs.find(name, root, trust).environment.get("classes", [])
    for each in names if classes else ():
        number_of_class(each, classes)
