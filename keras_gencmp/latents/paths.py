"""Grids, interpolations and traversals in a latent space.

Every function returns latent vectors, float32 of shape (points, latent), ready to be decoded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from keras_gencmp.errors import UserError

# From probabilities (n,) to the quantiles of each coordinate, (n, latent).
Quantiles = Callable[[np.ndarray], np.ndarray]
# Below this sine of the angle between two vectors, the great circle through them is undetermined.
PARALLEL = 1e-6


def quantile_grid(
    quantiles: Quantiles, side: int, low: float = 0.05, high: float = 0.95
) -> np.ndarray:
    """A grid of side x side points at evenly spaced quantiles of each coordinate, (side², 2).

    ``quantiles`` maps probabilities (n,) to those of the coordinates, (n, 2). There are ``side``
    probabilities from ``low`` to ``high`` (report C, question 1.15), so that all cells have the
    same probability where the coordinates are independent, as under N(0, I). Points are in the
    order of an image's pixels: z_1 increases from left to right, z_2 decreases from top to bottom.
    UserError for fewer than 2 points along a side, or unless 0 < low < high < 1.
    """
    if side < 2:
        raise UserError(f"a grid needs at least 2 points along each side, not {side}")
    if not 0 < low < high < 1:
        raise UserError(f"the quantiles {low} and {high} must satisfy 0 < low < high < 1")
    first, second = quantiles(np.linspace(low, high, side)).T
    z_1, z_2 = np.meshgrid(first, second[::-1])
    return np.stack([z_1.ravel(), z_2.ravel()], axis=1).astype(np.float32)


def lerp(start: np.ndarray, end: np.ndarray, count: int) -> np.ndarray:
    """Linear interpolation: (1 - t) start + t end at ``count`` evenly spaced t from 0 to 1.

    ``start`` and ``end`` are vectors (latent,). UserError for fewer than 2 points.
    """
    start, end = _endpoints(start, end)
    t = _fractions(count)
    return ((1 - t) * start + t * end).astype(np.float32)


def slerp(start: np.ndarray, end: np.ndarray, count: int) -> np.ndarray:
    """Spherical linear interpolation at ``count`` evenly spaced t from 0 to 1.

    For vectors of one norm and the angle θ between them it is

    sin((1 - t) θ) / sin θ start + sin(t θ) / sin θ end

    (Shoemake 1985). Samples of N(0, I) lie near a sphere of radius √d, which a straight line leaves
    and this path does not (White 2016, arXiv:1609.04468). Unequal norms are interpolated linearly.
    Parallel, opposite and zero vectors determine no great circle; for them it is :func:`lerp`.
    """
    first, last = _endpoints(start, end)
    norms = np.linalg.norm(first), np.linalg.norm(last)
    cosine = first @ last / max(norms[0] * norms[1], np.finfo(float).tiny)
    angle = np.arccos(np.clip(cosine, -1, 1))
    if min(norms) == 0 or np.sin(angle) < PARALLEL:
        return lerp(start, end, count)
    t = _fractions(count)
    norm = (1 - t) * norms[0] + t * norms[1]
    # Directions are interpolated on the unit sphere, and given the norm of the point.
    first_weight = np.sin((1 - t) * angle) / np.sin(angle) * (norm / norms[0])
    last_weight = np.sin(t * angle) / np.sin(angle) * (norm / norms[1])
    return (first_weight * first + last_weight * last).astype(np.float32)


def traversal(centre: np.ndarray, dimension: int, values: Sequence[float]) -> np.ndarray:
    """Copies of ``centre`` (latent,) in which one dimension takes each of ``values``.

    The shape is (len(values), latent). UserError unless ``dimension``, counted from 0, is one of
    the vector's.
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


def _endpoints(start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both endpoints as float64 vectors; UserError unless they have one length."""
    first, last = np.asarray(start, np.float64), np.asarray(end, np.float64)
    if first.ndim != 1 or first.shape != last.shape:
        raise UserError(
            f"an interpolation needs two latent vectors of one length, not arrays of "
            f"shapes {first.shape} and {last.shape}"
        )
    return first, last


def _fractions(count: int) -> np.ndarray:
    """``count`` evenly spaced t from 0 to 1, as a column; UserError for fewer than 2."""
    if count < 2:
        raise UserError(f"an interpolation needs at least its 2 endpoints, not {count} points")
    return np.linspace(0, 1, count)[:, None]
