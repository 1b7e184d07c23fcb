"""A decoded dataset on disk: one ``.npy`` file, mapped into memory so that it streams."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from keras_gencmp.errors import UserError


def directory() -> Path:
    """The user's cache: ``GENCMP_CACHE``, or ``~/.cache/gencmp``."""
    return Path(os.environ.get("GENCMP_CACHE") or "~/.cache/gencmp").expanduser()


def mapped(key: str, shape: tuple[int, ...], images: Iterable[np.ndarray]) -> np.ndarray:
    """A read-only memory map, uint8 of ``shape``, of the file cached under ``key``.

    ``images`` are consumed only when no whole file of this shape is there. The file appears at
    once when its last byte is on disk. Raises UserError when the cache cannot be written.
    """
    file = directory() / f"{key}.npy"
    found = _opened(file, shape)
    if found is not None:
        return found
    try:
        _write(file, shape, images)
    except OSError as error:
        raise UserError(
            f"The cache {directory()} cannot be written ({error.strerror}): "
            "set GENCMP_CACHE to a directory with room."
        ) from error
    return np.load(file, mmap_mode="r")


def _opened(file: Path, shape: tuple[int, ...]) -> np.ndarray | None:
    """The map of a cached file, or None where there is none or it is not whole."""
    try:
        array = np.load(file, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return array if array.shape == shape and array.dtype == np.uint8 else None


def _write(file: Path, shape: tuple[int, ...], images: Iterable[np.ndarray]) -> None:
    """The images written in sequence beside ``file`` and moved in place.

    Not through a memory map: a full disk would then kill the process instead of raising OSError.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    header = {"descr": "|u1", "fortran_order": False, "shape": shape}
    descriptor, beside = tempfile.mkstemp(prefix=".incomplete-", dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            np.lib.format.write_array_header_1_0(handle, header)
            for image in images:
                handle.write(image.tobytes())
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(beside, file)
    finally:
        Path(beside).unlink(missing_ok=True)
