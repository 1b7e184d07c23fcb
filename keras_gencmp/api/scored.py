"""What is given to be scored: runs, or images of any origin under names of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from keras_gencmp.api.opened import Named, is_exported, loaded, named
from keras_gencmp.api.pixels import checked
from keras_gencmp.data.images.pictures import is_pictures
from keras_gencmp.errors import UserError
from keras_gencmp.exports.loaded import LoadedModel
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs.run import Run

REAL = "real"
# What is scored by its images alone, folders and exports by their paths.
Pictures = np.ndarray | GenerativeModel | LoadedModel | str | Path
Scored = Named | Pictures


def sort_models(
    models: Any, root: str | Path, trust: bool
) -> tuple[dict[str, Pictures], list[Run]]:
    """What is scored by its images, and the runs; neither, where real images alone are meant."""
    if isinstance(models, Mapping):
        listed, pictures = list(models), {str(name): models[name] for name in models}
        members = [each for each in pictures.values() if isinstance(each, Run)]
    else:
        listed = [models] if _is_one(models) else list(models)
        pictures = _named_pictures(listed)
        members = [
            named(each, root, trust)
            for each in listed
            if not _has_images_alone(each) and not (isinstance(each, str) and each == REAL)
        ]
    if not listed:
        raise UserError("nothing is named: give a run, images, or 'real'")
    if pictures and members:
        raise UserError("runs are scored against their own data: score images in another call")
    return pictures, members


def _named_pictures(listed: Sequence[Any]) -> dict[str, Pictures]:
    """What is scored by its images under the names of its rows: paths are their own."""
    pictures: dict[str, Pictures] = {}
    for each in filter(_has_images_alone, listed):
        kind = "images" if _is_array(each) else "model"
        number = f"{kind} {len(pictures) + 1}" if len(listed) > 1 else kind
        pictures[str(each) if isinstance(each, str | Path) else number] = each
    return pictures


def _is_one(models: Any) -> bool:
    """Whether what is given is one thing to score, and no list of them."""
    several = isinstance(models, Iterable) and not isinstance(models, str)
    return not several or _has_images_alone(models)


def _has_images_alone(each: Any) -> bool:
    """Whether something is scored by its images alone."""
    if isinstance(each, str) and is_pictures(each):
        return True
    return _is_array(each) or isinstance(each, GenerativeModel) or is_exported(each)


def _is_array(each: Any) -> bool:
    return hasattr(each, "__array__") and not isinstance(each, str)  # tensors too


def opened_pictures(name: str, each: Any) -> Any:
    """An array of images that are checked, a model, or the path of pictures."""
    if is_exported(each):
        return loaded(each)
    if isinstance(each, str | Path):
        return str(each)
    return each if isinstance(each, GenerativeModel) else checked(each, name)
