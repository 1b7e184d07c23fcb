import itertools

import numpy as np
import pytest

from keras_gencmp.metrics.clusters import cluster_error


@pytest.mark.parametrize("seed", range(5))
def test_the_map_is_the_best_of_all_permutations(seed):
    rng = np.random.default_rng(seed)
    labels = rng.integers(5, size=80)
    codes = np.where(rng.random(80) < 0.5, (labels * 2 + 1) % 5, rng.integers(5, size=80))
    maps = itertools.permutations(range(5))
    best = min(np.mean(np.array(one)[codes] != labels) for one in maps)
    score = cluster_error(labels, codes)
    assert score.error == pytest.approx(best)
    assert np.mean(np.array(score.classes)[codes] != labels) == pytest.approx(best)


def test_renamed_classes_are_no_error():
    labels = np.arange(100) % 10
    assert cluster_error(labels, 9 - labels) == (0.0, tuple(range(9, -1, -1)))


def test_two_codes_of_one_class_count_once():
    labels, codes = np.zeros(10, dtype=int), np.array([0] * 6 + [1] * 4)
    error, classes = cluster_error(labels, codes)
    assert error == pytest.approx(0.4)
    assert classes == (0, -1)


def test_one_code_for_all_classes_names_one():
    assert cluster_error(np.arange(40) % 4, np.zeros(40, dtype=int)).error == 0.75


def test_codes_and_labels_of_different_length_are_refused():
    with pytest.raises(ValueError, match="3 codes for 2 rows"):
        cluster_error(np.array([0, 1]), np.array([0, 1, 1]))
