import numpy as np
import pytest

from keras_gencmp.metrics import estimate
from keras_gencmp.metrics.errors import Undefined


def test_an_interval_is_t_errors_wide_to_each_side():
    found = estimate.interval(10.0, 2.0, n=5, note="so")
    assert (found.low, found.high) == pytest.approx((6.08, 13.92), abs=1e-3)
    assert (found.value, found.n, found.note) == (10.0, 5, "so")
    assert estimate.interval(10.0, 2.0, 9).high == pytest.approx(10 + 2 * 2.26216, abs=1e-4)


def test_means_have_standard_errors():
    found = estimate.mean(np.array([1.0, 2.0, 3.0]), detail=[1])
    assert (found.high - found.value) / 4.30265 == pytest.approx(1 / np.sqrt(3), abs=1e-5)
    assert (found.value, found.n, found.detail) == (2.0, 3, [1])


def test_one_value_has_no_interval():
    assert estimate.mean(np.array([4.0]))[:4] == (4.0, None, None, 1)


def test_a_mean_of_no_numbers_is_undefined():
    with pytest.raises(Undefined, match="NaN"):
        estimate.mean(np.array([1.0, np.nan]))
    with pytest.raises(ValueError, match=r"shape \(n\)"):
        estimate.mean(np.zeros((2, 2)))


@pytest.mark.parametrize(
    ("share", "low", "high"), [(0, 0, 0.0713), (1, 0.9287, 1), (0.2, 0.1124, 0.3304)]
)
def test_a_share_has_the_interval_of_wilson(share, low, high):
    found = estimate.proportion(share, 50)
    assert found[:3] == pytest.approx((share, low, high), abs=1e-4)
    percent = estimate.proportion(share, 50, scale=100.0)
    assert percent[:3] == pytest.approx((100 * share, 100 * low, 100 * high), abs=1e-2)


@pytest.mark.parametrize("truth", [0.01, 0.5, 0.995])
def test_the_interval_of_a_share_holds_near_0_and_1(truth):
    shares = np.random.default_rng(0).binomial(200, truth, 2000) / 200
    found = [estimate.proportion(share, 200) for share in shares]
    assert 0.92 < np.mean([each.low <= truth <= each.high for each in found]) < 0.98


def test_the_mean_over_seeds_has_the_interval_of_student():
    found = estimate.over_seeds([1.0, 2.0, 3.0])
    assert found[:3] == pytest.approx((2.0, 2.0 - 2.48414, 2.0 + 2.48414), abs=1e-4)
    assert estimate.over_seeds([4.0])[:3] == (4.0, None, None)
