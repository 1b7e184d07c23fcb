"""Sets of images that gencmp evaluate takes in the place of runs: folders, arrays and exports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from keras_gencmp.cli.account import tell
from keras_gencmp.exports.folders import holds_export

if TYPE_CHECKING:
    from keras_gencmp.data import Splits
    from keras_gencmp.evaluation.evaluate import Request
    from keras_gencmp.evaluation.images import ImagesToScore
    from keras_gencmp.evaluation.score import Row

PREFIXES = ("folder:", "npz:", "npy:")


def is_set(name: str) -> bool:
    """Whether a name is that of images, and not of a run."""
    return name.startswith(PREFIXES) or holds_export(name)


def rows(names: Sequence[str], dataset: str, data_dir: str | None, request: Request) -> list[Row]:
    """The rows of sets of images against the test images of a dataset."""
    from keras_gencmp import data
    from keras_gencmp.evaluation.images import evaluate_images

    data.check(dataset)
    size, channels = _shape(names, dataset)
    splits = data.load(dataset, size=size, channels=channels, data_dir=data_dir)
    tell(splits)
    sets = {name: _images(name, splits, request) for name in names}
    return evaluate_images(sets, splits, request)


def _shape(names: Sequence[str], dataset: str) -> tuple[int, int]:
    """The side at which images are compared, and their channels, 0 for those of the data."""
    from keras_gencmp.data.images.pictures import is_pictures, own_size

    exports = [name for name in names if holds_export(name)]
    if exports:
        from keras_gencmp.exports.loaded import LoadedModel

        height, _, channels = LoadedModel(Path(exports[0])).image_shape
        return height, channels
    return (own_size(dataset) if is_pictures(dataset) else 28), 0


def _images(name: str, splits: Splits, request: Request) -> ImagesToScore:
    from keras_gencmp.data.images.pictures import read_pictures
    from keras_gencmp.evaluation.images import ImagesToScore

    size, _, channels = splits.train.images.shape[1:]
    if holds_export(name):
        from keras_gencmp.exports.images import as_bytes
        from keras_gencmp.exports.loaded import LoadedModel

        return ImagesToScore(as_bytes(LoadedModel(Path(name)).sample(request.n, request.seed)))
    read = read_pictures(name, size, channels)
    return ImagesToScore(read.images, read.labels(splits.classes))
