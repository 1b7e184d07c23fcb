"""Datasets: uint8 images and labels in three splits, and the tf.data pipelines over them.

Importing this package loads neither TensorFlow nor TFDS nor NumPy; names that need them load them
when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from keras_gencmp.data.names import absolute, check, check_place, is_outside, path_in
from keras_gencmp.data.options import write as with_options
from keras_gencmp.data.registry import SOURCES, Source, menu

if TYPE_CHECKING:
    from keras_gencmp.data.loading import load as load
    from keras_gencmp.data.pipelines import evaluation_pipeline as evaluation_pipeline
    from keras_gencmp.data.pipelines import pipeline as pipeline
    from keras_gencmp.data.pipelines import steps_per_epoch as steps_per_epoch
    from keras_gencmp.data.splits import RawSplits as RawSplits
    from keras_gencmp.data.splits import Split as Split
    from keras_gencmp.data.splits import Splits as Splits

_MODULES = {
    "RawSplits": "splits",
    "Split": "splits",
    "Splits": "splits",
    "evaluation_pipeline": "pipelines",
    "load": "loading",
    "pipeline": "pipelines",
    "steps_per_epoch": "pipelines",
}
__all__ = [
    "SOURCES",
    "RawSplits",
    "Source",
    "Split",
    "Splits",
    "absolute",
    "check",
    "check_place",
    "evaluation_pipeline",
    "is_outside",
    "load",
    "menu",
    "path_in",
    "pipeline",
    "steps_per_epoch",
    "with_options",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'keras_gencmp.data' has no attribute {name!r}")
    return getattr(importlib.import_module(f"keras_gencmp.data.{_MODULES[name]}"), name)
