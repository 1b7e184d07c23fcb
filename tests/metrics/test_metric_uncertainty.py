import numpy as np
import pytest

from keras_gencmp.metrics.frechet import fid
from keras_gencmp.metrics.uncertainty import interval, mean_and_error, over_seeds

HALVES = pytest.mark.parametrize("halves", [False, True])


def normal(seed: int, n: int = 100) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=n)


@HALVES
def test_the_error_of_a_mean_is_the_textbook_one(halves):
    values = normal(0, n=200)
    result = interval(np.mean, values, repeats=2000, halves=halves, seed=0)
    expected = values.std(ddof=1) / np.sqrt(200)
    assert result.value == values.mean()
    assert result.standard_error == pytest.approx(expected, rel=0.06)
    assert (result.high - result.low) / 2 == pytest.approx(1.96 * expected, rel=0.1)
    assert result.low < result.value < result.high


@HALVES
def test_the_interval_covers_the_truth_as_often_as_it_says(halves):
    hits = 0
    for seed in range(200):
        result = interval(np.mean, normal(seed), repeats=60, level=0.8, halves=halves, seed=seed)
        hits += result.low < 0.0 < result.high
    assert 0.7 < hits / 200 < 0.9


def test_a_difference_of_two_samples_adds_their_variances():
    first, second = normal(0), 3.0 * normal(1, n=50)
    result = interval(
        lambda a, b: a.mean() - b.mean(), first, second, repeats=2000, seed=0
    )  # fmt: skip
    expected = np.sqrt(first.var(ddof=1) / 100 + second.var(ddof=1) / 50)
    assert result.standard_error == pytest.approx(expected, rel=0.08)


@HALVES
def test_the_arrays_of_a_tuple_stay_together_and_others_do_not(halves):
    rows = np.arange(40)

    def agreement(a: np.ndarray, b: np.ndarray) -> float:
        return float((a == b).mean())

    together = interval(agreement, (rows, rows), repeats=20, halves=halves, seed=0)
    assert together == (1.0, 1.0, 1.0, 0.0)
    assert interval(agreement, rows, rows, repeats=20, halves=halves, seed=0).standard_error > 0.0


def test_an_interval_of_a_biased_metric_lies_about_its_value():
    rng = np.random.default_rng(0)
    real, generated = rng.normal(size=(2, 60, 10))
    result = interval(fid, real, generated, repeats=40, halves=True, seed=0)
    assert result.low < result.value == fid(real, generated) < result.high


def test_the_interval_depends_on_its_seed_alone():
    values = normal(0)
    assert interval(np.mean, values, seed=1) == interval(np.mean, values, seed=1)
    assert interval(np.mean, values, seed=1).low != interval(np.mean, values, seed=2).low


def test_means_have_standard_errors_and_seeds_standard_deviations():
    assert mean_and_error(np.array([1.0, 2.0, 3.0])) == pytest.approx((2.0, 1 / np.sqrt(3)))
    assert over_seeds([1.0, 2.0, 3.0]) == (2.0, 1.0, 3)


def test_one_value_has_no_spread():
    assert np.isnan(mean_and_error(np.array([4.0])).standard_error)
    assert over_seeds([4.0])[::2] == (4.0, 1) and np.isnan(over_seeds([4.0]).std)


@pytest.mark.parametrize("options", [{"repeats": 1}, {"level": 0.0}, {"level": 1.0}])
def test_intervals_without_repeats_or_level_are_refused(options):
    with pytest.raises(ValueError, match="no interval"):
        interval(np.mean, normal(0), seed=0, **options)


@pytest.mark.parametrize("sample", [(np.zeros(3), np.zeros(4)), np.zeros(1), np.zeros(0)])
def test_samples_without_rows_in_common_are_refused(sample):
    with pytest.raises(ValueError, match="same rows"):
        interval(np.mean, sample, seed=0)
