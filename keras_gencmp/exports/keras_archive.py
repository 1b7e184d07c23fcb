"""The ``keras`` format: one .keras file for each network of a model."""

from __future__ import annotations

from pathlib import Path

import keras

from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.networks.blocks import Dropout


def write(model: GenerativeModel, folder: Path) -> None:
    """Fill a folder with ``<role>.keras``: the networks with their weights, without optimizers."""
    for role in model.roles:
        _for_inference(getattr(model, role)).save(folder / f"{role}.keras")


def _for_inference(network: keras.Model) -> keras.Model:
    """A copy without weight constraints and with Keras's dropout, both classes of this package.

    A file that names one could not be loaded without the package, and only training needs them.
    """
    copy = keras.models.clone_model(network, clone_function=_of_keras)
    copy.set_weights(network.get_weights())
    return copy


def _of_keras(layer: keras.layers.Layer) -> keras.layers.Layer:
    config = layer.get_config()
    config |= {key: None for key in config if key.endswith("_constraint")}
    kind = keras.layers.Dropout if isinstance(layer, Dropout) else type(layer)
    return kind.from_config(config)
