import itertools

import numpy as np
import pytest

from keras_gencmp.metrics.kernel import kid, mmd_of_subsets, squared_mmd


def normal(seed: int, n: int, d: int = 4, shift: float = 0.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d)) + shift


def by_definition(real: np.ndarray, generated: np.ndarray) -> float:
    def kernel(x: np.ndarray, y: np.ndarray) -> float:
        return (sum(x * y) / len(x) + 1.0) ** 3

    real_pairs = [kernel(x, y) for x, y in itertools.permutations(real, 2)]
    generated_pairs = [kernel(x, y) for x, y in itertools.permutations(generated, 2)]
    mixed = [kernel(x, y) for x, y in itertools.product(real, generated)]
    return np.mean(real_pairs) + np.mean(generated_pairs) - 2.0 * np.mean(mixed)


def test_the_squared_discrepancy_is_the_mean_over_pairs_of_different_rows():
    real, generated = normal(0, 9), normal(1, 7, shift=0.5)
    assert squared_mmd(real, generated) == pytest.approx(by_definition(real, generated))


def test_subsets_of_two_rows_by_hand():
    # k(0, 2) = 1, k(1, 3) = 64; cross kernels 1, 1, 27, 343 for x = 0, 2 and y = 1, 3.
    real, generated = np.array([[0.0], [2.0]]), np.array([[1.0], [3.0]])
    assert squared_mmd(real, generated) == pytest.approx(1.0 + 64.0 - 2.0 * 372.0 / 4.0)


def test_kid_of_one_distribution_is_zero_on_average_at_a_small_n():
    scores = [
        mmd_of_subsets(normal(s, 40), normal(1000 + s, 40), subsets=5, seed=s).mean
        for s in range(100)
    ]
    assert abs(np.mean(scores)) < 3.0 * np.std(scores, ddof=1) / np.sqrt(len(scores))
    assert min(scores) < 0.0


def test_kid_agrees_with_the_discrepancy_of_all_rows_within_its_sampling_error():
    real, generated = normal(0, 400), normal(1, 400, shift=0.3)
    score = mmd_of_subsets(real, generated, subsets=100, size=100, seed=0)
    error = score.std / np.sqrt(100)
    assert abs(score.mean - squared_mmd(real, generated)) < 4.0 * error


@pytest.mark.parametrize(("shift", "low", "high"), [(1.0, 0.8, 1.3), (0.0, 0.8, 1.3)])
def test_the_standard_error_is_the_spread_over_fresh_data(shift, low, high):
    runs = [
        mmd_of_subsets(
            normal(s, 200), normal(1000 + s, 200, shift=shift), subsets=20, size=50, seed=s
        )
        for s in range(100)
    ]
    spread = np.std([run.mean for run in runs], ddof=1)
    assert low < np.mean([run.standard_error for run in runs]) / spread < high


def test_a_subset_never_takes_more_than_half_of_the_rows():
    score = mmd_of_subsets(normal(0, 20), normal(1, 30), size=1000, seed=0)
    assert score == mmd_of_subsets(normal(0, 20), normal(1, 30), size=10, seed=0)
    assert score.std > 0.0


def test_kid_depends_on_its_seed_alone_and_on_no_common_rotation():
    real, generated = normal(0, 100), normal(1, 100, shift=0.5)
    rotation = np.linalg.qr(normal(2, 4))[0]
    score = mmd_of_subsets(real, generated, seed=1)
    assert mmd_of_subsets(real, generated, seed=1) == score
    assert mmd_of_subsets(real, generated, seed=2).mean != score.mean
    turned = mmd_of_subsets(real @ rotation, generated @ rotation, seed=1)
    assert turned.scores == pytest.approx(score.scores)
    assert turned[:3] == pytest.approx(score[:3])


def test_the_discrepancy_is_symmetric_and_blind_to_order():
    real, generated = normal(0, 30), normal(1, 20)
    score = squared_mmd(real, generated)
    assert squared_mmd(generated, real) == pytest.approx(score)
    assert squared_mmd(real[::-1], generated[::-1]) == pytest.approx(score)


@pytest.mark.parametrize("options", [{"subsets": 1}, {"size": 1}])
def test_subsets_without_spread_are_refused(options):
    with pytest.raises(ValueError, match="2 subsets of 2 rows"):
        mmd_of_subsets(normal(0, 10), normal(1, 10), seed=0, **options)


def test_kid_has_the_interval_of_its_standard_error():
    real, generated = normal(0, 100), normal(1, 100, shift=0.5)
    subsets, found = mmd_of_subsets(real, generated, seed=1), kid(real, generated, seed=1)
    assert found.value == subsets.mean and found.detail == {"std": subsets.std}
    assert (found.high - found.low) / 2 == pytest.approx(1.984217 * subsets.standard_error)
