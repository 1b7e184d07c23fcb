"""From a dataset's name to its three splits."""

from __future__ import annotations

import inspect

from keras_gencmp.data.checks import check_images, notices
from keras_gencmp.data.contract import check_raw_splits
from keras_gencmp.data.names import absolute, check, resolve
from keras_gencmp.data.splits import Reader, Splits, divide
from keras_gencmp.errors import UserError
from keras_gencmp.registry import load_path

WANTED = (
    "a reader is a function (argument, size, channels, data_dir) that returns "
    "keras_gencmp.data.RawSplits"
)


def load(
    name: str,
    *,
    size: int = 28,
    channels: int = 0,
    validation: int | None = None,
    data_dir: str | None = None,
) -> Splits:
    """The splits of a dataset, images uint8 (n, size, size, channels).

    ``name`` is one that :mod:`keras_gencmp.data.registry` describes: "digits", "mnist",
    "folder:PATH", "my_file.py:read". ``channels`` 0 keeps colour where the data are in colour.
    ``validation`` is the number of validation images (see
    :func:`~keras_gencmp.data.splits.divide`), ``data_dir`` the folder of prepared TFDS datasets,
    as in :func:`~keras_gencmp.data.sources.tfds_images.directory`. UserError when the dataset
    cannot be read as asked, when its reader returns something else than its contract says, or when
    all training images are the same.
    """
    if size < 1 or channels not in (0, 1, 3):
        raise UserError(f"images cannot be {size}x{size}x{channels}: use 1 or 3 channels")
    check(name)
    source, argument = resolve(name)
    if channels and channels not in source.channels:
        raise UserError(f"{name} has {source.channels[0]} channels: set data.channels")
    raw = _reader(source.path)(
        argument,
        size,
        channels if source.keeps_colour else channels or source.channels[0],
        data_dir,
    )
    check_raw_splits(raw, name, size, channels)
    splits = divide(raw.name or absolute(name), raw, validation)
    check_images(splits.train, name)
    return splits.with_notices(notices(splits))


def _reader(path: str) -> Reader:
    """The reader at a path; UserError where it is no function of a reader's four arguments."""
    read: Reader = load_path(path, "reader", callable)
    if not callable(read):
        raise UserError(f"{path} is no function but {type(read).__name__}: {WANTED}")
    try:
        inspect.signature(read).bind("", 28, 1, None)
    except TypeError as error:
        raise UserError(f"{path} takes {inspect.signature(read)}: {WANTED}") from error
    except ValueError as error:  # some functions written in C do not say what they take
        raise UserError(f"{path} does not say what it takes: {WANTED}") from error
    return read
