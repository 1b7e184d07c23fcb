import numpy as np
import pytest
from scipy import stats

from keras_gencmp.metrics import estimate
from keras_gencmp.metrics.classes import corrected_kl
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import chi_squared


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


@pytest.mark.parametrize("value", [0.0, 0.1, 3.0])
def test_equal_values_have_a_mean_without_an_interval(value):
    assert estimate.mean(np.full(7, value))[:4] == (pytest.approx(value), None, None, 7)
    assert estimate.over_seeds([value] * 3)[:3] == (pytest.approx(value), None, None)


def test_the_interval_of_a_share_is_wilsons_at_least():
    narrow, wide = estimate.interval(0.98, 0.001, n=9), estimate.interval(0.98, 0.1)
    least = estimate.proportion(0.98, 50)
    assert estimate.widened(narrow, 50)[:4] == (0.98, least.low, least.high, 9)
    assert estimate.widened(wide, 50) == wide
    assert estimate.widened(estimate.Estimate(1.0), 50)[:3] == estimate.proportion(1.0, 50)[:3]


def test_a_stretched_interval_keeps_its_skew():
    found = estimate.stretched(estimate.Estimate(2.0, 1.0, 5.0), 2.0)
    assert found[:3] == (2.0, 0.0, 8.0)
    assert estimate.stretched(estimate.Estimate(2.0), 2.0) == estimate.Estimate(2.0)


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


@pytest.mark.parametrize("tilt", [0.0, 0.1, 0.3, 0.6])
@pytest.mark.parametrize("n", [300, 3000])
def test_the_interval_of_a_divergence_covers_it_between_equal_and_other_histograms(tilt, n):
    rng, other = np.random.default_rng(0), np.linspace(1 - tilt, 1 + tilt, 10) / 10
    found = []
    for _ in range(600):
        pair = rng.multinomial(n, np.full(10, 0.1)), rng.multinomial(n, other)
        labels = [np.repeat(np.arange(10), counts) for counts in pair]
        found.append(chi_squared(corrected_kl(*labels, classes=10), 1 / n, 9))
    truth = np.mean([each.value for each in found])
    assert 0.92 < np.mean([each.low <= truth <= each.high for each in found]) < 0.99
    assert all(each.low < each.value < each.high for each in found)


def test_the_ends_are_the_noncentralities_that_make_the_value_improbable():
    found = chi_squared(0.02, 0.001, 9)
    assert stats.ncx2.cdf(29, 9, found.low / 0.001) == pytest.approx(0.975)
    assert stats.ncx2.cdf(29, 9, found.high / 0.001) == pytest.approx(0.025)
    # Below the central quantile, 19.02, the end is shifted with the value.
    assert chi_squared(0.0, 0.001, 9).low == pytest.approx(0.001 * (9 - stats.chi2.ppf(0.975, 9)))
    assert chi_squared(0.0, 0.001, 0)[:3] == (0.0, None, None)
