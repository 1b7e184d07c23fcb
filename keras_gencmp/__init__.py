"""gencmp: train, sample and compare generative adversarial networks and variational autoencoders.

The names below load TensorFlow only when they are first used::

    import keras_gencmp as gg

    model = gg.build("dcgan")
    model.fit(gg.dataset("digits", batch_size=100), epochs=5)
    gg.grid(model.sample(25)).savefig("digits.png")
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from keras_gencmp import recipes as recipes
    from keras_gencmp.api import build as build
    from keras_gencmp.api import dataset as dataset
    from keras_gencmp.api import images as images
    from keras_gencmp.api import load as load
    from keras_gencmp.figures.grid import grid as grid

# Where the names live; "" is the room itself.
_HOMES = {
    "build": ("api", "build"),
    "dataset": ("api", "dataset"),
    "grid": ("figures.grid", "grid"),
    "images": ("api", "images"),
    "load": ("api", "load"),
    "recipes": ("recipes", ""),
}
__all__ = ["build", "dataset", "grid", "images", "load", "recipes"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'keras_gencmp' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    if attribute:
        from keras_gencmp.training.runtime import check_backend

        check_backend()
    room = importlib.import_module(f"keras_gencmp.{module}")
    return getattr(room, attribute) if attribute else room


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
