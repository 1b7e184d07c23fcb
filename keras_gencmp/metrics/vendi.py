"""The Vendi score: an effective number of different images (Friedman and Dieng 2023)."""

import numpy as np
from scipy.special import entr

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Estimate, interval

ROWS = 2_000  # the score grows with them, so that one number is agreed on
TINY = 1e-12  # eigenvalues that are only rounding


def vendi(features: np.ndarray) -> Estimate:
    """The effective number of different images among 2,000, in the judge's features."""
    rows = features[:ROWS]
    return interval(vendi_score(rows), standard_error(rows), len(rows) - 1, n=len(rows))


def standard_error(features: np.ndarray) -> float:
    """Standard error of the score by the delta method, of features (n, d).

    The entropy H of C = mean u u' for unit rows u changes with a row by -u' log(C) u - H, so that
    the error is exp(H) sd(u' log(C) u) / n^(1/2). Half-samples would not do: with n not far above d
    they have another spectrum.
    """
    unit = _unit(features)
    values, vectors = np.linalg.eigh(unit.T @ unit / len(unit))
    logs = np.log(np.where(values > TINY, values, 1.0))
    terms = np.square(unit @ vectors) @ logs
    return float(
        np.exp(entr(np.clip(values, 0.0, 1.0)).sum()) * terms.std(ddof=1) / len(unit) ** 0.5
    )


def vendi_score(features: np.ndarray) -> float:
    """exp(-sum l log l) over the eigenvalues l of K / n, K the cosine similarities; 1 to n.

    It grows with n, so compare at one n. Its eigenvalues are those of the smaller of K and the
    d x d product, so features of d dimensions score at most d. Undefined for a row of zeros, which
    has no direction.
    """
    unit = _unit(features)
    gram = unit @ unit.T if len(unit) < unit.shape[1] else unit.T @ unit
    values = np.clip(np.linalg.eigvalsh(gram / len(unit)), 0.0, 1.0)
    return float(np.exp(entr(values).sum()))


def _unit(features: np.ndarray) -> np.ndarray:
    features = checks.features(features).astype(np.float64)
    norms = np.linalg.norm(features, axis=1, keepdims=True)
    if not norms.all():
        raise Undefined("features of zero have no direction, so no cosine similarity")
    return features / norms
