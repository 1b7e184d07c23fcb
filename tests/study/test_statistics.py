"""Tests over seeds against SciPy, and Holm's correction against an example by hand."""

import math

import numpy as np
import pytest
from scipy import stats

from keras_gencmp.study.statistics import (
    Difference,
    contrast,
    holm,
    paired,
    shares,
    spread,
    welch,
)

ONE, TWO = [3.0, 4.5, 5.0], [1.0, 1.5, 2.5, 1.2]


def test_welch_is_scipys():
    ours, theirs = welch(ONE, TWO), stats.ttest_ind(ONE, TWO, equal_var=False)
    assert ours.p == pytest.approx(theirs.pvalue)
    interval = theirs.confidence_interval(0.95)
    assert (ours.low, ours.high) == pytest.approx((interval.low, interval.high))
    assert ours.value == pytest.approx(np.mean(ONE) - np.mean(TWO)) and ours.n == (3, 4)


def test_pairs_that_differ_by_rounding_alone_have_no_interval():
    found = paired([0.1 + 0.2, 0.5], [0.2, 0.4])  # 0.1 and 0.1, but for their last bits
    assert not found.has_interval and found.p == 1.0 and found.value == pytest.approx(0.1)
    assert paired([0.1 + 0.2, 0.3], [0.3, 0.3]).value == 0.0
    assert not paired([0.1] * 3, [0.0] * 3).has_interval  # NumPy's spread of these is 1e-17
    near = paired([0.1 + 1e-9, 0.5], [0.0, 0.4])
    assert near.has_interval and near.significant


def test_the_paired_test_is_scipys():
    ours, theirs = paired(ONE, TWO[:3]), stats.ttest_rel(ONE, TWO[:3])
    interval = theirs.confidence_interval(0.95)
    assert ours.p == pytest.approx(theirs.pvalue)
    assert (ours.low, ours.high) == pytest.approx((interval.low, interval.high))


def test_one_seed_gives_no_test():
    assert welch([1.0], TWO) is None and paired([1.0], [2.0]) is None


def test_equal_values_without_any_spread_say_nothing():
    pairs = [([1.0] * 2, [1.0] * 2), ([1.0] * 2, [2.0] * 2), ([0.97] * 3, [0.98] * 3)]
    for first, second in pairs:  # the mean of three times 0.97 is not 0.97 in binary
        found = welch(first, second)
        assert found.p == 1.0 and not found.significant and not found.has_interval
    assert spread([[0.97] * 3], [[0.98, 0.97, 0.99]]).p == 1.0


def test_the_ratio_of_spreads_pools_what_is_within_groups():
    first, second = [[1.0, 2.0, 4.0], [11.0, 13.0]], [[5.0, 5.5, 7.0, 6.0]]
    found = spread(first, second)
    ratio = ((14 / 3 + 2.0) / 3) / np.var(second[0], ddof=1)
    assert found.value == pytest.approx(math.log(ratio) / 2)
    low = ratio / stats.f.ppf(0.975, 3, 3)
    assert found.low == pytest.approx(math.log(low) / 2) and found.high > found.value


def test_the_interval_of_a_difference_of_shares_is_newcombes():
    # 56 of 70 and 48 of 80: the first example of Newcombe (1998), method 10.
    found = shares([[1.0] * 56 + [0.0] * 14], [[1.0] * 48 + [0.0] * 32])
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)
    assert shares([[0.0] * 10], [[0.0] * 10]).high == pytest.approx(0.2775, abs=1e-4)
    assert found.p == stats.fisher_exact([[56, 14], [48, 32]])[1]


@pytest.mark.parametrize("size", [5, 10])
def test_intervals_hold_the_truth_in_95_of_100_draws(size):
    random, trials = np.random.default_rng(size), 2000
    held = np.zeros(3)
    for _ in range(trials):
        one, two = 2.0 * random.normal(size=(2, size)) + 1.0, random.normal(size=(2, size))
        held[0] += inside(contrast(one, two), 1.0)
        held[1] += inside(spread(one, two), math.log(2.0))
        ones, others = random.random((2, size)) < 0.6, random.random((2, size)) < 0.2
        held[2] += inside(shares(ones, others), 0.4)
    assert np.all(held / trials > 0.94) and np.all(held[:2] / trials < 0.97)


def inside(found, truth):
    return found.low <= truth <= found.high


def of(p):
    return Difference(1.0, 0.0, 2.0, p, p, "Welch", (3, 3))


def test_holm_multiplies_by_what_is_left_and_never_falls():
    corrected = holm([of(0.01), None, of(0.04), of(0.03), of(0.005)])
    adjusted = [each and each.adjusted for each in corrected]
    assert adjusted == [pytest.approx(0.03), None, *map(pytest.approx, (0.06, 0.06, 0.02))]
    assert [each and each.p for each in corrected] == [0.01, None, 0.04, 0.03, 0.005]
    assert corrected[4].significant and not corrected[2].significant
