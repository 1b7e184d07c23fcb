"""Long series made readable: fewer points that keep every extreme, and a running mean."""

from __future__ import annotations

import numpy as np


def running_mean(values: np.ndarray, window: int) -> np.ndarray:
    """The centred mean over `window` values, over fewer of them near the ends.

    Values that are not finite are left out of the means; a window without a finite value is NaN.
    """
    finite = np.isfinite(values)
    half = window // 2
    sums = np.cumsum(np.pad(np.where(finite, values, 0.0), (1, 0)))
    counts = np.cumsum(np.pad(finite, (1, 0)))
    first = np.clip(np.arange(len(values)) - half, 0, None)
    last = np.clip(np.arange(len(values)) + half + 1, None, len(values))
    known = counts[last] - counts[first]
    return np.where(known > 0, (sums[last] - sums[first]) / np.maximum(known, 1), np.nan)


def thin(values: np.ndarray, most: int) -> np.ndarray:
    """The indices of at most `most` values, the least and the greatest of each of most/2 parts.

    A spike therefore stays in the drawing, as it would not in every k-th value.
    """
    if len(values) <= most:
        return np.arange(len(values))
    edges = np.linspace(0, len(values), most // 2 + 1).astype(int)
    known = np.where(np.isfinite(values), values, 0.0)
    parts = [known[start:stop] for start, stop in zip(edges[:-1], edges[1:], strict=True)]
    lows = [start + int(part.argmin()) for start, part in zip(edges, parts, strict=False)]
    highs = [start + int(part.argmax()) for start, part in zip(edges, parts, strict=False)]
    return np.unique(lows + highs)
