"""Paths and grids of latent points: exact ends, quantiles, norms and orientation."""

import numpy as np
import pytest
from scipy.stats import norm

from keras_gencmp.errors import UserError
from keras_gencmp.latents.paths import lerp, quantile_grid, slerp, traversal
from keras_gencmp.priors import StandardNormal

QUANTILES = StandardNormal(2).quantiles
RANDOM = np.random.default_rng(1)
START, END = RANDOM.standard_normal((2, 50)).astype(np.float32)
PATHS = pytest.mark.parametrize("path", [lerp, slerp])


def test_quantile_grid_holds_evenly_spaced_quantiles_in_pixel_order():
    side = 5
    quantiles = norm.cdf(quantile_grid(QUANTILES, side)).reshape(side, side, 2)
    even = np.linspace(0.05, 0.95, side)
    np.testing.assert_allclose(quantiles[..., 0], np.tile(even, (side, 1)), atol=1e-6)
    np.testing.assert_allclose(quantiles[..., 1], np.tile(even[::-1, None], side), atol=1e-6)


def test_quantile_grid_takes_its_own_quantiles():
    grid = quantile_grid(QUANTILES, 3, low=0.2, high=0.9)
    assert grid.dtype == np.float32
    np.testing.assert_allclose(grid[-1], norm.ppf([0.9, 0.2]), rtol=1e-6)
    np.testing.assert_allclose(grid[0], norm.ppf([0.2, 0.9]), rtol=1e-6)


@pytest.mark.parametrize("low, high", [(0.0, 0.9), (0.1, 1.0), (0.9, 0.1), (0.5, 0.5)])
def test_quantile_grid_refuses_quantiles_out_of_order(low, high):
    with pytest.raises(UserError, match="low < high"):
        quantile_grid(QUANTILES, 3, low, high)


def test_a_grid_of_one_point_is_refused():
    with pytest.raises(UserError, match="at least 2"):
        quantile_grid(QUANTILES, 1)


@PATHS
@pytest.mark.parametrize("count", [2, 9])
def test_a_path_starts_and_ends_exactly(path, count):
    points = path(START, END, count)
    assert points.shape == (count, 50) and points.dtype == np.float32
    np.testing.assert_array_equal(points[0], START)
    np.testing.assert_array_equal(points[-1], END)


@PATHS
def test_a_path_backwards_is_the_path_reversed(path):
    np.testing.assert_allclose(path(START, END, 7), path(END, START, 7)[::-1], atol=1e-6)


def test_lerp_takes_equal_steps():
    steps = np.diff(lerp(START, END, 6), axis=0)
    np.testing.assert_allclose(steps, np.tile((END - START) / 5, (5, 1)), atol=1e-6)


def test_slerp_keeps_equal_norms_where_lerp_falls_inside():
    end = END * np.linalg.norm(START) / np.linalg.norm(END)
    norms = np.linalg.norm(slerp(START, end, 9), axis=1)
    np.testing.assert_allclose(norms, np.linalg.norm(START), rtol=1e-6)
    assert np.linalg.norm(lerp(START, end, 9), axis=1).min() < 0.9 * norms[0]


def test_slerp_changes_unequal_norms_linearly():
    norms = np.linalg.norm(slerp(START, 3 * END, 5), axis=1)
    ends = np.linalg.norm(START), 3 * np.linalg.norm(END)
    np.testing.assert_allclose(norms, np.linspace(*ends, 5), rtol=1e-6)


def test_slerp_turns_by_equal_angles():
    points = slerp(np.array([1.0, 0.0]), np.array([0.0, 1.0]), 4)
    angles = np.degrees(np.arctan2(points[:, 1], points[:, 0]))
    np.testing.assert_allclose(angles, [0, 30, 60, 90], atol=1e-4)


def test_slerp_of_equal_norms_is_its_equation():
    end = END * np.linalg.norm(START) / np.linalg.norm(END)
    angle, t = np.arccos(START @ end / (START @ START)), np.linspace(0, 1, 6)[:, None]
    weights = np.sin((1 - t) * angle) / np.sin(angle), np.sin(t * angle) / np.sin(angle)
    expected = weights[0] * START + weights[1] * end
    np.testing.assert_allclose(slerp(START, end, 6), expected, atol=1e-5)


@pytest.mark.parametrize("factor", [1.0, 2.5, -1.0, 0.0])
def test_slerp_of_vectors_without_a_great_circle_is_lerp(factor):
    np.testing.assert_array_equal(slerp(START, factor * START, 5), lerp(START, factor * START, 5))


@PATHS
def test_a_path_of_one_point_is_refused(path):
    with pytest.raises(UserError, match="2 endpoints"):
        path(START, END, 1)


@PATHS
def test_a_path_between_different_spaces_is_refused(path):
    with pytest.raises(UserError, match="one length"):
        path(START, END[:3], 5)


def test_a_traversal_changes_one_dimension_and_no_other():
    points = traversal(START, 7, [-2, 0, 2])
    np.testing.assert_array_equal(points[:, 7], [-2, 0, 2])
    others = np.delete(points, 7, axis=1)
    np.testing.assert_array_equal(others, np.tile(np.delete(START, 7), (3, 1)))


@pytest.mark.parametrize("dimension", [-1, 50])
def test_a_traversal_of_a_missing_dimension_is_refused(dimension):
    with pytest.raises(UserError, match=f"no dimension {dimension}"):
        traversal(START, dimension, [0])
