"""``csv:PATH``: images as rows of numbers in a text table, as Kaggle's MNIST is written."""

from __future__ import annotations

import codecs
import csv
import gzip
import warnings
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np

from keras_gencmp.data import options as dataset_options
from keras_gencmp.data.images.arrays import Target, assemble
from keras_gencmp.data.keys import SPLIT_OF, words_of
from keras_gencmp.data.labels import without_points
from keras_gencmp.data.options import Options
from keras_gencmp.data.sources.emnist import TRANSPOSED, upright, with_steps
from keras_gencmp.data.sources.table_columns import Columns, columns_of
from keras_gencmp.data.splits import RawSplits
from keras_gencmp.errors import UserError

SUFFIXES = (".csv", ".csv.gz", ".tsv")
PEEKED = 1000  # rows that tell what the columns are
LONGEST = 2**24  # characters of a line
HUGE = 2.0**63  # from which on values are no whole numbers of 64 bits


def read(argument: str, size: int, channels: int, data_dir: str | None) -> RawSplits:
    """The splits of a table, or of the tables of a folder whose names say train, test, validation.

    A row is an image: its label, if it has one, and the pixels of a square image. The label's
    column is the one of that name, the one that ``labels=NAME`` names, the one that holds texts,
    or the first or the last, whichever is unlike its neighbour. UserError naming the file for other
    tables.
    """
    path, options = dataset_options.separate(argument)
    root = Path(path).expanduser()
    files = files_in(root) if root.is_dir() else {"train": root}
    if "train" not in files:
        raise UserError(f"{root} holds no table called train.csv: name one file, as csv:FILE")
    tables = {split: _table(file, options) for split, file in files.items()}
    done = dict.fromkeys(step for table in tables.values() for step in table.done)
    notices = dict.fromkeys(notice for table in tables.values() for notice in table.notices)
    arrays = {f"{split} images": table.pixels for split, table in tables.items()}
    for split, table in tables.items():
        if table.labels is not None and options.labels != "none":
            arrays[f"{split} labels"] = table.labels
    target = Target(size, channels, Options(range=options.range))
    if any("emnist" in file.name.lower() for file in files.values()):
        raw = assemble(upright(arrays), root, target)
        return with_steps(raw, TRANSPOSED, *done, notices=notices)
    return with_steps(assemble(arrays, root, target), *done, notices=notices)


def files_in(folder: Path) -> dict[str, Path]:
    """The tables of a folder by split; one table alone is the training split."""
    tables = [file for file in sorted(folder.iterdir()) if file.name.lower().endswith(SUFFIXES)]
    tables = [file for file in tables if not file.name.startswith(".")]
    found: dict[str, Path] = {}
    for file in tables:
        splits = {SPLIT_OF[word] for word in words_of(file.name) if word in SPLIT_OF}
        if len(splits) == 1 and found.setdefault(role := splits.pop(), file) != file:
            raise UserError(
                f"{folder} holds several tables of one split, as {found[role].name} and "
                f"{file.name}: make one of them, or put those of one dataset into their own folder"
            )
    return found or ({"train": tables[0]} if len(tables) == 1 else {})


class Table(NamedTuple):
    """The pixels (n, pixels) of one table, its labels (n,) or None, and what is said of it."""

    pixels: np.ndarray
    labels: np.ndarray | None
    done: tuple[str, ...]
    notices: tuple[str, ...]


def _table(file: Path, options: Options) -> Table:
    """One table; UserError naming the file where it is none."""
    if not file.is_file():
        raise UserError(f"there is no file {file}: write csv:PATH with the path of a table")
    try:
        with _opened(file) as stream:
            delimiter = _delimiter(stream)
            lines = islice(_lines(stream), PEEKED)
            head = list(csv.reader(lines, delimiter=delimiter, skipinitialspace=True))
        return _columns(file, head, delimiter, options)
    except UnicodeDecodeError as error:
        raise UserError(f"{file} is no text in UTF-8: save it as such") from error
    except (OSError, EOFError, ValueError, csv.Error, UserWarning) as error:
        raise UserError(
            f"{file} is no table of images ({str(error)[:80]}): "
            "write one row an image, label,pixel0,pixel1,..."
        ) from error


