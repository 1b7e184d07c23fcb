"""Arrays on disk; a checkpoint is the whole state of a training in one file."""

import os
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np

from keras_gencmp.errors import UserError
from keras_gencmp.runs.files import atomic_file

# What NumPy and zipfile raise on files that are cut off, garbled or of another kind. Pickled
# objects, which would run code, are among them: they are refused with a ValueError.
DAMAGE: tuple[type[Exception], ...] = (OSError, ValueError, EOFError, KeyError, TypeError)
DAMAGE += (MemoryError, OverflowError, SyntaxError, RuntimeError, TokenError, zipfile.BadZipFile)
DAMAGE += (AttributeError, IndexError, struct.error, zlib.error)
MAX_BYTES, MAX_IMAGES = 2**31, 2**28  # of a checkpoint and of stored samples, each a file
AGAIN = "train again with the same recipe and seed"


def write(path: Path, state: Mapping[str, np.ndarray]) -> None:
    """Arrays by name as an .npz; each carries a checksum (that of the zip format)."""
    with atomic_file(path) as file:
        np.savez(file, **dict(state))  # type: ignore[arg-type]


def write_array(path: Path, array: np.ndarray) -> None:
    """One array as an .npy file that appears whole or not at all."""
    with atomic_file(path) as file:
        np.save(file, array)


def keep(path: Path, previous: Path) -> None:
    """Keep a checkpoint as the previous one before the next is written; neither is ever missing."""
    if path.exists():
        try:
            previous.unlink(missing_ok=True)
            os.link(path, previous)
        except OSError:  # a file system without hard links
            os.replace(path, previous)


def reinstate(path: Path, previous: Path) -> None:
    """Put the previous checkpoint in the place of one that is damaged."""
    write(path, read(previous))


def is_whole(path: Path) -> bool:
    """Whether a checkpoint is there and undamaged."""
    try:
        return bool(read(path))
    except UserError:
        return False


def read(path: Path) -> dict[str, np.ndarray]:
    """The arrays of a checkpoint, once every checksum has been verified.

    UserError where it is missing or damaged.
    """
    try:
        _check_regular(path)
        with zipfile.ZipFile(path) as archive:
            # Compressed arrays, which we never write, and arrays that share their bytes could
            # unpack to far more than the file.
            members = archive.infolist()
            packed = any(each.compress_type != zipfile.ZIP_STORED for each in members)
            size = path.stat().st_size
            large = sum(each.file_size for each in members) > size or size > MAX_BYTES
            damaged = packed or large or archive.testzip() is not None
        if not damaged:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                return dict(arrays)
    except DAMAGE:
        pass
    problem = "is damaged" if path.exists() else "is missing"
    raise UserError(f"the checkpoint {path} {problem}: {AGAIN}")


def read_array(path: Path) -> np.ndarray:
    """The array in an .npy file; UserError where it is damaged, or holds pickled objects."""
    try:
        _check_regular(path)
        with path.open("rb") as file:
            return np.asarray(np.lib.format.read_array(file, allow_pickle=False))
    except DAMAGE as error:
        raise UserError(f"{path} is missing or damaged: delete it") from error


def read_images(path: Path, size: int, channels: tuple[int, ...]) -> np.ndarray:
    """Images (n, size, size, c) from an .npy file, c one of ``channels``: uint8, one at least."""
    if path.exists() and path.stat().st_size > MAX_IMAGES:
        raise UserError(f"{path} is larger than {MAX_IMAGES} bytes: delete it")
    images = read_array(path)
    fits = images.shape[1:] in [(size, size, count) for count in channels]
    if images.dtype != np.uint8 or not fits or not len(images):
        raise UserError(f"{path} holds no images of {size} x {size} pixels: delete it")
    return images


def _check_regular(path: Path) -> None:
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise ValueError("it is no regular file")


def assign(variables: Mapping[str, Any], state: Mapping[str, np.ndarray], source: Path) -> None:
    """Set variables from a checkpoint; nothing is touched unless every name and shape fits."""
    shapes = {name: tuple(variable.shape) for name, variable in variables.items()}
    fitting = shapes == {name: array.shape for name, array in state.items()}
    if not fitting or not all(array.dtype.kind in "biuf" for array in state.values()):
        raise UserError(
            f"{source} does not fit its recipe.json: restore the recipe it was made with"
        )
    for name, variable in variables.items():
        variable.assign(state[name])
