"""A user's own pictures and the model that they are brought to, a run's or a SavedModel's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from keras_gencmp.cli.labels import class_numbers, read_labels
from keras_gencmp.cli.options import open_model, start_tensorflow
from keras_gencmp.errors import UserError
from keras_gencmp.exports.folders import is_export

if TYPE_CHECKING:
    import numpy as np

    from keras_gencmp.data.images.pictures import Pictures

labels_option = click.option(
    "--labels",
    type=click.Path(path_type=Path),
    help="File with the class of each image, for conditional models; without it, the folders are.",
)


class Codec(NamedTuple):
    """A model with an encoder, what it is called, its classes, and how its data were read."""

    model: Any
    title: str
    classes: tuple[str, ...]
    options: str


def open_codec(name: str, root: Path, trust: bool) -> Codec:
    """The model of a run or of a SavedModel, which must have an encoder."""
    if is_export(name, root):
        start_tensorflow()
        from keras_gencmp.exports.loaded import LoadedModel
        from keras_gencmp.figures.titles import plain

        loaded = LoadedModel(Path(name))
        loaded.require_encoder()
        return Codec(loaded, plain(f"SavedModel {name}"), (), "")
    run, model = open_model(name, root, trust, needs="encoder")
    from keras_gencmp.data.options import split
    from keras_gencmp.inspection.run_figures import model_title

    classes = tuple(run.environment.get("classes", []))
    return Codec(model, model_title(run, model), classes, split(run.recipe.data.dataset)[1])


def read(codec: Codec, source: str) -> Pictures:
    """The pictures in the shape of a model's images, read with the options of its own data."""
    from keras_gencmp.data.images.pictures import read_pictures, source_of
    from keras_gencmp.data.options import only, split

    height, _, channels = codec.model.image_shape
    bare, query = split(source)
    query = query or only(codec.options, source_of(bare).takes)
    return read_pictures(f"{bare}?{query}" if query else bare, height, channels)


def first(read: Pictures, count: int) -> Pictures:
    """The first pictures."""
    return read._replace(
        images=read.images[:count], names=read.names[:count], classes=read.classes[:count]
    )


def labels_of(codec: Codec, pictures: Pictures, file: Path | None) -> np.ndarray | None:
    """The class number of each picture where the model is conditional; None where it is not."""
    if not codec.model.conditional:
        if file is not None:
            raise UserError("the model takes no labels: leave out --labels")
        return None
    names: Sequence[str] = read_labels(file) if file else pictures.classes_among(codec.classes)
    if len(names) != len(pictures.images):
        raise UserError(f"{file} has {len(names)} labels for {len(pictures.images)} images")
    if not all(names):
        raise UserError("the model is conditional: give the class of each image by --labels FILE")
    classes = codec.classes or sorted_numbers(names)
    return class_numbers(names, classes, len(names))


def sorted_numbers(names: Sequence[str]) -> tuple[str, ...]:
    """The class numbers up to the highest that is named, as an export has no names of classes."""
    if not all(name.isdecimal() for name in names):
        raise UserError("an export knows its classes by number: give numbers by --labels FILE")
    return tuple(map(str, range(1 + max(map(int, names)))))


def floats(images: np.ndarray) -> np.ndarray:
    """Images uint8 as float32 in [0, 1]."""
    return images.astype("float32") / 255.0
