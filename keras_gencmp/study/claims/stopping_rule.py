"""A stopping rule: where a loss, or another score that should fall, has saturated."""

from __future__ import annotations

import math
from collections.abc import Sequence

PATIENCE = 2  # stages without improvement after which a stopping rule stops
SATURATED = 0.01  # relative improvement of a loss below which it counts as none


def saturation(values: Sequence[float], patience: int = PATIENCE) -> int | None:
    """The index of the value after which a rule stops: no gain for ``patience`` values; else None.

    A gain is a value below the lowest so far by more than 1 % of it.
    """
    best, since = math.inf, 0
    for index, value in enumerate(values):
        gained = value < best - SATURATED * abs(best) if math.isfinite(best) else True
        best, since = (value, 0) if gained else (best, since + 1)
        if since >= patience:
            return index
    return None
