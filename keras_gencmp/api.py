"""What a Python session needs first: models by recipe, data, and trained runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gencmp import data, runs
from keras_gencmp.assembly import assemble
from keras_gencmp.assembly import load as load_model
from keras_gencmp.data.pictures import read_pictures
from keras_gencmp.export.loaded import LoadedModel
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe


def build(name: str, **changes: Any) -> GenerativeModel:
    """The compiled, untrained model of a recipe, by its name or its file.

    A file may name code of its own, which is run: name only files that you trust.
    Changes are the recipe's dotted keys with ``__`` for the dot, as in ``data__image_size=32``.
    """
    dotted = {key.replace("__", "."): value for key, value in changes.items()}
    return assemble(recipe.override(recipe.load(name), dotted))


def dataset(
    name: str = "auto", *, batch_size: int = 100, seed: int = 0, **options: Any
) -> tf.data.Dataset:
    """One epoch of shuffled training batches (images in [0, 1], labels).

    ``name`` is a dataset as the command line takes it; options are those of ``data.load`` (size,
    channels, validation, data_dir).
    """
    train = data.load(name, **options).train
    return data.pipeline(train, batch_size=batch_size, seed=seed, epochs=1)


def images(path: str, model: GenerativeModel | LoadedModel) -> np.ndarray:
    """Images of your own as a model takes them, float32 (n, h, w, c) in [0, 1].

    ``path`` is an image file, a folder or zip archive of them, or an array (.npy, .npz), as in
    ``model.encode(images("photographs", model))``.
    """
    height, _, channels = model.image_shape
    return read_pictures(path, height, channels).images.astype("float32") / 255.0


def load(run: str, trust: bool = False) -> GenerativeModel | LoadedModel:
    """The trained model of a run: a path, a name such as "dcgan" or "dcgan@best", or "latest".

    The folder of a SavedModel that gencmp has exported is one with the same methods for inference.
    Opening a run executes nothing: where its recipe names code outside the package, UserError says
    so. ``trust`` loads that code, which can do all that you can.
    """
    if Path(run).is_dir() and not (Path(run) / "recipe.json").exists():
        return LoadedModel(Path(run))
    return load_model(runs.find(run, trust=trust))
