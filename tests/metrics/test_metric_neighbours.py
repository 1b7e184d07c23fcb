import numpy as np
import pytest

from keras_gencmp.metrics import distances
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.neighbours import (
    PRDC,
    ROWS,
    balls_compared,
    class_recall,
    prdc,
    recall_per_class,
)


def normal(seed: int, n: int, d: int = 3, scale: float = 1.0, shift: float = 0.0) -> np.ndarray:
    return scale * np.random.default_rng(seed).normal(size=(n, d)) + shift


def naive(real: np.ndarray, generated: np.ndarray, k: int) -> PRDC:
    def radius(points: np.ndarray, i: int) -> float:
        others = [np.linalg.norm(points[i] - p) for j, p in enumerate(points) if j != i]
        return sorted(others)[k - 1]

    real_radii = [radius(real, i) for i in range(len(real))]
    generated_radii = [radius(generated, j) for j in range(len(generated))]
    between = np.array([[np.linalg.norm(r - g) for g in generated] for r in real])
    in_real = between < np.array(real_radii)[:, None]
    in_generated = between < np.array(generated_radii)[None, :]
    return PRDC(
        precision=in_real.any(axis=0).mean(),
        recall=in_generated.any(axis=1).mean(),
        density=in_real.sum() / (k * len(generated)),
        coverage=in_real.any(axis=1).mean(),
    )


@pytest.mark.parametrize("k", [1, 5])
@pytest.mark.parametrize("n", [12, 40])
def test_the_four_scores_agree_with_their_definition(n, k):
    real, generated = normal(0, 30), normal(1, n, scale=1.3, shift=0.4)
    assert balls_compared(real, generated, k=k) == pytest.approx(naive(real, generated, k))


# From prdc 0.2 on NumPy 2.4.6 and scikit-learn 1.9.1, with a and b as in the test:
# prdc.compute_prdc(real_features=a, fake_features=b, nearest_k=k).
@pytest.mark.parametrize(
    ("k", "expected"),
    [
        (1, (0.368, 0.6966666666666667, 0.516, 0.2866666666666667)),
        (5, (0.72, 0.9833333333333333, 0.5208, 0.7566666666666667)),
    ],
)
def test_the_four_scores_agree_with_the_authors_package_as_recorded(k, expected):
    a = np.random.RandomState(0).normal(0.0, 1.0, (300, 8))
    b = np.random.RandomState(1).normal(0.3, 1.2, (250, 8))
    assert balls_compared(a, b, k=k) == pytest.approx(expected)


def test_the_four_scores_agree_with_the_authors_package():
    oracle = pytest.importorskip("prdc")
    real, generated = normal(0, 200, d=16), normal(1, 300, d=16, scale=1.2)
    expected = oracle.compute_prdc(real_features=real, fake_features=generated, nearest_k=5)
    assert balls_compared(real, generated)._asdict() == pytest.approx(expected)


def test_precision_is_of_the_generated_and_recall_of_the_real():
    real = normal(0, 400)
    generated = real[np.linalg.norm(real, axis=1) < 1.0] + 1e-3
    score = balls_compared(real, generated)
    assert score.precision > 0.99
    assert score.recall < 0.6


def test_swapping_the_sets_swaps_precision_and_recall():
    real, generated = normal(0, 100), normal(1, 80, scale=0.5)
    forward, back = balls_compared(real, generated), balls_compared(generated, real)
    assert (forward.precision, forward.recall) == (back.recall, back.precision)
    assert forward.precision != forward.recall


def test_a_set_of_distinct_points_scores_one_against_itself():
    real = normal(0, 300, d=128)
    assert balls_compared(real, real) == (1.0, 1.0, 1.0, 1.0)
    assert balls_compared(real, real[::-1]) == (1.0, 1.0, 1.0, 1.0)


def test_points_repeated_beyond_k_have_empty_balls():
    constant = np.ones((50, 4))
    assert balls_compared(constant, constant) == (0.0, 0.0, 0.0, 0.0)
    real = normal(0, 60)
    assert balls_compared(real, np.repeat(real, 6, axis=0)).recall == 0.0
    assert balls_compared(real, np.repeat(real, 6, axis=0)).coverage == 1.0


def test_a_hundred_images_repeated_have_precision_but_no_recall_and_little_coverage():
    real, other = normal(0, 4000, d=8), normal(1, 100, d=8)
    score = balls_compared(real, np.repeat(other, 40, axis=0))
    assert score.recall == 0.0
    assert score.coverage < 0.15
    assert score.precision > 0.5


