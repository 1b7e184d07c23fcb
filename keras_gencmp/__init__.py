"""gencmp: train, sample and compare generative adversarial networks and variational autoencoders.

The names below load TensorFlow only when they are first used::

    import keras_gencmp as gg

    run = gg.train("dcgan", dataset="digits", epochs=5)
    gg.grid(gg.sample(run, 25))
    gg.evaluate(run)

``gg.recipes.names()`` lists the recipes. docs/python.md shows every function.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from keras_gencmp import recipes as recipes
    from keras_gencmp.api import Comparison as Comparison
    from keras_gencmp.api import ScoreTable as ScoreTable
    from keras_gencmp.api import build as build
    from keras_gencmp.api import compare as compare
    from keras_gencmp.api import curves as curves
    from keras_gencmp.api import dataset as dataset
    from keras_gencmp.api import encode as encode
    from keras_gencmp.api import evaluate as evaluate
    from keras_gencmp.api import export as export
    from keras_gencmp.api import grid as grid
    from keras_gencmp.api import images as images
    from keras_gencmp.api import interpolate as interpolate
    from keras_gencmp.api import latent as latent
    from keras_gencmp.api import load as load
    from keras_gencmp.api import manifold as manifold
    from keras_gencmp.api import reconstruct as reconstruct
    from keras_gencmp.api import reproduce as reproduce
    from keras_gencmp.api import resume as resume
    from keras_gencmp.api import sample as sample
    from keras_gencmp.api import train as train
    from keras_gencmp.errors import UserError as UserError

__all__ = [
    "Comparison",
    "ScoreTable",
    "UserError",
    "build",
    "compare",
    "curves",
    "dataset",
    "encode",
    "evaluate",
    "export",
    "grid",
    "images",
    "interpolate",
    "latent",
    "load",
    "manifold",
    "recipes",
    "reconstruct",
    "reproduce",
    "resume",
    "sample",
    "train",
]
# Where the names live; "" is the room itself.
_ELSEWHERE = {"UserError": ("errors", "UserError"), "recipes": ("recipes", "")}
_HOMES = {name: ("api", name) for name in __all__} | _ELSEWHERE


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'keras_gencmp' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    if module == "api":
        from keras_gencmp.training import runtime

        runtime.start()
    room = importlib.import_module(f"keras_gencmp.{module}")
    return getattr(room, attribute) if attribute else room


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
