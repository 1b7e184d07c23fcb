"""Inception score from class probabilities (Salimans et al. 2016, section 4)."""

from typing import NamedTuple

import numpy as np
from scipy.special import rel_entr

from keras_gencmp.metrics import checks


class InceptionScore(NamedTuple):
    """Mean and standard deviation (not standard error) of the score over the splits."""

    mean: float
    std: float


def inception_score(probabilities: np.ndarray, *, splits: int = 10, seed: int) -> InceptionScore:
    """exp(mean KL(p(y|x) || p(y))): 1 (every image alike) to the number of classes; high is best.

    Rows of (n, classes) are shuffled with ``seed`` and cut into ``splits``, of which p(y) is the
    mean. It never looks at real images and cannot see a lack of variety within a class; the score
    of real test images, below the number of classes, is the ceiling. Small splits bias it
    downwards. ValueError if there are fewer rows than splits.
    """
    probabilities = checks.probabilities(probabilities)
    if not 1 <= splits <= len(probabilities):
        raise ValueError(f"{len(probabilities)} rows cannot be cut into {splits} splits.")
    order = np.random.default_rng(seed).permutation(len(probabilities))
    scores = [_score(probabilities[part]) for part in np.array_split(order, splits)]
    return InceptionScore(float(np.mean(scores)), float(np.std(scores)))


def _score(probabilities: np.ndarray) -> float:
    divergences = rel_entr(probabilities, probabilities.mean(axis=0)).sum(axis=1)
    return float(np.exp(divergences.mean()))
