"""``npz:PATH``: a dataset in one NumPy archive."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from keras_gencmp.data.resizing import resize
from keras_gencmp.data.splits import RawSplits, Split, stratified_order
from keras_gencmp.errors import UserError

# The keys of each split's images and labels: Keras's names, MedMNIST's, and one bare pair.
LAYOUTS: tuple[dict[str, tuple[str, str]], ...] = (
    {
        "train": ("x_train", "y_train"),
        "validation": ("x_val", "y_val"),
        "test": ("x_test", "y_test"),
    },
    {
        "train": ("train_images", "train_labels"),
        "validation": ("val_images", "val_labels"),
        "test": ("test_images", "test_labels"),
    },
    {"train": ("x", "y")},
)
# Every class has a name in memory, so a stray huge number among the labels must not count.
CLASSES_AT_MOST = 10_000
# Zeros compress by a factor of a thousand, drawings by ten to fifty.
UNPACKED_BYTES, MOST_COMPRESSED = 2**30, 100
# What NumPy and zipfile raise on truncated, garbled, encrypted and foreign files.
DAMAGE: tuple[type[Exception], ...] = (OSError, ValueError, EOFError, AttributeError)
DAMAGE += (TypeError, RuntimeError, zipfile.BadZipFile, zlib.error)


def read(argument: str, size: int, channels: int, data_dir: str | None) -> RawSplits:
    """The splits of the archive at ``argument``; images (n, h, w) or (n, h, w, 1 or 3).

    Images are integers from 0 to 255 or floats in [0, 1]; labels may be missing. UserError naming
    the archive and the array when it holds anything else.
    """
    file = Path(argument).expanduser()
    arrays = _arrays(file)
    layout = _layout(arrays, file)
    splits = {
        name: _split(arrays, keys, file, size, channels)
        for name, keys in layout.items()
        if keys[0] in arrays
    }
    train = splits["train"]
    order = stratified_order(train.labels)
    train = Split(train.images[order], train.labels[order])
    labelled = any(keys[1] in arrays for keys in layout.values())
    classes = _classes(list(splits.values())) if labelled else ("all",)
    return RawSplits(train, splits.get("validation"), splits.get("test"), classes)


def _arrays(file: Path) -> dict[str, np.ndarray]:
    """Every array of the archive; pickled objects are refused, never run."""
    if not file.is_file():
        raise UserError(f"there is no file {file}: write npz:PATH with the path of a .npz archive")
    try:
        # NumPy leaves a file that it opened itself open when it is damaged.
        with file.open("rb") as handle, np.load(handle, allow_pickle=False) as archive:
            _check_size(archive, file)
            return {key: archive[key] for key in archive.files}
    except DAMAGE as error:
        raise UserError(
            f"{file} is damaged or not an archive of plain arrays: "
            "write it again with numpy.savez(path, x=images, y=labels)"
        ) from error


def _check_size(archive: Any, file: Path) -> None:
    """UserError where a small archive would unpack to far more than images compress by."""
    members = archive.zip.infolist() if isinstance(archive, np.lib.npyio.NpzFile) else []
    unpacked = sum(each.file_size for each in members)
    if unpacked > UNPACKED_BYTES and unpacked > MOST_COMPRESSED * file.stat().st_size:
        raise UserError(f"{file} would unpack to {unpacked / 2**30:.0f} GiB: images compress less")


def _layout(arrays: dict[str, np.ndarray], file: Path) -> dict[str, tuple[str, str]]:
    """The layout whose training images the archive holds."""
    for layout in LAYOUTS:
        if layout["train"][0] in arrays:
            return layout
    wanted = ", ".join(layout["train"][0] for layout in LAYOUTS)
    keys = ", ".join(arrays) or "nothing"
    raise UserError(f"{file} holds {keys}: name the array of training images one of {wanted}")


def _split(
    arrays: dict[str, np.ndarray], keys: tuple[str, str], file: Path, size: int, channels: int
) -> Split:
    """One split of the archive, checked and resized."""
    images = resize(_pixels(arrays[keys[0]], f"{keys[0]} in {file}"), size, channels)
    if keys[1] not in arrays:
        return Split(images, np.zeros(len(images), np.int64))
    labels = _labels(arrays[keys[1]], f"{keys[1]} in {file}")
    if len(labels) != len(images):
        raise UserError(
            f"{file} has {len(images)} images in {keys[0]} but {len(labels)} labels in {keys[1]}: "
            "give one label for each image"
        )
    return Split(images, labels)


def _pixels(images: np.ndarray, where: str) -> np.ndarray:
    """Checked images as uint8 (n, h, w, 1 or 3)."""
    if images.ndim == 3:
        images = images[..., np.newaxis]
    if images.ndim != 4 or images.shape[-1] not in (1, 3) or 0 in images.shape:
        raise UserError(
            f"{where} has the shape {images.shape}: "
            "images must be (n, height, width) or (n, height, width, 1 or 3), one at least"
        )
    scale = 255 if images.dtype.kind in "fb" else 1
    if images.dtype.kind not in "buif" or not _within(images, 255 // scale):
        raise UserError(
            f"{where} is {images.dtype} with values outside the range of images: "
            "give integers from 0 to 255 or floats in [0, 1]"
        )
    return images if images.dtype == np.uint8 else np.rint(images * float(scale)).astype(np.uint8)


def _within(values: np.ndarray, most: int) -> bool:
    """Whether every value is a number from 0 to ``most``; NaN is not."""
    return bool(values.min() >= 0 and values.max() <= most)


def _labels(labels: np.ndarray, where: str) -> np.ndarray:
    """Checked labels as int64 (n,)."""
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    whole = labels.dtype.kind in "bui" or (
        labels.dtype.kind == "f" and bool(np.all(np.rint(labels) == labels))
    )
    if labels.ndim != 1 or not whole or (labels.size and not _within(labels, CLASSES_AT_MOST - 1)):
        raise UserError(
            f"{where} is {labels.dtype} of shape {labels.shape}: labels must be class numbers, "
            f"0 to {CLASSES_AT_MOST - 1}, of shape (n,) or (n, 1)"
        )
    return labels.astype(np.int64)


def _classes(splits: list[Split]) -> tuple[str, ...]:
    """The class numbers up to the highest label, as names."""
    return tuple(str(label) for label in range(1 + max(int(s.labels.max()) for s in splits)))
