"""A strict reader of .npz archives, which checks names, types and shapes before it makes arrays.

``numpy.load`` evaluates the header of an array and allocates whatever size it claims. Here a header
must be, letter for letter, the one that NumPy writes for the expected array, and nothing is
unpickled, evaluated or decompressed. The format is ``numpy.lib.format``, version 1.0: a magic
string, the length of the header, the header, and the data.
"""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import numpy as np

MAGIC = b"\x93NUMPY\x01\x00"


class DamagedFile(Exception):
    """What is wrong with a file's content, as half a sentence about it."""


def read(path: Path, most: int) -> dict[str, bytes]:
    """The members of an archive of ``most`` bytes by name, once every checksum has been verified.

    Raises DamagedFile unless it is a whole .npz without compression, and OSError where the file
    cannot be read.
    """
    if path.stat().st_size > most:
        raise DamagedFile(f"it is larger than {most:,} bytes")
    content = io.BytesIO(path.read_bytes())
    try:
        with zipfile.ZipFile(content) as archive:
            # What is stored as it is cannot grow in memory.
            files = archive.infolist()
            if any(each.compress_type != zipfile.ZIP_STORED for each in files):
                raise DamagedFile("it is compressed")
            if sum(each.file_size for each in files) > most:
                raise DamagedFile("its arrays share their bytes")
            return {each.removesuffix(".npy"): archive.read(each) for each in archive.namelist()}
    # All that zipfile is known to raise for content that is no archive, cut off or encrypted.
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, RuntimeError, struct.error) as error:
        raise DamagedFile("it is no whole .npz archive") from error


def array(members: dict[str, bytes], name: str, dtype: str, shape: tuple[int, ...]) -> np.ndarray:
    """The array of this name; DamagedFile for any other type, shape or length of data."""
    kind = np.dtype(dtype)
    header, data = _split(members, name)
    if header != _header(kind.str, shape) or len(data) != int(np.prod(shape)) * kind.itemsize:
        raise DamagedFile(f"its array {name} is not {dtype} of shape {shape}")
    return np.frombuffer(data, kind).reshape(shape)


def text(members: dict[str, bytes], name: str) -> str:
    """The string in a 0-d array of this name; DamagedFile for anything else."""
    header, data = _split(members, name)
    if header == _header(f"<U{len(data) // 4}", ()):
        try:
            return data.decode("utf-32-le").rstrip("\0")
        except UnicodeDecodeError:
            pass
    raise DamagedFile(f"its array {name} is no text")


def _split(members: dict[str, bytes], name: str) -> tuple[str, bytes]:
    """Header, without its padding, and data of an array."""
    content = members.get(name, b"")
    if not content.startswith(MAGIC):
        raise DamagedFile(f"its array {name} is missing")
    start = len(MAGIC) + 2
    end = start + int.from_bytes(content[len(MAGIC) : start], "little")
    return content[start:end].decode("latin-1").rstrip(), content[end:]


def _header(dtype: str, shape: tuple[int, ...]) -> str:
    """The header that NumPy writes before an array in C order."""
    return f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}"
