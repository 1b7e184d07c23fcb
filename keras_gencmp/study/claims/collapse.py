"""Collapse: whether a run has lost classes or diversity, by the scores along its training."""

from __future__ import annotations

import math
from collections.abc import Sequence

from keras_gencmp.runs.alarms import DIVERSITY, few_classes
from keras_gencmp.runs.quality import Row

STILL_LEARNING = 0.9  # KID of the last stage as a share of the lowest before, below which it is


def collapsed(rows: Sequence[Row]) -> float:
    """1 for a run that ends without classes or diversity that images should have, else 0.

    ``rows`` are its evaluations in order. They lack something where the alarms of a training say
    so: class entropy below three quarters of the real one, or diversity below half. A run that has
    always lacked it, and whose KID is still falling by a tenth a stage, is at its beginning and not
    collapsed: NaN, as what becomes of it is not known.
    """
    *earlier, end = rows
    if not _lacks(end):
        return 0.0
    if earlier and all(map(_lacks, earlier)):
        lowest = min(row["kid"] for row in earlier)
        return math.nan if end["kid"] < STILL_LEARNING * lowest else 1.0
    return 1.0


def _lacks(row: Row) -> bool:
    return bool(few_classes(row)) or not row["diversity"] >= DIVERSITY
