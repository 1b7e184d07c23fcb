"""Inception score from class probabilities (Salimans et al. 2016, section 4)."""

import numpy as np
from scipy.special import rel_entr

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.estimate import Estimate, normal

SPLITS = 10


def inception_score(probabilities: np.ndarray, seed: int) -> Estimate:
    """exp(mean KL(p(y|x) || p(y))) under the judge: 1 (all images alike) to the number of classes.

    It takes no account of real images, and cannot see a lack of variety within a class; the score
    of real test images, below the number of classes, is the ceiling. The mean over ten splits of
    the images, whose standard error makes the interval.
    """
    scores = scores_of_splits(probabilities, splits=SPLITS, seed=seed)
    return normal(np.mean(scores), np.std(scores) / SPLITS**0.5)


def scores_of_splits(probabilities: np.ndarray, *, splits: int, seed: int) -> np.ndarray:
    """The score of each of ``splits`` parts of shuffled rows (n, classes), shape (splits,).

    p(y) is the mean of p(y|x) over the part. Small parts bias the score downwards.
    """
    probabilities = checks.probabilities(probabilities)
    if not 1 <= splits <= len(probabilities):
        raise ValueError(f"{len(probabilities)} rows cannot be cut into {splits} splits")
    order = np.random.default_rng(seed).permutation(len(probabilities))
    return np.array([_score(probabilities[part]) for part in np.array_split(order, splits)])


def _score(probabilities: np.ndarray) -> float:
    divergences = rel_entr(probabilities, probabilities.mean(axis=0)).sum(axis=1)
    return float(np.exp(divergences.mean()))
