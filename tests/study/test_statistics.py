"""Tests over seeds against SciPy, and Holm's correction against an example by hand."""

import numpy as np
import pytest
from scipy import stats

from keras_gencmp.study.statistics import Difference, holm, paired, welch

ONE, TWO = [3.0, 4.5, 5.0], [1.0, 1.5, 2.5, 1.2]


def test_welch_is_scipys():
    ours, theirs = welch(ONE, TWO), stats.ttest_ind(ONE, TWO, equal_var=False)
    assert ours.p == pytest.approx(theirs.pvalue)
    interval = theirs.confidence_interval(0.95)
    assert (ours.low, ours.high) == pytest.approx((interval.low, interval.high))
    assert ours.value == pytest.approx(np.mean(ONE) - np.mean(TWO)) and ours.n == (3, 4)


def test_the_paired_test_is_scipys():
    ours, theirs = paired(ONE, TWO[:3]), stats.ttest_rel(ONE, TWO[:3])
    interval = theirs.confidence_interval(0.95)
    assert ours.p == pytest.approx(theirs.pvalue)
    assert (ours.low, ours.high) == pytest.approx((interval.low, interval.high))


def test_one_seed_gives_no_test():
    assert welch([1.0], TWO) is None and paired([1.0], [2.0]) is None


def test_equal_values_without_any_spread_have_no_difference():
    assert welch([1.0, 1.0], [1.0, 1.0]).p == 1.0
    assert not welch([1.0, 1.0], [1.0, 1.0]).significant


def of(p):
    return Difference(1.0, 0.0, 2.0, p, p, "Welch", (3, 3))


def test_holm_multiplies_by_what_is_left_and_never_falls():
    corrected = holm([of(0.01), None, of(0.04), of(0.03), of(0.005)])
    adjusted = [each and each.adjusted for each in corrected]
    assert adjusted == [pytest.approx(0.03), None, *map(pytest.approx, (0.06, 0.06, 0.02))]
    assert [each and each.p for each in corrected] == [0.01, None, 0.04, 0.03, 0.005]
    assert corrected[4].significant and not corrected[2].significant
