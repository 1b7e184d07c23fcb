"""Use of generated data: train a classifier on it alone, test on real (Ravuri and Vinyals 2019).

The generator must not have seen the test rows. Hold the accuracy against that of a classifier
trained on as many real rows; it rises with the number of generated rows, so state that.
"""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from keras_gencmp.metrics import checks, distances


def nearest_neighbour_accuracy(
    real: np.ndarray,
    real_labels: np.ndarray,
    generated: np.ndarray,
    generated_labels: np.ndarray,
) -> float:
    """Accuracy on real rows of the label of their nearest generated row, in [0, 1]."""
    real, real_labels, generated, generated_labels = _checked(
        real, real_labels, generated, generated_labels
    )
    found = distances.nearest(real, generated).indices[:, 0]
    return float((generated_labels[found] == real_labels).mean())


def logistic_regression_accuracy(
    real: np.ndarray,
    real_labels: np.ndarray,
    generated: np.ndarray,
    generated_labels: np.ndarray,
    *,
    steps: int = 200,
) -> float:
    """Accuracy on real rows of a logistic regression fitted to generated ones, in [0, 1].

    The sum of the losses plus |w|^2 / 2, at most ``steps`` of L-BFGS from 0, so no choice is
    random. Rows should be of the order of 1, as pixels in [0, 1] are. Generated rows of one class
    predict that class.
    """
    real, real_labels, generated, generated_labels = _checked(
        real, real_labels, generated, generated_labels
    )
    if len(np.unique(generated_labels)) == 1:
        return float((real_labels == generated_labels[0]).mean())
    with warnings.catch_warnings():
        # The number of steps is part of the definition; where they end is not an error.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = LogisticRegression(max_iter=steps).fit(generated, generated_labels)
    return float((model.predict(real) == real_labels).mean())


def _checked(
    real: np.ndarray,
    real_labels: np.ndarray,
    generated: np.ndarray,
    generated_labels: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    real, generated = checks.feature_pair(real, generated)
    real_labels = checks.labels(real_labels, "real labels", rows=len(real))
    generated_labels = checks.labels(generated_labels, "generated labels", rows=len(generated))
    return real, real_labels, generated, generated_labels
