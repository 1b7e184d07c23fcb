import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import log_softmax

from keras_gencmp.metrics.usefulness import logistic_regression_accuracy, nearest_neighbour_accuracy

BOTH = pytest.mark.parametrize(
    "accuracy", [nearest_neighbour_accuracy, logistic_regression_accuracy]
)
LABELS = np.arange(90) % 3


def blobs(gap: float, seed: int) -> np.ndarray:
    return gap * np.eye(3)[LABELS] + np.random.default_rng(seed).normal(size=(90, 3))


@BOTH
def test_faithful_data_teach_the_classes_and_mislabelled_data_do_not(accuracy):
    real, generated = blobs(20.0, 0), blobs(20.0, 1)
    assert accuracy(real, LABELS, generated, LABELS) == 1.0
    assert accuracy(real, LABELS, generated, (LABELS + 1) % 3) == 0.0


@BOTH
def test_one_generated_class_teaches_only_that_class(accuracy):
    only = np.full(90, 2)
    assert accuracy(blobs(5.0, 0), LABELS, blobs(5.0, 1), only) == pytest.approx(1 / 3)


def test_the_nearest_generated_row_gives_the_label():
    real, generated = blobs(1.5, 0), blobs(1.5, 1)
    near = [np.argmin(np.linalg.norm(generated - row, axis=1)) for row in real]
    expected = np.mean(LABELS[near] == LABELS)
    assert nearest_neighbour_accuracy(real, LABELS, generated, LABELS) == expected < 1.0


def test_the_regression_minimises_the_stated_objective():
    real, generated = blobs(1.5, 0), blobs(1.5, 1)

    def objective(flat: np.ndarray) -> float:
        weights, offsets = flat[:9].reshape(3, 3), flat[9:]
        scores = log_softmax(generated @ weights + offsets, axis=1)
        return -scores[np.arange(90), LABELS].sum() + 0.5 * (weights**2).sum()

    best = minimize(objective, np.zeros(12)).x
    predicted = np.argmax(real @ best[:9].reshape(3, 3) + best[9:], axis=1)
    expected = np.mean(predicted == LABELS)
    assert logistic_regression_accuracy(real, LABELS, generated, LABELS) == expected < 1.0


def test_few_steps_are_allowed_and_raise_no_warning():
    real, generated = blobs(1.0, 0), blobs(1.0, 1)
    accuracy = logistic_regression_accuracy(real, LABELS, generated, LABELS, steps=1)
    assert 0.0 < accuracy <= 1.0


@BOTH
def test_labels_that_do_not_fit_the_rows_are_refused(accuracy):
    with pytest.raises(ValueError, match="89 generated labels for 90 rows"):
        accuracy(blobs(1.0, 0), LABELS, blobs(1.0, 1), LABELS[:-1])
