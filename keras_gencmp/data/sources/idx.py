"""``idx:PATH``: the format of MNIST's own files, a folder of them or one file of images."""

from __future__ import annotations

import gzip
import math
import re
import struct
import zlib
from pathlib import Path
from typing import IO

import numpy as np

from keras_gencmp.data import options as dataset_options
from keras_gencmp.data.images.arrays import Target, assemble
from keras_gencmp.data.keys import SPLIT_OF, words_of
from keras_gencmp.data.sources.emnist import TRANSPOSED, upright, with_steps
from keras_gencmp.data.splits import RawSplits
from keras_gencmp.errors import UserError

# The types of values by their code in the file's third byte, all big-endian.
TYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
NAME = re.compile(r"(?P<stem>.*)(?P<kind>images|labels)(?P<rest>[-.]?idx\d[-.]ubyte)?(\.gz)?", re.I)
LARGEST = 2**33  # bytes of one file's values


def read(argument: str, size: int, channels: int, data_dir: str | None) -> RawSplits:
    """The splits of the IDX files in a folder, or of one file of images and that of its labels.

    Files are plain or compressed (.gz), and their names say what they hold, as those of MNIST do:
    train-images-idx3-ubyte, t10k-labels.idx1-ubyte.gz. UserError for damaged or missing files.
    """
    path, options = dataset_options.separate(argument)
    root = Path(path).expanduser()
    files = files_in(root) if root.is_dir() else _with_labels(root)
    if not files:
        raise UserError(
            f"{root} holds no IDX files: they must be called as MNIST's, train-images-idx3-ubyte, "
            "train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte"
        )
    arrays = {key: _array(file) for key, file in files.items()}
    if any("emnist" in file.name.lower() for file in files.values()):
        return with_steps(
            assemble(upright(arrays), root, Target(size, channels, options)), TRANSPOSED
        )
    return assemble(arrays, root, Target(size, channels, options))


def files_in(folder: Path) -> dict[str, Path]:
    """The IDX files of a folder by what they hold: "train images", "test labels".

    Of a plain file and a compressed one of the same name the plain one counts.
    """
    found = {}
    for file in sorted(folder.iterdir(), reverse=True):
        match = NAME.fullmatch(file.name)
        if match and match["rest"] and file.is_file() and not file.name.startswith("."):
            key = f"{_split(match['stem'])} {match['kind'].lower()}"
            earlier = found.get(key, file)
            if earlier.name.removesuffix(".gz") != file.name.removesuffix(".gz"):
                raise UserError(
                    f"{folder} holds several datasets, as {file.name} and {earlier.name}: "
                    "put the files of one into a folder of their own"
                )
            found[key] = file
    return found


def _split(stem: str) -> str:
    splits = [SPLIT_OF[word] for word in words_of(stem) if word in SPLIT_OF]
    return splits[0] if splits else "train"


def _with_labels(file: Path) -> dict[str, Path]:
    """One file of images as training images, with the file of labels beside it if there is one."""
    if not file.is_file():
        raise UserError(f"there is no file {file}: write idx:PATH with the path of IDX files")
    name = re.sub("images", "labels", file.name, flags=re.I)
    name = re.sub("idx3", "idx1", name, flags=re.I)
    bare = name.removesuffix(".gz")
    partners = [file.with_name(each) for each in (name, bare, f"{bare}.gz")]
    labels = next((each for each in partners if each != file and each.is_file()), None)
    return {"train images": file} | ({"train labels": labels} if labels else {})


def _array(file: Path) -> np.ndarray:
    """The array of one file; UserError where it is damaged or no IDX file."""
    try:
        with file.open("rb") as raw:
            compressed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            return _values(gzip.GzipFile(fileobj=raw) if compressed else raw)  # type: ignore[arg-type]
    except (OSError, EOFError, ValueError, KeyError, struct.error, zlib.error) as error:
        raise UserError(f"{file} is damaged or no IDX file: copy or download it again") from error


def _values(stream: IO[bytes]) -> np.ndarray:
    """The array that a stream holds, whose size must be the one that its header says."""
    zeros, code, dimensions = struct.unpack(">HBB", stream.read(4))
    if zeros or not 1 <= dimensions <= 4:
        raise ValueError("no IDX header")
    shape = struct.unpack(f">{dimensions}I", stream.read(4 * dimensions))
    kind = np.dtype(TYPES[code])
    expected = math.prod(shape) * kind.itemsize
    if expected > LARGEST:
        raise ValueError("a header of an impossible size")
    content = stream.read(expected + 1)
    if len(content) != expected:
        raise ValueError("not as long as its header says")
    return np.frombuffer(content, kind).reshape(shape).astype(kind.newbyteorder("="))
