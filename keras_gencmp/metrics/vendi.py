"""The Vendi score: an effective number of different images (Friedman and Dieng 2023)."""

import numpy as np
from scipy.special import entr

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.metrics.resampling import with_interval

ROWS = 2_000  # the score grows with them, so that one number is agreed on


def vendi(features: np.ndarray, seed: int) -> Estimate:
    """The effective number of different images among 2,000, in the judge's features."""
    rows = features[:ROWS]
    value = vendi_score(rows)
    estimate = with_interval(value, vendi_score, [(rows,)], repeats=10, seed=seed)
    return estimate._replace(n=len(rows))


def vendi_score(features: np.ndarray) -> float:
    """exp(-sum l log l) over the eigenvalues l of K / n, K the cosine similarities; 1 to n.

    It grows with n, so compare at one n. Its eigenvalues are those of the smaller of K and the
    d x d product, so features of d dimensions score at most d. Undefined for a row of zeros, which
    has no direction.
    """
    features = checks.features(features).astype(np.float64)
    norms = np.linalg.norm(features, axis=1, keepdims=True)
    if not norms.all():
        raise Undefined("features of zero have no direction, so no cosine similarity")
    unit = features / norms
    gram = unit @ unit.T if len(unit) < unit.shape[1] else unit.T @ unit
    values = np.clip(np.linalg.eigvalsh(gram / len(unit)), 0.0, 1.0)
    return float(np.exp(entr(values).sum()))
