import numpy as np
import pytest

from keras_gencmp.metrics.diversity import (
    euclidean_distance,
    ssim_distance,
    vendi_score,
    within_class_diversity,
)

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


def test_structural_distance_is_zero_for_copies_and_works_on_images():
    images = np.random.default_rng(0).uniform(size=(6, 8, 8, 1))
    np.testing.assert_allclose(ssim_distance(images, images), 0.0, atol=1e-12)
    labels = np.zeros(6, dtype=int)
    score = within_class_diversity(
        images, labels, np.repeat(images[:1], 6, axis=0), labels,
        classes=1, pairs=50, distance=ssim_distance, seed=0,
    )  # fmt: skip
    assert 0.5 < score.real < 1.5
    assert score.generated == pytest.approx(0.0, abs=1e-12)


def test_euclidean_distance_is_of_partners():
    np.testing.assert_array_equal(
        euclidean_distance(np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[3.0, 4.0], [1.0, 1.0]])),
        [5.0, 0.0],
    )


@pytest.mark.parametrize("shape", [(7, 4), (3, 9)])
def test_identical_rows_count_as_one(shape):
    assert vendi_score(np.full(shape, 2.5)) == pytest.approx(1.0)


@pytest.mark.parametrize("d", [5, 12])
def test_orthogonal_rows_count_each_whatever_their_length(d):
    rows = np.eye(d)[:5] * np.arange(1, 6)[:, None]
    assert vendi_score(rows) == pytest.approx(5.0)
    assert vendi_score(np.repeat(rows, 4, axis=0)) == pytest.approx(5.0)


def test_unequal_groups_count_by_the_exponential_of_their_entropy():
    rows = np.repeat(np.eye(2), [3, 1], axis=0)
    entropy = -0.75 * np.log(0.75) - 0.25 * np.log(0.25)
    assert vendi_score(rows) == pytest.approx(np.exp(entropy))


@pytest.mark.parametrize("n", [3, 30])
def test_the_smaller_product_has_the_same_score_as_the_similarities(n):
    rows = normal(0, n=n, d=8)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    values = np.linalg.eigvalsh(unit @ unit.T / n)
    values = values[values > 1e-12]
    assert vendi_score(rows) == pytest.approx(np.exp(-values @ np.log(values)))
    assert vendi_score(rows[::-1]) == pytest.approx(vendi_score(rows))


def test_undefined_diversity_is_refused():
    rows = normal(0, n=4)
    with pytest.raises(ValueError, match="do not differ"):
        zeros, ones = np.zeros((4, 4)), np.zeros(4, dtype=int)
        within_class_diversity(zeros, ones, rows, ones, classes=1, seed=0)
    with pytest.raises(ValueError, match="2 rows on both sides"):
        labels = np.arange(4)
        within_class_diversity(rows, labels, rows, labels, classes=4, seed=0)
    with pytest.raises(ValueError, match="row of zeros"):
        vendi_score(np.zeros((3, 2)))
