"""Columns of tables of images: which holds the label, and which the pixels, in which order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from keras_gencmp.data.images.array_shapes import planes_of
from keras_gencmp.data.keys import LABELS, words_of
from keras_gencmp.data.sources.table_header import (
    FEWEST,
    MANGLED,
    Rows,
    in_sequence,
    is_header,
    is_mangled,
    is_number,
    is_text,
)
from keras_gencmp.errors import UserError

# Columns that number the rows.
NUMBERS = ("id", "image id", "index", "idx", "row", "unnamed 0", "no", "")
NAMES_OF_LABELS = {*LABELS, "digit", "letter", "category", "character", "label id"}


class Columns(NamedTuple):
    """The row of names, [] where there is none, and the indices of the columns.

    ``label`` is None where a row is an image alone; ``done`` is what was decided, in words, and
    ``notices`` are sentences about what looks wrong.
    """

    header: list[str]
    label: int | None
    pixels: list[int]
    done: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def columns_of(head: Rows, wanted: str, file: object) -> Columns:
    """The columns of a table that begins with the rows ``head``.

    ``wanted`` is the name of the column of labels, "" for the one that is called so, holds texts or
    is unlike its neighbours, or "none". UserError naming the file where columns hold neither.
    """
    if len({len(row) for row in head}) > 1:
        raise ValueError("its rows are not equally long")
    header = list(head[0]) if is_header(head) else []
    rows = head[1:] if header else head
    if not rows:
        raise ValueError("it has no rows")
    kept = [index for index in range(len(head[0])) if not _numbers_rows(index, header, rows)]
    label = _label(header, rows, kept, wanted, file)
    others = _labels(header) if wanted else [label]
    pixels = [index for index in kept if index != label and index not in others]
    _refuse_texts(pixels, header, rows, file)
    _refuse_no_images(pixels, header, label, file)
    ordered = _by_number(pixels, header)
    mangled = is_mangled(header)
    done = ["put the columns into the order of their numbers"] if ordered != pixels else []
    if label is not None and (mangled or not header):
        done = [f"labels from the column number {label + 1}", *done]
    return Columns(header, label, ordered, tuple(done), (MANGLED,) if mangled else ())


def _numbers_rows(index: int, header: Sequence[str], rows: Rows) -> bool:
    """Whether a column numbers the rows: it is called so, or the first one does it."""
    if header and _word(header[index]) in NUMBERS:
        return True
    return (
        index == 0
        and not (header and _word(header[0]) in NAMES_OF_LABELS)
        and len(rows) > FEWEST
        and in_sequence([row[0] for row in rows])
        and (_is_image(len(rows[0]) - 1) or _is_image(len(rows[0]) - 2))
    )


def _label(
    header: Sequence[str], rows: Rows, kept: Sequence[int], wanted: str, file: object
) -> int | None:
    """The index of the column of labels, or None where a row is an image alone."""
    if wanted and wanted != "none":
        if wanted not in header:
            raise UserError(f"{file} has no column {wanted!r}: choose from {header[:5]}")
        return header.index(wanted)
    names = [index for index in _labels(header) if index in kept]
    if names:
        return names[0]
    if _is_image(len(kept)) or not _is_image(len(kept) - 1):
        return None
    texts = [index for index in kept if all(is_text(row[index]) for row in rows)]
    if len(texts) == 1:
        return texts[0]
    # The column next to an end, or of the next pixel where each has three values.
    ends = {kept[0]: (kept[1], kept[3]), kept[-1]: (kept[-2], kept[-4])}
    return max(ends, key=lambda end: min(_difference(rows, end, inner) for inner in ends[end]))


def _labels(header: Sequence[str]) -> list[int]:
    """The columns that are called labels."""
    return [index for index, name in enumerate(header) if _word(name) in NAMES_OF_LABELS]


def _difference(rows: Rows, one: int, other: int) -> float:
    """The mean difference of two columns: those of neighbouring pixels are alike."""
    pairs = [(row[one], row[other]) for row in rows]
    numbers = [(float(a), float(b)) for a, b in pairs if is_number(a) and is_number(b)]
    return sum(abs(a - b) for a, b in numbers) / max(len(numbers), 1)


def _refuse_texts(pixels: Sequence[int], header: Sequence[str], rows: Rows, file: object) -> None:
    """UserError where columns that should hold pixels hold texts."""
    texts = [index for index in pixels if not all(is_number(row[index]) for row in rows)]
    if not texts:
        return
    first = texts[0]
    name = repr(header[first]) if header else f"number {first + 1}"
    cell = next(row[first] for row in rows if not is_number(row[first]))
    raise UserError(f"{file} has the column {name} with {cell[:20]!r}, {_mend(cell, header)}")


def _refuse_no_images(
    pixels: Sequence[int], header: Sequence[str], label: int | None, file: object
) -> None:
    """UserError where so many columns are no image, with those that are called unlike the most."""
    if _is_image(len(pixels)):
        return
    patterns = {index: _pattern(header[index]) for index in pixels if header}
    usual = Counter(patterns.values()).most_common(1)
    odd = [header[index] for index, pattern in patterns.items() if pattern != usual[0][0]]
    named = f", as {', '.join(map(repr, odd[:3]))}" if odd else ""
    several = any(_word(re.sub(r"\d+", "", name)) in NAMES_OF_LABELS for name in odd)
    mend = ", and give the labels as one column, named by ?labels=COLUMN" if several else ""
    raise UserError(
        f"{file} has {len(pixels)} columns{'' if label is None else ' beside the label'}, which is "
        f"not the number of pixels of a square image: remove those that are no pixels{named}{mend}"
    )


def _pattern(name: str) -> str:
    """A name without the numbers in it."""
    return re.sub(r"\d+", "0", name)


def _mend(cell: str, header: Sequence[str]) -> str:
    """What to do with a cell that is no number."""
    if not cell.strip():
        return "an empty cell: fill it, or remove its row"
    if re.fullmatch(r"\s*-?\d+,\d+\s*", cell):
        return "a decimal comma: write decimal points"
    if len(cell.split()) > FEWEST:
        return "all pixels in one cell: write a column for each"
    if header:
        return "which is no pixel: remove the column, or name the labels by ?labels=COLUMN"
    return "which is no pixel: write one row an image, label,pixel0,pixel1,..."


def _by_number(pixels: Sequence[int], header: Sequence[str]) -> list[int]:
    """The pixels in the order of the numbers in their names, if only these differ."""
    names = [header[index] for index in pixels] if header else []
    if len(set(map(_pattern, names))) != 1:
        return list(pixels)
    numbers = {
        index: [int(number) for number in re.findall(r"\d+", name)]
        for index, name in zip(pixels, names, strict=True)
    }
    return sorted(pixels, key=lambda index: numbers[index])


def _word(name: str) -> str:
    return " ".join(words_of(name))


def _is_image(columns: int) -> bool:
    return planes_of(columns) > 0
