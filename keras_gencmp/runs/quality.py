"""quality.csv: the scores of a training's evaluations, and which of them is the best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from keras_gencmp.errors import UserError
from keras_gencmp.runs import history

Row = Mapping[str, float]

SUBSET = "kid_subset_"  # before the number of a subset: its score, of which KID is the mean
COUNT = "count_"  # before the name of a class: how many images are of it
SCORES = ("kid", "kid_error", "diversity")
OF_CLASSES = ("class_entropy", "real_class_entropy", "classes_drawn")  # where there are classes


def read(path: Path) -> list[history.Row]:
    """The scores in a file, one row an evaluation; UserError where it is missing or damaged."""
    rows = history.read(path, "epoch", SCORES)
    if "class_entropy" in rows[0] and "real_class_entropy" not in rows[0]:
        raise UserError(f"{path} is damaged: it lacks real_class_entropy; restore it from a copy")
    return rows


def check_complete(rows: Sequence[Row], path: Path) -> None:
    """UserError unless rows have all columns from which alarms and early stopping are derived."""
    for row in rows[:1]:
        subsets = sum(name.startswith(SUBSET) for name in row)
        counts = any(name.startswith(COUNT) for name in row)
        if subsets < 2 or len({counts, *(name in row for name in OF_CLASSES)}) > 1:
            raise UserError(
                f"{path} is damaged: columns of KID's subsets or of the classes are missing; "
                "restore it from a copy, or train a new run"
            )


def best(rows: Sequence[Row]) -> Row:
    """The evaluation with the lowest KID, the first of equal ones."""
    return min(rows, key=lambda row: row["kid"])
