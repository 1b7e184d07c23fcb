import numpy as np
import pytest

from keras_gencmp.metrics.usefulness import nearest_neighbour_accuracy

LABELS = np.arange(90) % 3


def blobs(gap: float, seed: int) -> np.ndarray:
    return gap * np.eye(3)[LABELS] + np.random.default_rng(seed).normal(size=(90, 3))


def test_faithful_data_teach_the_classes_and_mislabelled_data_do_not():
    real, generated = blobs(20.0, 0), blobs(20.0, 1)
    assert nearest_neighbour_accuracy(real, LABELS, generated, LABELS) == 1.0
    assert nearest_neighbour_accuracy(real, LABELS, generated, (LABELS + 1) % 3) == 0.0


def test_one_generated_class_teaches_only_that_class():
    only = np.full(90, 2)
    accuracy = nearest_neighbour_accuracy(blobs(5.0, 0), LABELS, blobs(5.0, 1), only)
    assert accuracy == pytest.approx(1 / 3)


def test_the_nearest_generated_row_gives_the_label():
    real, generated = blobs(1.5, 0), blobs(1.5, 1)
    near = [np.argmin(np.linalg.norm(generated - row, axis=1)) for row in real]
    expected = np.mean(LABELS[near] == LABELS)
    assert nearest_neighbour_accuracy(real, LABELS, generated, LABELS) == expected < 1.0


def test_labels_that_do_not_fit_the_rows_are_refused():
    with pytest.raises(ValueError, match="89 generated labels for 90 rows"):
        nearest_neighbour_accuracy(blobs(1.0, 0), LABELS, blobs(1.0, 1), LABELS[:-1])