def _opened(file: Path) -> IO[str]:
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rb") as stream:
        wide = stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    encoding = "utf-16" if wide else "utf-8-sig"
    return opener(file, "rt", encoding=encoding, newline="")  # type: ignore[return-value]


def _lines(stream: IO[str]) -> Iterator[str]:
    """The lines that are not blank; a file of something else may have one of any length."""
    lines = iter(partial(stream.readline, LONGEST), "")
    return (line for line in lines if line.strip())


def _delimiter(stream: IO[str]) -> str:
    """What stands between the cells; numbers may have decimal commas within them."""
    line = next(_lines(stream), "")
    stream.seek(0)
    rare = max(";\t", key=line.count)
    return rare if 3 * line.count(rare) > line.count(",") else max(", ", key=line.count)


def _columns(file: Path, head: list[list[str]], delimiter: str, options: Options) -> Table:
    """The table that begins with ``head``."""
    if not head:
        raise ValueError("it is empty")
    columns = columns_of(head, options.labels, file)
    lines = int(bool(columns.header))
    _check_lengths(file, delimiter, len(head[0]))
    numbers = _column(file, delimiter, lines, columns.pixels, np.float32)
    _refuse_huge(numbers, columns, file)
    if columns.label is None:
        return Table(_narrow(numbers), None, columns.done, columns.notices)
    labels = _column(file, delimiter, lines, [columns.label], str)[:, 0]
    names = without_points(np.char.strip(labels))
    return Table(_narrow(numbers), names, columns.done, columns.notices)


def _refuse_huge(numbers: np.ndarray, columns: Columns, file: Path) -> None:
    """UserError that names the first value that is too large for a pixel, beyond 64 bits."""
    if not numbers.size or (numbers.min() > -HUGE and numbers.max() < HUGE):
        return
    cells = np.argwhere(np.isfinite(numbers) & (np.abs(numbers) >= HUGE))
    for row, cell in cells[:1]:
        index = columns.pixels[cell]
        name = columns.header[index] if columns.header else index + 1
        raise UserError(
            f"{file} has the value {numbers[row, cell]:g} in column {name} of image {row + 1}, "
            "which no pixel has: correct it"
        )


def _check_lengths(file: Path, delimiter: str, cells: int) -> None:
    """ValueError for a line with another number of cells, whose pixels would be shifted.

    Of lines in quotes, and of numbers between spaces, the cells cannot be counted so quickly.
    """
    if delimiter == " ":
        return
    with _opened(file) as stream:
        for number, line in enumerate(_lines(stream), start=1):
            if line.count(delimiter) + 1 != cells and '"' not in line:
                raise ValueError(f"row {number} has {line.count(delimiter) + 1} cells, not {cells}")


def _column(
    file: Path, delimiter: str, skipped: int, columns: list[int], dtype: type
) -> np.ndarray:
    """Some columns (n, columns) of a table, read by NumPy, which holds no cell as an object."""
    with _opened(file) as stream, warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # an empty table
        options = {"delimiter": delimiter, "usecols": columns, "quotechar": '"', "ndmin": 2}
        return np.loadtxt(islice(_lines(stream), skipped, None), dtype, comments=None, **options)


def _narrow(numbers: np.ndarray) -> np.ndarray:
    """Whole numbers from 0 to 255 as bytes, others as they are."""
    whole = numbers.size and np.array_equal(np.rint(numbers), numbers)
    if not whole:
        return numbers
    small = numbers.min() >= 0 and numbers.max() <= 255
    return numbers.astype(np.uint8 if small else np.int64)
