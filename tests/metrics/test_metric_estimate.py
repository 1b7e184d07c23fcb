import numpy as np
import pytest

from keras_gencmp.metrics import estimate
from keras_gencmp.metrics.errors import Undefined


def test_a_normal_interval_is_1_96_errors_wide_to_each_side():
    found = estimate.normal(10.0, 2.0, n=5, note="so")
    assert (found.low, found.high) == pytest.approx((6.08, 13.92))
    assert (found.value, found.n, found.note) == (10.0, 5, "so")


def test_means_have_standard_errors():
    found = estimate.mean(np.array([1.0, 2.0, 3.0]), detail=[1])
    assert (found.high - found.value) / 1.96 == pytest.approx(1 / np.sqrt(3))
    assert (found.value, found.n, found.detail) == (2.0, 3, [1])


def test_one_value_has_no_interval():
    assert estimate.mean(np.array([4.0]))[:4] == (4.0, None, None, 1)


def test_a_mean_of_no_numbers_is_undefined():
    with pytest.raises(Undefined, match="NaN"):
        estimate.mean(np.array([1.0, np.nan]))
    with pytest.raises(ValueError, match=r"shape \(n\)"):
        estimate.mean(np.zeros((2, 2)))


@pytest.mark.parametrize("share", [0.0, 0.2, 1.0])
def test_a_share_has_the_error_of_the_binomial_distribution(share):
    found = estimate.proportion(share, 50)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * (share * (1 - share) / 50) ** 0.5)
