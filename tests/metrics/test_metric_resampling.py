import numpy as np
import pytest
from scipy import stats

from keras_gencmp.metrics.frechet import frechet_distance, moments
from keras_gencmp.metrics.resampling import with_interval, with_intervals

SIDES = pytest.mark.parametrize("quadratic", [0.0, 1.0])


def normal(seed: int, n: int = 100) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=n)


def interval(metric, *samples, **options):
    """The value of all rows with its interval."""
    value = metric(*(array for sample in samples for array in sample))
    return with_interval(value, metric, samples, **options)


def halves_by_loop(metric, first, second, repeats, seed):
    """Scores of both halves of random splits, step by step."""
    rng, scores = np.random.default_rng(seed), []
    for _ in range(repeats):
        orders = [(sample, rng.permutation(len(sample))) for sample in (first, second)]
        near = [sample[order[: len(sample) // 2]] for sample, order in orders]
        far = [sample[order[len(sample) // 2 :]] for sample, order in orders]
        scores.append((metric(*near), metric(*far)))
    return np.array(scores)


def reach(result) -> float:
    return (result.high - result.low) / 2


def test_the_error_is_the_deviation_of_half_samples():
    x, y = np.random.default_rng(0).normal(size=(2, 50, 2))

    def metric(a, b):
        return float(a.mean() - b.std())

    found = interval(metric, (x,), (y,), repeats=20, seed=3)
    scores = halves_by_loop(metric, x, y, 20, 3)[:, 0]
    assert found.value == metric(x, y)
    assert reach(found) == pytest.approx(stats.t.ppf(0.975, 19) * scores.std(ddof=1))


def test_the_error_of_a_distance_comes_from_the_covariance_of_the_halves_within_bounds():
    x, y = np.random.default_rng(0).normal(size=(2, 50))
    shift = {"linear": 3.0, "quadratic": 0.0}
    for kind, gap in shift.items():

        def metric(a, b, gap=gap):
            return float((a.mean() - b.mean() + gap) ** 2)

        found = interval(metric, (x,), (y,), repeats=20, quadratic=1.0, seed=3)
        scores = halves_by_loop(metric, x, y, 20, 3)
        centred = scores - scores.mean()
        whole = (centred**2).sum(axis=0).mean() / 19
        covariance = -(centred[:, 0] * centred[:, 1]).sum() / 19
        variance = min(max(covariance, whole / 4), whole)
        assert reach(found) == pytest.approx(stats.t.ppf(0.975, 19) * variance**0.5), kind


@SIDES
def test_several_numbers_have_the_intervals_of_each(quadratic):
    x, y = normal(0), normal(1)
    both = with_intervals(
        [x.mean() - y.mean(), 1.0],
        lambda a, b: [a.mean() - b.mean(), 1.0],
        [(x,), (y,)],
        quadratic=quadratic,
        seed=3,
    )
    one = interval(lambda a, b: a.mean() - b.mean(), (x,), (y,), quadratic=quadratic, seed=3)
    assert both[0][:3] == pytest.approx(one[:3])
    assert both[1][:3] == (1.0, None, None)


@SIDES
def test_the_interval_of_a_mean_is_the_textbook_one(quadratic):
    values = normal(0, n=200)
    result = interval(np.mean, (values,), repeats=2000, quadratic=quadratic, seed=0)
    expected = values.std(ddof=1) / np.sqrt(200)
    assert result.value == values.mean()
    assert reach(result) == pytest.approx(1.96 * expected, rel=0.1)


@pytest.mark.parametrize("repeats", [5, 10, 20])
def test_the_interval_of_a_mean_covers_it_in_95_of_100_draws_at_every_number_of_splits(repeats):
    # Quantiles of 5, 10 and 20 half-samples cover 67, 82 and 88 of 100.
    found = [
        interval(np.mean, (normal(seed),), repeats=repeats, seed=1000 + seed)
        for seed in range(1000)
    ]
    share = np.mean([each.low < 0.0 < each.high for each in found])
    assert 0.92 < share < 0.97


def test_the_interval_of_a_distance_covers_its_mean_where_the_distributions_agree():
    def squared(a, b):  # of ten means; unbiased, so its mean is 0
        gap = a.mean(axis=0) - b.mean(axis=0)
        noise = a.var(axis=0, ddof=1) / len(a) + b.var(axis=0, ddof=1) / len(b)
        return float((gap**2 - noise).sum())

    found, plain = [], []
    for seed in range(300):
        x, y = np.random.default_rng(seed).normal(size=(2, 100, 30))
        found.append(interval(squared, (x,), (y,), quadratic=1.0, seed=1000 + seed))
        plain.append(interval(squared, (x,), (y,), seed=1000 + seed))
    share = np.mean([each.low < 0.0 < each.high for each in found])
    assert 0.92 < share < 0.985
    # Half-samples alone are three times too wide in variance.
    ratio = np.median([reach(a) / reach(b) for a, b in zip(plain, found, strict=True)])
    assert 1.3 < ratio < 1.8


def test_a_difference_of_two_samples_adds_their_variances():
    first, second = normal(0), 3.0 * normal(1, n=50)
    result = interval(lambda a, b: a.mean() - b.mean(), (first,), (second,), repeats=2000, seed=0)
    expected = np.sqrt(first.var(ddof=1) / 100 + second.var(ddof=1) / 50)
    assert reach(result) == pytest.approx(1.96 * expected, rel=0.1)


@SIDES
def test_the_arrays_of_a_sample_stay_together_and_others_do_not(quadratic):
    rows = np.arange(40)

    def agreement(a: np.ndarray, b: np.ndarray) -> float:
        return float((a == b).mean())

    together = interval(agreement, (rows, rows), quadratic=quadratic, seed=0)
    assert together[:3] == (1.0, None, None)
    apart = interval(agreement, (rows,), (rows,), quadratic=quadratic, seed=0)
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


@SIDES
@pytest.mark.parametrize("number", [0.0, 0.1, 1.0])
def test_equal_numbers_of_all_half_samples_say_nothing_of_their_spread(number, quadratic):
    found = interval(lambda rows: number, (normal(0),), quadratic=quadratic, seed=0)
    assert found[:3] == (number, None, None)


def test_resamples_without_a_finite_number_are_left_out():
    calls = iter([np.inf, 1.0, np.nan, 2.0, 3.0])
    found = with_interval(7.0, lambda rows: next(calls), [(normal(0),)], repeats=5, seed=0)
    assert reach(found) == pytest.approx(stats.t.ppf(0.975, 2))
    nothing = with_interval(7.0, lambda rows: np.nan, [(normal(0),)], repeats=5, seed=0)
    assert nothing[:3] == (7.0, None, None)
