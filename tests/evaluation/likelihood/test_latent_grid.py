"""The grid of quadrature: its axis, and tiles that hold every point once."""

import numpy as np
import pytest
from small_vaes import PIXELS, all_binary, gaussian, linear_decoder, linear_encoder, targets

from keras_gencmp.evaluation.likelihood.latent_grid import EXTENT, POINTS, grid_axis, tiles
from keras_gencmp.models.vae import VAE


@pytest.mark.parametrize("dimensions", [1, 2])
@pytest.mark.parametrize("side", [65, 67, 101])
def test_tiles_hold_every_point_of_the_grid_once(dimensions, side):
    axis = np.linspace(-3.0, 3.0, side)
    parts = list(tiles(axis, np.zeros(dimensions)))
    coarse = np.concatenate([tile.coarse[tile.inside] for tile in parts])
    remaining = np.concatenate([tile.remaining for tile in parts])
    mesh = np.meshgrid(*[axis.astype("float32")] * dimensions, indexing="ij")
    whole = np.stack(mesh, axis=-1).reshape(-1, dimensions)
    assert sorted(map(tuple, np.concatenate([coarse, remaining]))) == sorted(map(tuple, whole))
    thinned = np.stack(np.meshgrid(*[axis[::2].astype("float32")] * dimensions, indexing="ij"), -1)
    assert sorted(map(tuple, coarse)) == sorted(map(tuple, thinned.reshape(-1, dimensions)))


def vae(mean: float, deviation: float) -> VAE:
    """A VAE with the same posterior for every image."""
    moments = np.full(2, mean), np.full(2, 2.0 * np.log(deviation))
    encoder = linear_encoder(np.zeros((PIXELS, 2)), *moments)
    return VAE(encoder, linear_decoder(np.zeros((2, PIXELS)), np.zeros(PIXELS)))


def test_the_axis_covers_the_posteriors_with_a_step_of_their_deviation():
    axis = grid_axis(vae(6.0, 0.1), targets(all_binary()))
    assert axis[-1] == -axis[0] == pytest.approx(6.0 + 5.0 * 0.1, rel=1e-5)
    assert np.diff(axis) == pytest.approx(0.1, rel=0.02)
    assert len(axis) % 2 == 1


@pytest.mark.parametrize(
    ("mean", "deviation", "points", "extent"),
    [(0.0, 1.0, POINTS[0], EXTENT[0]), (50.0, 0.01, POINTS[1], EXTENT[1])],
)
def test_the_axis_stays_within_its_limits(mean, deviation, points, extent):
    axis = grid_axis(vae(mean, deviation), targets(all_binary()))
    assert (len(axis), axis[-1]) == (points, pytest.approx(extent))


def test_the_axis_covers_the_prior_where_posteriors_are_narrow():
    model, _ = gaussian()
    assert grid_axis(model, targets(all_binary()))[-1] >= EXTENT[0]
