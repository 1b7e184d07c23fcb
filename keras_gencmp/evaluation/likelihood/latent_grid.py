"""An even grid over a latent space of one or two dimensions, cut into tiles for quadrature."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from keras_gencmp.evaluation.likelihood.targets import Targets
from keras_gencmp.models.inference import in_chunks

MAX_DIMENSIONS = 2  # of a latent space that a grid can fill: points grow as a power of it
TILE = 32  # grid steps along the side of a tile; even, so that every tile begins on an even point
POINTS = (101, 301)  # fewest and most along an axis; odd, so that the thinned grid has both ends
EXTENT = (5.0, 12.0)  # least and greatest, prior standard deviations from its mean to the ends
MARGIN = 5.0  # posterior standard deviations beyond a posterior mean: mass outside is 6e-7


def has_grid(model: Any) -> bool:
    """Whether quadrature is possible: one layer of few latents, pixels independent given z."""
    few = model.latent <= MAX_DIMENSIONS and model.levels == 1
    return few and model.has_independent_pixels


class Tile(NamedTuple):
    """Points (m, latent) float32 of a square part of the grid.

    ``coarse`` are those whose indices are even along every axis, ``remaining`` all others. A tile
    overlaps the next ones by one row of points; ``inside`` (m,) tells which coarse points are not
    also the next tile's.
    """

    coarse: np.ndarray
    inside: np.ndarray
    remaining: np.ndarray


class Posteriors(NamedTuple):
    """How far a posterior reaches from the prior's mean, (n,), and its deviations, (n, latent)."""

    reach: np.ndarray
    deviation: np.ndarray


def posteriors(model: Any, chosen: Targets) -> Posteriors:
    """Those of all images by the encoder; they reach ``MARGIN`` deviations beyond their means."""
    moments = in_chunks(
        lambda *block: np.stack(model.posterior(*block), axis=1), chosen.images, chosen.labels
    )
    mean, deviation = moments[:, 0], np.exp(0.5 * moments[:, 1])
    centre, _ = model.p_z.moments()
    reach = np.abs(mean - centre.astype("float32")) + MARGIN * deviation
    return Posteriors(reach.max(axis=1), deviation)


def grid_axis(model: Any, chosen: Targets) -> np.ndarray:
    """Evenly spaced distances from the prior's mean, the same along every latent dimension.

    They cover the prior and the posteriors, as far as ``EXTENT`` allows.
    The step is about the standard deviation of the narrowest hundredth of the posteriors, within
    the limits of ``POINTS`` for the number of points.
    """
    # The integrand p(x|z) p(z) is a multiple of p(z|x), which q(z|x) approximates.
    reach, deviation = posteriors(model, chosen)
    _, spread = model.p_z.moments()
    extent = float(np.clip(reach.max(), *np.multiply(EXTENT, spread.max())))
    # A step of one standard deviation leaves an error of 5e-9; see the module ``quadrature``.
    points = 2.0 * extent / np.quantile(deviation, 0.01)
    return np.linspace(-extent, extent, int(np.clip(points, *POINTS)) // 2 * 2 + 1)


def border(axis: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """The outermost of every other point of the grid about ``centre``, (m, dimensions) float32."""
    thinned = [axis[::2]] * len(centre)
    points = np.stack(np.meshgrid(*thinned, indexing="ij"), axis=-1).reshape(-1, len(centre))
    outermost = np.isin(points, axis[[0, -1]]).any(axis=1)
    return (centre + points[outermost]).astype("float32")


def tiles(axis: np.ndarray, centre: np.ndarray) -> Iterator[Tile]:
    """The tiles of the grid ``axis`` x ... x ``axis`` about the point ``centre`` (dimensions,).

    Together they hold every point once.
    """
    dimensions = len(centre)
    for corner in itertools.product(range(0, len(axis), TILE), repeat=dimensions):
        # One point more than a tile has steps: the first of the next tile.
        spans = [np.arange(first, min(first + TILE + 1, len(axis))) for first in corner]
        indices = np.stack(np.meshgrid(*spans, indexing="ij"), axis=-1).reshape(-1, dimensions)
        inside = (indices < np.add(corner, TILE)).all(axis=1)
        even = (indices % 2 == 0).all(axis=1)
        points = (centre + axis[indices]).astype("float32")
        yield Tile(points[even], inside[even], points[inside & ~even])
