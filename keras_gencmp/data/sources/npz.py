"""``npz:FILE``: a dataset in one NumPy archive, and ``npy:FILE``: one array of images."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from tokenize import TokenError

import numpy as np

from keras_gencmp.data import options as dataset_options
from keras_gencmp.data.images.arrays import Target, assemble
from keras_gencmp.data.mends import MENDS
from keras_gencmp.data.splits import RawSplits
from keras_gencmp.errors import UserError

# What NumPy and zipfile raise on truncated, garbled, encrypted and foreign files.
DAMAGE: tuple[type[Exception], ...] = (OSError, ValueError, EOFError, AttributeError)
DAMAGE += (TypeError, RuntimeError, zipfile.BadZipFile, zlib.error, SyntaxError, TokenError)
LARGEST = 2**34  # bytes of all arrays: a small archive may say that it holds any number
# Zeros compress by a factor of a thousand, drawings by ten to fifty.
UNPACKED_BYTES, MOST_COMPRESSED = 2**30, 100


def read(argument: str, size: int, channels: int, data_dir: str | None) -> RawSplits:
    """The splits of the archive or array at ``argument``, of any usual keys and kinds of images.

    UserError naming the file and the array when it holds anything else; pickles are never loaded.
    """
    path, options = dataset_options.separate(argument)
    file = Path(path).expanduser()
    return assemble(read_arrays(file), file, Target(size, channels, options))


def read_arrays(file: Path) -> dict[str, np.ndarray]:
    """Every array of the archive; pickled objects are refused, never run."""
    if not file.is_file():
        raise UserError(f"there is no file {file}: write npz:PATH with the path of a .npz archive")
    try:
        # NumPy leaves a file that it opened itself open when it is damaged.
        with file.open("rb") as handle:
            _check_archive(file)
            loaded = np.load(handle, allow_pickle=False)
            if isinstance(loaded, np.ndarray):
                return {"images": loaded}
            arrays = {key: loaded[key] for key in loaded.files}
            # Single numbers are notes on the images; where there is nothing else they are named.
            return {key: array for key, array in arrays.items() if array.ndim} or arrays
    except MemoryError as error:
        raise UserError(f"{file} is larger than the memory: give fewer images") from error
    except DAMAGE as error:
        raise UserError(_damaged(file, error)) from error


def _damaged(file: Path, error: Exception) -> str:
    """The sentence about a file that NumPy cannot read as plain arrays."""
    known = MENDS.get(file.suffix.lower())
    if known and file.suffix.lower() not in (".npy", ".npz"):
        return f"{file} is no archive of NumPy: {known}"
    if "object arrays" in str(error).lower() or _is_pickle(file):
        return (
            f"{file} is not an archive of plain arrays: it holds Python objects, which can run "
            "code, so save texts as labels.astype(str) and images as numbers by numpy.savez"
        )
    return (
        f"{file} is damaged or not an archive of plain arrays: "
        "write it again with numpy.savez(path, x=images, y=labels)"
    )


def _is_pickle(file: Path) -> bool:
    """Whether a file begins as pickled objects do; NumPy says so of all that it does not know."""
    try:
        with file.open("rb") as content:
            return content.read(1) == b"\x80"
    except OSError:
        return False


def _check_archive(file: Path) -> None:
    """UserError for an archive of other things than arrays, or that unpacks to too many bytes."""
    if not zipfile.is_zipfile(file):
        return
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
    if members and not any(member.filename.endswith(".npy") for member in members):
        raise UserError(f"{file} holds no arrays: for images in a zip archive write folder:{file}")
    bytes_in_all = sum(member.file_size for member in members)
    if bytes_in_all > LARGEST:
        raise UserError(f"{file} would unpack to {bytes_in_all / 2**30:.0f} GiB: give fewer images")
    if bytes_in_all > max(UNPACKED_BYTES, MOST_COMPRESSED * file.stat().st_size):
        size = f"{bytes_in_all / 2**30:.0f} GiB"
        raise UserError(f"{file} would unpack to {size}: images compress less")
