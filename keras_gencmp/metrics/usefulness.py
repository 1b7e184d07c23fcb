"""Use of generated data: labels for real images from the nearest generated ones.

The generator must not have seen the real rows. Compare with the accuracy by as many other real rows
instead of generated ones; it rises with their number, so state that.
"""

import numpy as np

from keras_gencmp.metrics import checks, distances


def nearest_neighbour_accuracy(
    real: np.ndarray,
    real_labels: np.ndarray,
    generated: np.ndarray,
    generated_labels: np.ndarray,
) -> float:
    """Accuracy on real rows (n, d) of the label of their nearest generated row, in [0, 1]."""
    real, generated = checks.feature_pair(real, generated)
    real_labels = checks.labels(real_labels, "real labels", rows=len(real))
    generated_labels = checks.labels(generated_labels, "generated labels", rows=len(generated))
    nearest = distances.nearest(real, generated).indices[:, 0]
    return float((generated_labels[nearest] == real_labels).mean())
