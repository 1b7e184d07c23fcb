"""The columns of quality.csv, and which of its rows is the best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Row = Mapping[str, float]

SUBSET = "kid_subset_"  # before the number of a subset: its score, of which KID is the mean
COUNT = "count_"  # before the name of a class: how many images are of it


def best(rows: Sequence[Row]) -> Row:
    """The evaluation with the lowest KID, the first of equal ones."""
    return min(rows, key=lambda row: row["kid"])
