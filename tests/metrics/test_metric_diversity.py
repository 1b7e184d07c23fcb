import numpy as np
import pytest

from keras_gencmp.metrics.diversity import diversity, within_class_diversity
from keras_gencmp.metrics.errors import Undefined

LABELS = np.arange(300) % 3


def normal(seed: int, n: int = 300, d: int = 4) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


def test_the_mean_distance_agrees_with_all_pairs_of_each_class():
    real = normal(0)
    score = within_class_diversity(real, LABELS, real, LABELS, classes=3, pairs=20000, seed=0)
    means = []
    for label in range(3):
        rows = real[LABELS == label]
        gaps = np.linalg.norm(rows[:, None] - rows[None], axis=2)
        means.append(gaps.sum() / (len(rows) * (len(rows) - 1)))
    assert score.real == pytest.approx(np.mean(means), rel=0.01)


def test_the_ratio_is_the_scale_and_zero_for_one_image_a_class():
    real = normal(0)
    options = {"classes": 3, "seed": 0}
    assert within_class_diversity(
        real, LABELS, 0.25 * real, LABELS, **options
    ).ratio == pytest.approx(0.25)
    prototypes = normal(1, n=3)[LABELS]
    assert within_class_diversity(real, LABELS, prototypes, LABELS, **options).ratio == 0.0


def test_a_row_is_never_paired_with_itself():
    rows, labels = np.array([[0.0], [1.0]]), np.zeros(2, dtype=int)
    assert within_class_diversity(rows, labels, rows, labels, classes=1, seed=0) == (1.0, 1.0, 1.0)


def test_classes_that_a_side_lacks_are_left_out_on_both():
    real, generated = normal(0), normal(1)
    real[LABELS == 2] *= 1000.0
    made = np.where(LABELS == 2, 0, LABELS)
    score = within_class_diversity(real, LABELS, generated, made, classes=3, seed=0)
    assert score.real < 10.0


def test_the_metric_is_the_ratio_with_an_interval():
    real, generated = normal(0), 0.5 * normal(1)
    found = diversity(real, LABELS, generated, LABELS, 3, 0)
    expected = within_class_diversity(real, LABELS, generated, LABELS, classes=3, seed=0).ratio
    assert found.value == expected and found.low < expected < found.high


def test_undefined_diversity_is_refused():
    rows = normal(0, n=4)
    with pytest.raises(Undefined, match="do not differ"):
        zeros, ones = np.zeros((4, 4)), np.zeros(4, dtype=int)
        within_class_diversity(zeros, ones, rows, ones, classes=1, seed=0)
    with pytest.raises(Undefined, match="no class has 2 images"):
        labels = np.arange(4)
        within_class_diversity(rows, labels, rows, labels, classes=4, seed=0)
