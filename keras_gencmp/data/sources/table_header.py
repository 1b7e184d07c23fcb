"""The first row of a table: names of its columns, or values already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

FEWEST = 16  # rows or columns from which on numbers in sequence are no accident
MANGLED = (
    "the first row, 0, 0.1, 0.2 and so on, is left out: pandas made names of an image's values, so "
    "read such tables with header=None before they are written again"
)

Rows = Sequence[Sequence[str]]


def is_header(head: Rows) -> bool:
    """Whether the first row holds names: texts, or 0, 1, 2, ... as pandas writes them."""
    first, second = head[0], head[min(1, len(head) - 1)]
    texts = [cell for cell in first if is_text(cell)]
    if 2 * len(texts) > len(first) or is_mangled(first):
        return True
    return len(first) > FEWEST and in_sequence(first[1:]) and not in_sequence(second[1:])


def is_mangled(row: Sequence[str]) -> bool:
    """Whether a row holds names that pandas makes of an image's values: 0, 0.1, 0.2, ..., 0.648."""
    seen: Counter[str] = Counter()
    numbered = 0
    for cell in row:
        base, _, number = cell.strip().rpartition(".")
        again = bool(seen[base]) and number == str(seen[base])
        numbered += again
        seen[base if again else cell.strip()] += 1
    once = numbered + len(seen) == len(row)
    return once and numbered >= FEWEST and all(map(is_number, filter(None, seen)))


def in_sequence(cells: Sequence[str]) -> bool:
    """Whether cells are whole numbers of which each is one more than the one before."""
    if not all(cell.strip().isdecimal() for cell in cells):
        return False
    numbers = [int(cell) for cell in cells]
    return all(after - before == 1 for before, after in zip(numbers, numbers[1:], strict=False))


def is_text(cell: str) -> bool:
    """Whether a cell holds something that is no number."""
    return bool(cell.strip()) and not is_number(cell)


def is_number(text: str) -> bool:
    """Whether a text is a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True