def test_points_beyond_every_ball_score_zero():
    assert balls_compared(normal(0, 50), normal(1, 50, shift=1000.0)) == (0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(("n", "m", "k"), [(200, 200, 5), (60, 30, 2)])
def test_one_distribution_has_the_expected_density_and_coverage(n, m, k):
    scores = [balls_compared(normal(2 * s, n), normal(2 * s + 1, m), k=k) for s in range(40)]
    steps = np.arange(1, k + 1)
    expected = 1.0 - np.prod((n - steps) / (m + n - steps))
    for values, mean in (
        ([s.coverage for s in scores], expected),
        ([s.density for s in scores], 1),
    ):
        assert abs(np.mean(values) - mean) < 3.5 * np.std(values, ddof=1) / np.sqrt(len(values))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("elements", [1, 900, 10**9])
def test_the_scores_depend_on_no_block_size(monkeypatch, elements, dtype):
    real, generated = normal(0, 90, d=32).astype(dtype), normal(1, 70, d=32).astype(dtype)
    expected = balls_compared(real, generated)
    monkeypatch.setattr(distances, "ELEMENTS", elements)
    assert balls_compared(real, generated) == expected


def test_the_scores_depend_on_no_rotation_shift_scale_or_order():
    real, generated = normal(0, 150, d=5), normal(1, 150, d=5, scale=0.8)
    rotation = np.linalg.qr(normal(2, 5, d=5))[0]
    moved = 3.0 * real @ rotation + 100.0, 3.0 * generated @ rotation + 100.0
    score = balls_compared(real, generated)
    assert balls_compared(*moved) == pytest.approx(score)
    assert balls_compared(real[::-1], generated[::-1]) == pytest.approx(score)


def test_recall_per_class_finds_the_dropped_class_and_averages_to_the_recall():
    rng = np.random.default_rng(0)
    labels, made = rng.integers(3, size=240), rng.integers(2, size=240)
    centres = 50.0 * np.eye(3)
    real = centres[labels] + normal(1, 240)
    generated = centres[made] + normal(2, 240)
    scores = recall_per_class(real, labels, generated, classes=4)
    assert scores[2] == 0.0 and np.isnan(scores[3]) and min(scores[:2]) > 0.8
    weighted = np.average(scores[:3], weights=np.bincount(labels))
    assert weighted == pytest.approx(balls_compared(real, generated).recall)


@pytest.mark.parametrize(("k", "error"), [(0, ValueError), (10, Undefined), (11, Undefined)])
def test_as_many_neighbours_as_rows_are_refused(k, error):
    with pytest.raises(error, match="neighbours"):
        balls_compared(normal(0, 20), normal(1, 10), k=k)


def test_the_metric_is_of_its_first_rows_with_intervals():
    real, generated = normal(0, ROWS + 100), normal(1, ROWS + 100)
    found = prdc(real, generated, 0)
    expected = balls_compared(real[:ROWS], generated[:ROWS])
    assert {name: each.value for name, each in found.items()} == expected._asdict()
    assert all(each.n == ROWS and each.low <= each.value <= each.high for each in found.values())


@pytest.mark.parametrize(("scale", "n"), [(0.6, 100), (0.3, 60)])
def test_shares_near_0_and_1_have_an_interval_that_holds(scale, n):
    found = [prdc(normal(s, n, 16), normal(500 + s, n, 16, scale), s) for s in range(30)]
    for name in ("precision", "recall", "coverage"):
        every = [each[name] for each in found]
        assert all(each.low < each.high for each in every), name
        truth = np.mean([each.value for each in every])
        assert np.mean([each.low <= truth <= each.high for each in every]) > 0.85, name


def test_a_collapsed_generator_has_shares_of_0_with_an_upper_end_and_a_density_without():
    found = prdc(normal(0, 500), np.full((500, 3), 50.0), 0)
    assert found["density"][:3] == (0.0, None, None)
    for name in ("precision", "recall", "coverage"):
        assert found[name][:3] == pytest.approx((0.0, 0.0, 0.00762), abs=1e-5)


def test_the_recall_of_the_worst_class_is_named():
    labels = np.arange(240) % 3
    real = 50.0 * np.eye(3)[labels] + normal(1, 240)
    generated = 50.0 * np.eye(3)[np.arange(240) % 2] + normal(2, 240)
    found = class_recall(real, labels, generated, ("a", "b", "c"), 0)
    assert (found.value, found.note) == (0.0, "c")
    # None of 80 images: Wilson's upper end.
    assert found.high >= 0.0458
    assert found.detail["a"] > 0.8 and list(found.detail) == ["a", "b", "c"]


def test_the_interval_of_the_worst_class_holds_the_choice_of_the_class():
    # The least of ten equal recalls varies less than one of them would at random.
    names, labels, found = tuple("abcdefghij"), np.arange(400) % 10, []
    for seed in range(60):
        pair = normal(2 * seed, 400), normal(2 * seed + 1, 400)
        found.append(class_recall(pair[0], labels, pair[1], names, seed))
    truth = np.mean([each.value for each in found])
    assert np.mean([each.low <= truth <= each.high for each in found]) > 0.9
