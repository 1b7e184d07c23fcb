import itertools

import numpy as np
import pytest

from keras_gencmp.metrics.kernel import kid, mmd_of_subsets


def normal(seed: int, n: int, d: int = 4, shift: float = 0.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d)) + shift


def squared_mmd(real: np.ndarray, generated: np.ndarray) -> float:
    """The discrepancy by its definition: means over pairs of different rows."""

    def kernels(rows: np.ndarray, others: np.ndarray) -> np.ndarray:
        return np.array([[(sum(x * y) / len(x) + 1.0) ** 3 for y in others] for x in rows])

    sides = [kernels(rows, rows)[~np.eye(len(rows), dtype=bool)] for rows in (real, generated)]
    return sum(side.mean() for side in sides) - 2.0 * kernels(real, generated).mean()


def test_the_definition_by_hand():
    # k(0, 2) = 1, k(1, 3) = 64; cross kernels 1, 1, 27, 343 for x = 0, 2 and y = 1, 3.
    real, generated = np.array([[0.0], [2.0]]), np.array([[1.0], [3.0]])
    assert squared_mmd(real, generated) == pytest.approx(1.0 + 64.0 - 2.0 * 372.0 / 4.0)


@pytest.mark.parametrize("size", [2, 3])
def test_the_score_of_a_subset_is_its_squared_discrepancy(size):
    real, generated = normal(0, 6), normal(1, 6, shift=0.5)
    chosen = [list(each) for each in itertools.combinations(range(6), size)]
    every = [squared_mmd(real[i], generated[j]) for i, j in itertools.product(chosen, repeat=2)]
    scores = mmd_of_subsets(real, generated, subsets=20, size=size, seed=0).scores
    assert np.abs(np.subtract.outer(scores, every)).min(axis=1) == pytest.approx(0.0, abs=1e-6)


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


@pytest.mark.parametrize("options", [{"subsets": 1}, {"size": 1}])
def test_subsets_without_spread_are_refused(options):
    with pytest.raises(ValueError, match="2 subsets of 2 rows"):
        mmd_of_subsets(normal(0, 10), normal(1, 10), seed=0, **options)


def test_kid_has_the_interval_of_its_standard_error():
    real, generated = normal(0, 100), normal(1, 100, shift=0.5)
    subsets, found = mmd_of_subsets(real, generated, seed=1), kid(real, generated, seed=1)
    assert found.value == subsets.mean and found.detail == {"std": subsets.std}
    assert (found.high - found.low) / 2 == pytest.approx(1.984217 * subsets.standard_error)
