"""From a dataset's name to its three splits."""

from __future__ import annotations

import sys
from pathlib import Path

from keras_gencmp.data import arrays, digits, folder, tfds_images
from keras_gencmp.data.download import Unreachable
from keras_gencmp.data.splits import RawSplits, Splits, divide
from keras_gencmp.errors import UserError

FAMILIAR = ("auto", "digits", "mnist", "fashion_mnist", "kmnist", "cifar10")


def load(
    name: str,
    *,
    size: int = 28,
    channels: int = 1,
    validation: int | None = None,
    data_dir: str | None = None,
) -> Splits:
    """The splits of the dataset called ``name``, images uint8 (n, size, size, channels).

    ``name`` is ``digits`` (bundled), ``folder:PATH``, ``npz:PATH``, the TFDS name of an image
    classification dataset, or ``auto``: MNIST where it is prepared or can be fetched, else the
    bundled digits, with a line on stderr that says so. ``validation`` is the number of validation
    images (see ``splits.divide``), ``data_dir`` TFDS's directory (see ``tfds_images.directory``).
    Raises UserError when the dataset cannot be had as asked.
    """
    if size < 1 or channels not in (1, 3):
        raise UserError(f"Images of {size}x{size}x{channels} cannot be made: use 1 or 3 channels.")
    if name == "auto":
        name, parts = _automatic(size, channels, data_dir)
    else:
        parts = _read(name, size, channels, data_dir)
    return divide(name, parts, validation)


def check(name: str) -> None:
    """UserError unless ``name`` can be the name of a dataset; nothing is read.

    It loads no TensorFlow, and for the familiar names and for paths not even TFDS.
    """
    kind, colon, path = name.partition(":")
    if colon and kind in ("folder", "npz"):
        exists = (
            Path(path).expanduser().is_dir if kind == "folder" else Path(path).expanduser().is_file
        )
        if not path or not exists():
            raise UserError(
                f"There is no {path or 'path'} to read: give {kind}:PATH an existing path."
            )
    elif name not in FAMILIAR:
        tfds_images.check(name)


def _read(name: str, size: int, channels: int, data_dir: str | None) -> RawSplits:
    """The parts from the one source that ``name`` means."""
    kind, _, path = name.partition(":")
    if kind == "folder":
        return folder.read(path, size, channels)
    if kind == "npz":
        return arrays.read(path, size, channels)
    if name == "digits":
        return digits.read(size, channels)
    return tfds_images.read(name, size, channels, data_dir)


def _automatic(size: int, channels: int, data_dir: str | None) -> tuple[str, RawSplits]:
    """MNIST, or the bundled digits where it cannot be had; and which of the two it is."""
    try:
        return "mnist", tfds_images.read("mnist", size, channels, data_dir)
    except Unreachable as error:
        print(
            f"gencmp: {error.reason}; using the 1,797 bundled digits instead. "
            f"To get MNIST: {error.mend}.",
            file=sys.stderr,
        )
        return "digits", digits.read(size, channels)
