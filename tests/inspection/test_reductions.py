"""Reductions: running means, thinning, evenly spaced choices and principal components."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from keras_gencmp.errors import UserError
from keras_gencmp.inspection.reductions import (
    evenly_spaced,
    principal_components,
    running_mean,
    thin,
)

RANDOM = np.random.default_rng(2)


def test_the_running_mean_agrees_with_its_definition():
    values = np.random.default_rng(0).standard_normal(40)
    expected = [values[max(0, k - 3) : k + 4].mean() for k in range(40)]
    np.testing.assert_allclose(running_mean(values, 7), expected, atol=1e-12)


def test_the_running_mean_steps_over_what_is_not_finite():
    mean = running_mean(np.array([1.0, np.nan, 3.0, np.inf, 5.0]), 3)
    np.testing.assert_allclose(mean, [1, 2, 3, 4, 5])
    assert np.isnan(running_mean(np.full(4, np.nan), 3)).all()


def test_thinning_keeps_every_spike():
    values = np.zeros(10_000)
    values[[17, 5_003, 9_999]] = 1, -1, 2
    chosen = thin(values, 100)
    assert len(chosen) <= 100 and {17, 5_003, 9_999} <= set(chosen.tolist())
    assert (np.diff(chosen) > 0).all()
    np.testing.assert_array_equal(thin(values[:50], 100), np.arange(50))


def test_an_evenly_spaced_choice_has_the_first_the_middle_and_the_last():
    assert evenly_spaced(range(101), 3) == [0, 50, 100]
    assert evenly_spaced([4, 7], 3) == [4, 7]


def test_the_projection_is_that_of_principal_component_analysis():
    codes = RANDOM.standard_normal((50, 6)) * [5, 3, 1, 1, 1, 1]
    points, shares = principal_components(codes)
    reference = PCA(2).fit(codes)
    np.testing.assert_allclose(np.abs(points), np.abs(reference.transform(codes)), atol=1e-9)
    assert 0 < shares[1] < shares[0] < 1
    np.testing.assert_allclose(shares, reference.explained_variance_ratio_)


def test_the_projection_has_a_fixed_sign():
    codes = RANDOM.standard_normal((50, 4)) * [9, 3, 1, 1]
    assert np.corrcoef(principal_components(codes)[0][:, 0], codes[:, 0])[0, 1] > 0.9


@pytest.mark.parametrize("shape", [(5,), (5, 1)])
def test_codes_that_make_no_plane_are_refused(shape):
    with pytest.raises(UserError, match="2 or more"):
        principal_components(np.zeros(shape))


@pytest.mark.parametrize("dimensions", [2, 5])
def test_codes_that_are_not_finite_are_refused(dimensions):
    with pytest.raises(UserError, match="diverged"):
        principal_components(np.full((5, dimensions), np.nan))


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_codes_are_points_too(count):
    points, shares = principal_components(np.eye(5)[:count])
    assert points.shape == (count, 2) and shares[1] == pytest.approx(0.0)
    assert shares[0] == pytest.approx(count - 1.0)
