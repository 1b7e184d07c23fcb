"""Inception score from class probabilities (Salimans et al. 2016, section 4)."""

import numpy as np
from scipy.special import rel_entr

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.metrics.resampling import with_interval


def inception_score(probabilities: np.ndarray, seed: int) -> Estimate:
    """exp(mean KL(p(y|x) || p(y))) under the judge: 1 (all images alike) to the number of classes.

    It takes no account of real images, and cannot see a lack of variety within a class; the score
    of real test images, below the number of classes, is the ceiling. It is of all images at once,
    not the mean over ten splits of the paper, which falls with the size of a split.
    """
    probabilities = checks.probabilities(probabilities)
    value = exponential_information(probabilities)
    metric, samples = exponential_information, [(probabilities,)]
    return with_interval(value, metric, samples, repeats=50, quadratic=0.5, seed=seed)


def exponential_information(probabilities: np.ndarray) -> float:
    """exp of the mutual information of image and class, of rows p(y|x) (n, classes).

    p(y) is the mean of p(y|x) over the rows. Biased downwards by a share of at most about
    (classes - 1) / (2 n).
    """
    divergences = rel_entr(probabilities, probabilities.mean(axis=0)).sum(axis=1)
    return float(np.exp(divergences.mean()))
