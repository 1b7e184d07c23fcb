import numpy as np
import pytest

from keras_gencmp.metrics.two_sample import ROWS, TwoSample, c2st, nearest_neighbour_test


def normal(seed: int, n: int = 60, d: int = 4, shift: float = 0.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d)) + shift


def naive(real: np.ndarray, generated: np.ndarray) -> TwoSample:
    points, n = np.concatenate([real, generated]), len(real)
    right = []
    for i, point in enumerate(points):
        gaps = np.linalg.norm(points - point, axis=1)
        gaps[i] = np.inf
        right.append((i < n) == (np.argmin(gaps) < n))
    return TwoSample(np.mean(right), np.mean(right[:n]), np.mean(right[n:]))


@pytest.mark.parametrize("shift", [0.0, 0.5])
def test_the_accuracies_agree_with_leaving_one_out_in_a_loop(shift):
    real, generated = normal(0), normal(1, shift=shift)
    assert nearest_neighbour_test(real, generated) == pytest.approx(naive(real, generated))


@pytest.mark.parametrize("n", [4, 100])
def test_one_distribution_has_the_expected_accuracy_and_error(n):
    runs = [nearest_neighbour_test(normal(2 * s, n), normal(2 * s + 1, n)) for s in range(150)]
    scores = [run.accuracy for run in runs]
    error = np.std(scores, ddof=1)
    assert abs(np.mean(scores) - (n - 1) / (2 * n - 1)) < 3.0 * error / np.sqrt(len(scores))
    assert error == pytest.approx(0.5 / np.sqrt(n), rel=0.35)


def test_sets_far_apart_are_told_at_sight_and_copies_never():
    assert nearest_neighbour_test(normal(0), normal(1, shift=100.0)) == (1.0, 1.0, 1.0)
    assert nearest_neighbour_test(normal(0), normal(0)) == (0.0, 0.0, 0.0)
    near = nearest_neighbour_test(normal(0), normal(0) + 1e-3)
    assert near.accuracy < 0.05


def test_collapse_shows_as_low_on_real_and_high_on_generated():
    real, crowded = normal(0, n=200, d=16), 0.5 * normal(1, n=200, d=16)
    score = nearest_neighbour_test(real, crowded)
    assert score.generated > 0.99
    assert score.real < 0.4


def test_a_tie_counts_one_half_and_swapping_the_sets_swaps_the_answers():
    constant = np.zeros((5, 2))
    assert nearest_neighbour_test(constant, constant) == (0.5, 0.5, 0.5)
    real, generated = normal(0), normal(1, shift=0.3)
    forward, back = nearest_neighbour_test(real, generated), nearest_neighbour_test(generated, real)
    assert forward == (back.accuracy, back.generated, back.real)


def test_order_does_not_matter_and_unequal_sizes_are_refused():
    real, generated = normal(0), normal(1)
    score = nearest_neighbour_test(real, generated)
    assert nearest_neighbour_test(real[::-1], generated[::-1]) == pytest.approx(score)
    with pytest.raises(ValueError, match="as many real as generated"):
        nearest_neighbour_test(real, generated[:-1])


def test_the_metric_is_of_its_first_rows_with_an_interval():
    real, generated = normal(0, ROWS + 50), normal(1, ROWS + 50, shift=0.3)
    found, expected = (
        c2st(real, generated, 0),
        nearest_neighbour_test(real[:ROWS], generated[:ROWS]),
    )
    assert (found.value, found.n) == (expected.accuracy, ROWS)
    assert found.detail == {"real": expected.real, "generated": expected.generated}
    assert found.low < found.value < found.high


def test_sets_that_are_told_at_sight_have_an_interval_below_1():
    found = c2st(normal(0), normal(1, shift=100.0), 0)
    assert found.value == found.high == 1.0
    assert found.low == pytest.approx(0.969, abs=1e-3)  # 120 of 120 images


def test_copies_have_a_remark_and_equal_sets_and_poor_models_none():
    real = normal(0, 200)
    copies, equal, poor = (
        c2st(real, rows, 0) for rows in (real + 1e-6, normal(1, 200), normal(2, 200, shift=9.0))
    )
    assert copies.value < 0.1 and "copies" in copies.note
    assert equal.note == poor.note == ""
