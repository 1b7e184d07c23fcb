"""Pure functions that reduce data to what a figure can show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from keras_gencmp.errors import UserError


def running_mean(values: np.ndarray, window: int) -> np.ndarray:
    """The centred mean of values (n,) over `window` of them, fewer near the ends; shape (n,).

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
    """The indices of at most `most` values: the least and the greatest of each of most/2 chunks.

    A spike therefore stays in the figure, as it would not in every k-th value.
    """
    if len(values) <= most:
        return np.arange(len(values))
    edges = np.linspace(0, len(values), most // 2 + 1).astype(int)
    known = np.where(np.isfinite(values), values, 0.0)
    chunks = [known[start:stop] for start, stop in zip(edges[:-1], edges[1:], strict=True)]
    lows = [start + int(chunk.argmin()) for start, chunk in zip(edges, chunks, strict=False)]
    highs = [start + int(chunk.argmax()) for start, chunk in zip(edges, chunks, strict=False)]
    return np.unique(lows + highs)


def evenly_spaced(items: Sequence[int], most: int) -> list[int]:
    """At most `most` of the items, evenly spaced, the first and the last among them."""
    if len(items) <= most:
        return list(items)
    return [items[index] for index in np.linspace(0, len(items) - 1, most).round().astype(int)]


def principal_components(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first two principal components of codes (n, d): points (n, 2), shares of variance (2,).

    The second one of two codes, and both of a single code, have no variance.
    A component's sign, which the data leave open, is that which makes its largest loading positive.
    Raises UserError for codes of fewer than two dimensions, and for codes that are not finite.
    """
    codes = np.asarray(codes, float)
    if codes.ndim != 2 or codes.shape[1] < 2:
        raise UserError(f"a plot of codes needs 2 or more dimensions, not shape {codes.shape}")
    if not np.isfinite(codes).all():
        raise UserError("some codes are not finite: the encoder has diverged, train it again")
    centred = codes - codes.mean(axis=0)
    # Rows of zeros change no component, and with them there are always two.
    rows = np.pad(centred, ((0, max(0, 2 - len(codes))), (0, 0)))
    _, scales, loadings = np.linalg.svd(rows, full_matrices=False)
    loadings = loadings[:2]
    largest = np.abs(loadings).argmax(axis=1)
    signs = np.where(loadings[np.arange(len(loadings)), largest] < 0, -1.0, 1.0)
    total = max(float((scales**2).sum()), np.finfo(float).tiny)
    return centred @ (loadings * signs[:, None]).T, scales[:2] ** 2 / total
