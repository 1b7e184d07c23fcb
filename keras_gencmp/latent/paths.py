"""Paths and grids in the latent space of a generator or decoder whose prior is N(0, I).

Every function returns float32 arrays of shape (points, latent dimensions), ready to be decoded.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri

from keras_gencmp.errors import UserError

# Below this sine of the angle the great circle through two vectors is not determined.
PARALLEL = 1e-6


def gaussian_grid(side: int, low: float = 0.05, high: float = 0.95) -> np.ndarray:
    """The side x side latent points at evenly spaced quantiles of N(0, I), shape (side², 2).

    Both coordinates are Φ⁻¹ of `side` probabilities from `low` to `high` (report C, question
    1.15), so that every cell holds the same probability. The order is that of the rows of a
    picture: z_1 grows from left to right, z_2 falls from top to bottom.
    """
    if side < 2:
        raise UserError(f"a grid has at least 2 points on each side, but {side} was asked for")
    if not 0 < low < high < 1:
        raise UserError(f"the quantiles {low} and {high} must satisfy 0 < low < high < 1")
    quantiles = ndtri(np.linspace(low, high, side))
    first, second = np.meshgrid(quantiles, quantiles[::-1])
    return np.stack([first.ravel(), second.ravel()], axis=1).astype(np.float32)


def lerp(start: np.ndarray, end: np.ndarray, count: int) -> np.ndarray:
    """`count` points evenly spaced on the straight line from `start` to `end`, both included."""
    start, end = _ends(start, end)
    share = _shares(count)
    return ((1 - share) * start + share * end).astype(np.float32)


def slerp(start: np.ndarray, end: np.ndarray, count: int) -> np.ndarray:
    """`count` points at even angles from `start` to `end` on a great circle, both included.

    Vectors of N(0, I) lie near a sphere of radius √d; a straight line leaves it, this path does
    not (Shoemake 1985; White 2016, arXiv:1609.04468). The norm changes linearly from one end's
    to the other's: of two equal norms it keeps the norm. Parallel, opposite and zero vectors
    have no great circle of their own; for them it is `lerp`.
    """
    first, last = _ends(start, end)
    norms = np.linalg.norm(first), np.linalg.norm(last)
    cosine = first @ last / max(norms[0] * norms[1], np.finfo(float).tiny)
    angle = np.arccos(np.clip(cosine, -1, 1))
    if min(norms) == 0 or np.sin(angle) < PARALLEL:
        return lerp(start, end, count)
    share = _shares(count)
    radius = (1 - share) * norms[0] + share * norms[1]
    from_start = np.sin((1 - share) * angle) / np.sin(angle) * (radius / norms[0])
    from_end = np.sin(share * angle) / np.sin(angle) * (radius / norms[1])
    return (from_start * first + from_end * last).astype(np.float32)


def traversal(centre: np.ndarray, dimension: int, values: Sequence[float]) -> np.ndarray:
    """Copies of the vector `centre` in which one dimension runs through `values`.

    The shape is (len(values), d); `dimension` counts from 0.
    """
    centre = np.asarray(centre)
    if centre.ndim != 1 or not 0 <= dimension < centre.size:
        raise UserError(
            f"a latent vector of shape {centre.shape} has no dimension {dimension} to vary; "
            f"dimensions count from 0"
        )
    points = np.tile(centre.astype(np.float32), (len(values), 1))
    points[:, dimension] = values
    return points


def _ends(start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both ends as float64 vectors of one shape."""
    first, last = np.asarray(start, np.float64), np.asarray(end, np.float64)
    if first.ndim != 1 or first.shape != last.shape:
        raise UserError(
            f"a path runs between two latent vectors of one length, not between "
            f"shapes {first.shape} and {last.shape}"
        )
    return first, last


def _shares(count: int) -> np.ndarray:
    """The shares of the way, 0 to 1, as a column."""
    if count < 2:
        raise UserError(f"a path has at least its 2 ends, but {count} points were asked for")
    return np.linspace(0, 1, count)[:, None]
