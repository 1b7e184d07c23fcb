"""Models by recipe, untrained, and those of runs and exports."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from keras_gencmp import assembly, runs
from keras_gencmp.api.opened import Named, named
from keras_gencmp.api.spelling import changed
from keras_gencmp.assembly import assemble
from keras_gencmp.exports.folders import is_export
from keras_gencmp.exports.loaded import LoadedModel
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe
from keras_gencmp.runs.run import Run


def build(
    recipe_name: str | Path, changes: Mapping[str, Any] | None = None, /, **more: Any
) -> GenerativeModel:
    """The compiled, untrained model of a recipe, by its name or its file (.toml or .json).

    ``changes`` are dotted keys of the recipe, as ``--set`` takes them; keywords are the same keys
    with ``__`` for the dot. ``fit`` trains the model as any Keras model, on batches of images in
    [0, 1] and labels. A file may name code of its own, which is run: name only files that you
    trust. UserError for an unknown recipe, key or value, with the right spelling, and for a key
    that is given twice.

    >>> model = gg.build("gan", {"latent": 8, "networks.generator.widths": [16]})
    >>> model.latent, model.image_shape
    (8, (28, 28, 1))
    >>> gg.build("dcgan", model__loss="hinge", networks__generator__width=4).latent
    100
    """
    return assemble(changed(recipe.load(str(recipe_name)), changes, more))


def load(
    run: Named, trust: bool = False, root: str | Path = runs.ROOT
) -> GenerativeModel | LoadedModel:
    """The trained model of a run: a path, a name such as "dcgan" or "dcgan@best", or "latest".

    The folder of a SavedModel that gencmp has exported is one with the same methods for inference:
    ``sample``, ``decode_many``, ``encode`` and ``reconstruct``. ``root`` is the folder of all runs.
    Opening a run executes nothing: where its recipe names code outside the package, UserError says
    so. ``trust`` loads that code, which can do all that you can.

    >>> model = gg.load("conv-vae")
    >>> model.sample(16, seed=1).shape
    (16, 28, 28, 1)
    >>> codes = model.encode(model.sample(16))
    >>> codes.shape
    (16, 2)
    """
    if not isinstance(run, Run) and is_export(str(run), Path(root)):
        return LoadedModel(Path(run))
    return assembly.load(named(run, root, trust))
