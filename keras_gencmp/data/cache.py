"""The cache of decoded datasets: arrays on disk, read at once or memory-mapped."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO

import numpy as np

from keras_gencmp.errors import UserError
from keras_gencmp.recipes import checksums
from keras_gencmp.runs.files import atomic_file, remove_left_behind
from keras_gencmp.terminal import console

VERSION = 2  # raised whenever decoding changes, so that no old image passes for a new one
# Larger arrays are decoded each time rather than filling a user's disk unasked.
CACHED_BYTES = 2**30


def directory() -> Path:
    """The user's cache: ``GENCMP_CACHE``, or ``~/.cache/gencmp``."""
    return Path(os.environ.get("GENCMP_CACHE") or "~/.cache/gencmp").expanduser()


def fingerprint(paths: Iterable[Path], *facts: object) -> str:
    """A key for what is decoded from files: their names, sizes and times, and further facts."""
    sha = hashlib.sha256(repr((VERSION, *facts)).encode())
    for path in paths:
        status = path.stat()
        sha.update(f"{path.resolve()}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return sha.hexdigest()[:32]


def cached(key: str, decode: Callable[[], dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """The arrays cached under ``key``, or the result of ``decode`` when no undamaged file has them.

    Its checksum says whether it is damaged. A cache that cannot be written only costs the time of
    decoding again, so that it is no error.
    """
    file = directory() / f"{key}.npz"
    if _is_whole(file):
        with suppress(OSError, ValueError, EOFError, zipfile.BadZipFile):
            with file.open("rb") as handle, np.load(handle, allow_pickle=False) as arrays:
                return dict(arrays)
    decoded = decode()
    if sum(array.nbytes for array in decoded.values()) <= CACHED_BYTES:
        with suppress(OSError):
            _write(file, lambda handle: np.savez(handle, **decoded))
    return decoded


def memory_mapped(key: str, shape: tuple[int, ...], images: Iterable[np.ndarray]) -> np.ndarray:
    """A read-only memory map, uint8 of ``shape``, of the file cached under ``key``.

    ``images`` are consumed only when there is no complete file of this shape. The file appears at
    once when its last byte is on disk. UserError when the cache cannot be written.
    """
    file = directory() / f"{key}.npy"
    array = _opened(file, shape)
    if array is not None:
        return array
    try:
        _write(file, lambda handle: _fill(handle, shape, images))
    except OSError as error:
        raise UserError(
            f"the cache {directory()} cannot be written ({error.strerror or error}): "
            "set GENCMP_CACHE to a directory with room"
        ) from error
    return np.load(file, mmap_mode="r")


def _opened(file: Path, shape: tuple[int, ...]) -> np.ndarray | None:
    """The memory map of a cached file, or None where there is none or it is damaged."""
    if not _is_whole(file):
        return None
    try:
        array = np.load(file, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return array if array.shape == shape and array.dtype == np.uint8 else None


def _fill(handle: IO[bytes], shape: tuple[int, ...], images: Iterable[np.ndarray]) -> None:
    """The images written in sequence as one array.

    Not through a memory map: a full disk would then kill the process instead of raising OSError.
    """
    header = {"descr": "|u1", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(handle, header)
    for image in images:
        handle.write(image.tobytes())


def _is_whole(file: Path) -> bool:
    """Whether a cached file is there with all its bytes as they were written."""
    try:
        whole = checksums.fits(file)
    except OSError:
        return False
    if not whole:
        console.note(f"{file} is damaged: its images are decoded anew")
    return whole


def _write(file: Path, fill: Callable[[IO[bytes]], None]) -> None:
    """Fill a cached file, which ends in a checksum and appears when it is complete."""
    file.parent.mkdir(parents=True, exist_ok=True)
    remove_left_behind(file.parent)
    with atomic_file(file) as handle:
        fill(handle)
        checksums.append(handle)
