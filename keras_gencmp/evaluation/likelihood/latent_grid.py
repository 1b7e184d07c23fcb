"""An even grid over a latent space of one or two dimensions, cut into tiles for quadrature."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from keras_gencmp.evaluation.likelihood.targets import Targets

MAX_DIMENSIONS = 2  # of a latent space that a grid can fill: points grow as a power of it
TILE = 32  # grid steps along the side of a tile; even, so that every tile begins on an even point
POINTS = (101, 301)  # fewest and most along an axis; odd, so that the thinned grid has both ends
EXTENT = (5.0, 12.0)  # least and greatest, prior standard deviations from its mean to the ends
MARGIN = 5.0  # posterior standard deviations beyond a posterior mean: mass outside is 6e-7
PROBE = 1_000  # images whose posteriors decide on the axis


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


def grid_axis(model: Any, chosen: Targets) -> np.ndarray:
    """Evenly spaced distances from the prior's mean, the same along every latent dimension.

    They cover the prior and the posteriors.
    The step is about the standard deviation of the narrowest hundredth of the posteriors, within
    the limits of ``POINTS`` for the number of points.
    """
    probe = tf.constant(chosen.images[:PROBE]), tf.constant(chosen.labels[:PROBE])
    mean, log_variance = (np.asarray(moment) for moment in model.posterior(*probe))
    deviation = np.exp(0.5 * log_variance)
    # The integrand p(x|z) p(z) is a multiple of p(z|x), which q(z|x) approximates.
    centre, spread = model.p_z.moments()
    reach = (np.abs(mean - centre.astype("float32")) + MARGIN * deviation).max()
    extent = float(np.clip(reach, *np.multiply(EXTENT, spread.max())))
    # A step of one standard deviation leaves an error of 5e-9; see the module ``quadrature``.
    points = 2.0 * extent / np.quantile(deviation, 0.01)
    return np.linspace(-extent, extent, int(np.clip(points, *POINTS)) // 2 * 2 + 1)


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
