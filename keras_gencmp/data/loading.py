"""From a dataset's name to its three splits."""

from __future__ import annotations

from keras_gencmp.data.registry import check, resolve
from keras_gencmp.data.splits import Reader, Splits, check_raw_splits, divide
from keras_gencmp.errors import UserError
from keras_gencmp.registry import load_path


def load(
    name: str,
    *,
    size: int = 28,
    channels: int = 1,
    validation: int | None = None,
    data_dir: str | None = None,
) -> Splits:
    """The splits of a dataset, images uint8 (n, size, size, channels).

    ``name`` is one that :mod:`keras_gencmp.data.registry` describes: "digits", "mnist",
    "folder:PATH", "my_file.py:read". ``validation`` is the number of validation images (see
    :func:`~keras_gencmp.data.splits.divide`), ``data_dir`` the folder of prepared TFDS datasets
    (see :func:`~keras_gencmp.data.tfds_images.directory`). UserError when the dataset cannot be
    read as asked, or when its reader returns something else than its contract says.
    """
    if size < 1 or channels not in (1, 3):
        raise UserError(f"images cannot be {size}x{size}x{channels}: use 1 or 3 channels")
    check(name)
    source, argument = resolve(name)
    if channels not in source.channels:
        raise UserError(f"{name} has {source.channels[0]} channels: set data.channels")
    read: Reader = load_path(source.path, "reader")
    raw = read(argument, size, channels, data_dir)
    check_raw_splits(raw, name, size, channels)
    return divide(raw.name or name, raw, validation)
