"""``csv:PATH``: images as rows of numbers in a text table, as Kaggle's MNIST is written."""

from __future__ import annotations

import csv
import gzip
import math
import warnings
from itertools import islice
from pathlib import Path
from typing import IO

import numpy as np

from keras_gencmp.data import options as dataset_options
from keras_gencmp.data.arrays import Target, assemble
from keras_gencmp.data.emnist import upright, with_step
from keras_gencmp.data.keys import LABELS, SPLIT_OF, words_of
from keras_gencmp.data.options import Options
from keras_gencmp.data.splits import RawSplits
from keras_gencmp.errors import UserError

# Columns that number the rows.
NUMBERS = ("id", "image id", "index", "idx", "row", "unnamed 0", "no", "")
NAMES_OF_LABELS = {*LABELS, "digit", "letter", "category", "character", "label id"}
SUFFIXES = (".csv", ".csv.gz", ".tsv")
PEEKED = 1000  # rows that tell what the columns are


def read(argument: str, size: int, channels: int, data_dir: str | None) -> RawSplits:
    """The splits of a table, or of the tables of a folder whose names say train, test, validation.

    A row is an image: its label, if it has one, and the pixels of a square image. The label's
    column is the one of that name, the one that ``labels=NAME`` names, or without a header the
    first or the last. UserError naming the file for other tables.
    """
    path, options = dataset_options.separate(argument)
    root = Path(path).expanduser()
    files = files_in(root) if root.is_dir() else {"train": root}
    if "train" not in files:
        raise UserError(f"{root} holds no table called train.csv: name one file, as csv:FILE")
    arrays = {}
    for split, file in files.items():
        pixels, labels = _table(file, options)
        arrays[f"{split} images"] = pixels
        if labels is not None and options.labels != "none":
            arrays[f"{split} labels"] = labels
    target = Target(size, channels, Options(**_without_keys(options)))
    if any("emnist" in file.name.lower() for file in files.values()):
        return with_step(assemble(upright(arrays), root, target))
    return assemble(arrays, root, target)


def files_in(folder: Path) -> dict[str, Path]:
    """The tables of a folder by split; one table alone is the training split."""
    tables = [file for file in sorted(folder.iterdir()) if file.name.lower().endswith(SUFFIXES)]
    tables = [file for file in tables if not file.name.startswith(".")]
    found: dict[str, Path] = {}
    for file in tables:
        splits = {SPLIT_OF[word] for word in words_of(file.name) if word in SPLIT_OF}
        if len(splits) == 1:
            found.setdefault(splits.pop(), file)
    return found or ({"train": tables[0]} if len(tables) == 1 else {})


def _without_keys(options: Options) -> dict[str, str]:
    """The options that are not about columns."""
    return {"fit": options.fit, "background": options.background, "range": options.range}


def _table(file: Path, options: Options) -> tuple[np.ndarray, np.ndarray | None]:
    """The pixels (n, pixels) and the labels (n,), or None, of one table."""
    if not file.is_file():
        raise UserError(f"there is no file {file}: write csv:PATH with the path of a table")
    try:
        with _opened(file) as stream:
            delimiter = _delimiter(stream)
            head = list(islice(filter(None, csv.reader(stream, delimiter=delimiter)), PEEKED))
        return _columns(file, head, delimiter, options)
    except (OSError, EOFError, ValueError, csv.Error, UserWarning) as error:
        raise UserError(
            f"{file} is no table of images ({str(error)[:80]}): "
            "write one row an image, label,pixel0,pixel1,..."
        ) from error


def _opened(file: Path) -> IO[str]:
    if file.suffix == ".gz":
        return gzip.open(file, "rt", encoding="utf-8-sig", newline="")
    return file.open(encoding="utf-8-sig", newline="")


def _delimiter(stream: IO[str]) -> str:
    line = stream.readline(2**20)
    stream.seek(0)
    return max(",;\t ", key=line.count)


def _columns(
    file: Path, head: list[list[str]], delimiter: str, options: Options
) -> tuple[np.ndarray, np.ndarray | None]:
    """The pixels and the labels of a table that begins with the rows ``head``."""
    if not head:
        raise ValueError("it is empty")
    header = head[0] if any(not _is_number(cell) for cell in head[0][1:]) else []
    rows = head[1:] if header else head
    kept = [i for i in range(len(head[0])) if not header or _word(header[i]) not in NUMBERS]
    label = _label_column(header, rows, kept, options, file)
    pixels = [index for index in kept if index != label]
    numbers = _column(file, delimiter, header, pixels, np.float32)
    if label is None:
        return _narrow(numbers), None
    return _narrow(numbers), _column(file, delimiter, header, [label], str)[:, 0]


def _column(
    file: Path, delimiter: str, header: list[str], columns: list[int], dtype: type
) -> np.ndarray:
    """Some columns (n, columns) of a table, read by NumPy, which holds no cell as an object."""
    with _opened(file) as stream, warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # an empty table
        options = {"delimiter": delimiter, "usecols": columns, "quotechar": '"', "ndmin": 2}
        return np.loadtxt(stream, dtype, comments=None, skiprows=int(bool(header)), **options)


def _narrow(numbers: np.ndarray) -> np.ndarray:
    """Whole numbers from 0 to 255 as bytes, others as they are."""
    whole = numbers.size and np.array_equal(np.rint(numbers), numbers)
    if not whole:
        return numbers
    small = numbers.min() >= 0 and numbers.max() <= 255
    return numbers.astype(np.uint8 if small else np.int64)


def _word(name: str) -> str:
    return " ".join(words_of(name))


def _label_column(
    header: list[str], rows: list[list[str]], kept: list[int], options: Options, file: Path
) -> int | None:
    """The index of the column of labels, or None where a row is an image alone."""
    if options.labels and options.labels != "none":
        if options.labels not in header:
            raise UserError(f"{file} has no column {options.labels!r}: choose from {header[:5]}")
        return header.index(options.labels)
    names = [i for i in kept if header and _word(header[i]) in NAMES_OF_LABELS]
    if names:
        return names[0]
    if _is_image(len(kept)) or not _is_image(len(kept) - 1):
        return None
    # Corners of images are mostly background: the column with more different values has labels.
    ends = (kept[0], kept[-1])
    return max(ends, key=lambda index: len({row[index] for row in rows}))


def _is_image(columns: int) -> bool:
    return any(columns == planes * math.isqrt(columns // planes) ** 2 for planes in (1, 3))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
