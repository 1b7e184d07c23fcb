import numpy as np
import pytest

from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.latent_space import (
    adjusted_rand_index,
    knn_accuracy,
    latent,
    silhouette,
)

LABELS = np.arange(90) % 3


def blobs(gap: float, seed: int = 0) -> np.ndarray:
    return gap * np.eye(3)[LABELS] + np.random.default_rng(seed).normal(size=(90, 3))


def naive_silhouette(codes: np.ndarray, labels: np.ndarray) -> float:
    scores = []
    for i, label in enumerate(labels):
        gaps = np.linalg.norm(codes - codes[i], axis=1)
        own = gaps[(labels == label) & (np.arange(len(codes)) != i)].mean()
        other = min(gaps[labels == c].mean() for c in set(labels.tolist()) - {label})
        scores.append((other - own) / max(own, other))
    return float(np.mean(scores))


def naive_knn(train: np.ndarray, codes: np.ndarray, k: int) -> float:
    right = 0
    for code, label in zip(codes, LABELS, strict=True):
        near = np.argsort(np.linalg.norm(train - code, axis=1))[:k]
        right += np.argmax(np.bincount(LABELS[near])) == label
    return right / len(codes)


@pytest.mark.parametrize("k", [1, 5])
def test_the_vote_of_neighbours_agrees_with_a_loop(k):
    train, codes = blobs(2.0, seed=0), blobs(2.0, seed=1)
    accuracy = knn_accuracy(train, LABELS, codes, LABELS, k=k)
    assert accuracy == pytest.approx(naive_knn(train, codes, k))
    assert 0.5 < accuracy < 1.0


def test_the_silhouette_agrees_with_its_definition():
    codes = blobs(3.0)
    assert silhouette(codes, LABELS, seed=0) == pytest.approx(naive_silhouette(codes, LABELS))


def test_the_silhouette_of_a_subset_is_near_and_seeded():
    codes = blobs(6.0)
    whole = silhouette(codes, LABELS, seed=0)
    part = silhouette(codes, LABELS, rows=60, seed=0)
    assert part == silhouette(codes, LABELS, rows=60, seed=0) != whole
    assert part == pytest.approx(whole, abs=0.1)


def test_separate_classes_score_one_and_shuffled_labels_near_zero():
    codes = blobs(100.0)
    shuffled = np.random.default_rng(0).permutation(LABELS)
    assert adjusted_rand_index(codes, LABELS, seed=0) == 1.0
    assert adjusted_rand_index(codes, 2 - LABELS, seed=0) == 1.0
    assert abs(adjusted_rand_index(codes, shuffled, seed=0)) < 0.1
    assert silhouette(codes, LABELS, seed=0) > 0.95
    assert silhouette(codes, shuffled, seed=0) < 0.05
    assert knn_accuracy(codes, LABELS, codes, LABELS) == 1.0


def test_codes_that_cannot_be_scored_are_refused():
    codes = blobs(1.0)
    with pytest.raises(Undefined, match="different codes"):
        adjusted_rand_index(np.ones((90, 2)), LABELS, seed=0)
    with pytest.raises(Undefined, match="2 classes"):
        silhouette(codes, np.zeros(90, dtype=int), seed=0)
    with pytest.raises(Undefined, match="neighbours"):
        knn_accuracy(codes[:4], LABELS[:4], codes, LABELS, k=5)


def test_the_metric_has_three_columns_with_intervals():
    train, codes = blobs(2.0, seed=0), blobs(2.0, seed=1)
    found = latent(codes, LABELS, train, LABELS, 0)
    assert found["knn_accuracy"].value == knn_accuracy(train, LABELS, codes, LABELS)
    assert found["knn_accuracy"].detail == {"training codes": 90}
    assert found["silhouette"].value == silhouette(codes, LABELS, seed=0)
    assert found["adjusted_rand"].value == adjusted_rand_index(codes, LABELS, seed=0)
    assert all(each.low < each.high for each in found.values())


def test_codes_of_one_class_cannot_be_separated():
    with pytest.raises(Undefined, match="one class"):
        latent(blobs(1.0), np.zeros(90, int), blobs(1.0), LABELS, 0)
