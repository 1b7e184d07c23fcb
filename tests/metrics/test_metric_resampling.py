import numpy as np
import pytest

from keras_gencmp.metrics.frechet import frechet_distance, moments
from keras_gencmp.metrics.resampling import with_interval, with_intervals

HALVES = pytest.mark.parametrize("halves", [False, True])


def normal(seed: int, n: int = 100) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=n)


def interval(metric, *samples, **options):
    """The value of all rows with its interval."""
    value = metric(*(array for sample in samples for array in sample))
    return with_interval(value, metric, samples, **options)


def resampled_by_loop(metric, first, second, repeats, halves, seed):
    """Quantiles of resampled scores about their mean, step by step."""
    rng, scores = np.random.default_rng(seed), []
    for _ in range(repeats):
        rows = []
        for sample in (first, second):
            n = len(sample)
            chosen = rng.choice(n, n // 2, replace=False) if halves else rng.integers(n, size=n)
            rows.append(sample[chosen])
        scores.append(metric(*rows))
    shifts = np.sort(np.array(scores) - np.mean(scores))
    positions = np.array([0.025, 0.975]) * (repeats - 1)
    return metric(first, second) + np.interp(positions, np.arange(repeats), shifts)


@HALVES
def test_the_ends_are_quantiles_about_the_mean_of_the_resampled_scores(halves):
    random = np.random.default_rng(0)
    x, y = random.normal(size=(50, 2)), random.normal(size=(40, 2))

    def metric(a, b):
        return float(a.mean() - b.std())

    found = interval(metric, (x,), (y,), repeats=20, halves=halves, seed=3)
    expected = resampled_by_loop(metric, x, y, 20, halves, 3)
    assert found.value == metric(x, y)
    assert (found.low, found.high) == pytest.approx(tuple(expected))


@HALVES
def test_several_numbers_have_the_intervals_of_each(halves):
    x, y = normal(0), normal(1)
    both = with_intervals(
        [x.mean() - y.mean(), 1.0],
        lambda a, b: [a.mean() - b.mean(), 1.0],
        [(x,), (y,)],
        halves=halves,
        seed=3,
    )
    one = interval(lambda a, b: a.mean() - b.mean(), (x,), (y,), halves=halves, seed=3)
    assert both[0] == pytest.approx(one[:3] + both[0][3:], nan_ok=True)
    assert both[1][:3] == (1.0, 1.0, 1.0)


@HALVES
def test_the_interval_of_a_mean_is_the_textbook_one(halves):
    values = normal(0, n=200)
    result = interval(np.mean, (values,), repeats=2000, halves=halves, seed=0)
    expected = values.std(ddof=1) / np.sqrt(200)
    assert result.value == values.mean()
    assert (result.high - result.low) / 2 == pytest.approx(1.96 * expected, rel=0.1)
    assert result.low < result.value < result.high


@HALVES
def test_the_interval_covers_the_truth_nearly_as_often_as_it_says(halves):
    hits = 0
    for seed in range(200):
        result = interval(np.mean, (normal(seed),), repeats=60, halves=halves, seed=seed)
        hits += result.low < 0.0 < result.high
    assert 0.87 < hits / 200 < 0.99


def test_a_difference_of_two_samples_adds_their_variances():
    first, second = normal(0), 3.0 * normal(1, n=50)
    result = interval(
        lambda a, b: a.mean() - b.mean(), (first,), (second,), repeats=2000, halves=False, seed=0
    )
    expected = np.sqrt(first.var(ddof=1) / 100 + second.var(ddof=1) / 50)
    assert (result.high - result.low) / 2 == pytest.approx(1.96 * expected, rel=0.1)


@HALVES
def test_the_arrays_of_a_sample_stay_together_and_others_do_not(halves):
    rows = np.arange(40)

    def agreement(a: np.ndarray, b: np.ndarray) -> float:
        return float((a == b).mean())

    together = interval(agreement, (rows, rows), halves=halves, seed=0)
    assert together[:3] == (1.0, 1.0, 1.0)
    apart = interval(agreement, (rows,), (rows,), halves=halves, seed=0)
    assert apart.high > apart.low


def test_an_interval_of_a_biased_metric_lies_about_its_value():
    def distance(real, generated):
        return frechet_distance(moments(real), moments(generated))

    real, generated = np.random.default_rng(0).normal(size=(2, 60, 10))
    result = interval(distance, (real,), (generated,), repeats=40, seed=0)
    assert result.low < result.value == distance(real, generated) < result.high


def test_the_interval_depends_on_its_seed_alone():
    first, again, other = (interval(np.mean, (normal(0),), seed=seed) for seed in (1, 1, 2))
    assert first == again and first.low != other.low


def test_resamples_without_a_finite_number_are_left_out():
    calls = iter([np.inf, 1.0, np.nan, 2.0, 3.0])
    found = with_interval(7.0, lambda rows: next(calls), [(normal(0),)], repeats=5, seed=0)
    assert found.low == pytest.approx(7.0 - 0.95) and found.high == pytest.approx(7.0 + 0.95)
    nothing = with_interval(7.0, lambda rows: np.nan, [(normal(0),)], repeats=5, seed=0)
    assert nothing[:3] == (7.0, None, None)
