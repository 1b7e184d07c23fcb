"""Data for models: datasets by their names, and arrays in their place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import tensorflow as tf

from keras_gencmp import data
from keras_gencmp.api.ineffective import refuse
from keras_gencmp.api.ranges import check
from keras_gencmp.data import Splits
from keras_gencmp.data.checks import check_images, notices
from keras_gencmp.data.images import arrays
from keras_gencmp.data.images.arrays import Target
from keras_gencmp.data.images.pictures import read_pictures
from keras_gencmp.data.options import Options
from keras_gencmp.data.splits import digest, divide
from keras_gencmp.errors import UserError
from keras_gencmp.runs import checkpoint
from keras_gencmp.terminal import console

if TYPE_CHECKING:
    from keras_gencmp.exports.loaded import LoadedModel
    from keras_gencmp.models.base import GenerativeModel

# Images, or images with their labels.
Images: TypeAlias = np.ndarray | tuple[np.ndarray, np.ndarray]
KEPT = "arrays"  # the folder of archives of a session's arrays, beside the runs


def dataset(
    source: str | np.ndarray = "auto",
    labels: np.ndarray | None = None,
    *,
    batch_size: int = 100,
    seed: int = 0,
    size: int = 28,
    channels: int = 0,
    validation: int | None = None,
    data_dir: str | None = None,
) -> tf.data.Dataset:
    """One epoch of shuffled training batches: images float32 in [0, 1] (b, h, w, c), labels (b,).

    ``source`` is a dataset as ``--dataset`` takes it ("digits", "mnist", "folder:PATH"), or an
    array of images, with ``labels`` (n,) or without: (n, h, w), (n, h, w, c), channels first, or
    flat rows, of bytes, 16 bits, [0, 1] or [-1, 1]. Images are brought to ``size`` pixels and
    ``channels``; 0 keeps those of the data. Of data without splits of their own a fifth is held out
    for test and validation; ``validation`` is the number of the latter. UserError for what cannot
    be read.

    >>> batches = gg.dataset("digits", batch_size=50)
    >>> images, labels = next(iter(batches))
    >>> tuple(images.shape), float(images.numpy().max()) <= 1
    ((50, 28, 28, 1), True)
    >>> x, y = np.zeros((100, 8, 8)), np.arange(100) % 3
    >>> x[:, 2:6, 2:6] = np.random.default_rng(0).random((100, 4, 4))
    >>> len(gg.dataset(x, y, batch_size=27))
    3
    """
    check("dataset", batch_size=batch_size, seed=seed, size=size)
    check("dataset", channels=channels, validation=validation)
    given = source if labels is None or isinstance(source, str) else (source, labels)
    if isinstance(source, str) and labels is not None:
        raise UserError("labels belong to an array of images: a dataset's name has its own")
    splits = splits_of(given, size, channels, validation, data_dir)
    return data.pipeline(splits.train, batch_size=batch_size, seed=seed, epochs=1)


def images(path: str | Path, model: GenerativeModel | LoadedModel) -> np.ndarray:
    """Images of your own as a model takes them, float32 (n, h, w, c) in [0, 1].

    ``path`` is an image file, a folder or zip archive of them, or an array (.npy, .npz). Files are
    in the order of their names. UserError for what cannot be read.

    >>> model = gg.load("conv-vae")
    >>> np.save("pictures.npy", model.sample(3))
    >>> gg.images("pictures.npy", model).shape
    (3, 28, 28, 1)
    """
    height, _, channels = model.image_shape
    return read_pictures(str(path), height, channels).images.astype("float32") / 255.0


def splits_of(
    given: str | Images,
    size: int = 28,
    channels: int = 0,
    validation: int | None = None,
    data_dir: str | None = None,
) -> Splits:
    """The splits of a dataset's name, or of images in arrays with labels or without."""
    shape: dict[str, Any] = {"size": size, "channels": channels, "validation": validation}
    if isinstance(given, str):
        return data.load(given, data_dir=data_dir, **shape)
    refuse("with images in an array", data_dir=data_dir)
    return _splits_of_arrays(_arrays(given), **shape)


def name_of(
    given: str | Images | None, folder: str | Path, data_dir: str | None = None
) -> str | None:
    """The name of a dataset: arrays are written to an archive below a folder, and named by it.

    A run names its data, so that it can be resumed and scored in another session. UserError, before
    anything is written, for arrays that are no images, and for ``data_dir``, where they are not.
    """
    if given is None or isinstance(given, str):
        return given
    refuse("with images in an array", data_dir=data_dir)
    named = _arrays(given)
    content = digest(data.Split(named["x"], named.get("y", np.zeros(0))))
    path = Path(folder).absolute() / KEPT / f"{content}.npz"
    if not path.exists():
        _splits_of_arrays(named, 28, 0, None)  # refuses what a training would
        path.parent.mkdir(parents=True, exist_ok=True)
        checkpoint.write(path, named)
        console.note(f"the images are kept in {path}, so that runs find them again")
    return f"npz:{path}"


def _arrays(given: Images) -> dict[str, np.ndarray]:
    """Images and labels by the names that they have in an archive."""
    if isinstance(given, Path):
        raise UserError(f"a dataset is named by a text, as in 'folder:{given}' or 'npz:{given}'")
    if isinstance(given, tuple) and len(given) != 2:
        raise UserError(f"a dataset is images or (images, labels), not a tuple of {len(given)}")
    pair = given if isinstance(given, tuple) else (given,)
    named = {key: np.asarray(array) for key, array in zip(("x", "y"), pair, strict=False)}
    if named["x"].dtype.kind not in "buif":
        raise UserError(
            f"images are an array of numbers, not of {named['x'].dtype}: stack them by numpy.stack"
        )
    if "y" in named and named["y"].dtype.kind == "O":
        named["y"] = named["y"].astype(str)
    return named


def _splits_of_arrays(
    named: dict[str, np.ndarray], size: int, channels: int, validation: int | None
) -> Splits:
    raw = arrays.assemble(named, Path("the arrays"), Target(size, channels, Options()))
    check_images(raw.train, "the array of images")
    splits = divide("arrays", raw, validation)
    return splits.with_notices(notices(splits))
