"""The two-sample test by nearest neighbours, which asks whether generated can be told from real."""

from typing import NamedTuple

import numpy as np

from keras_gencmp.metrics import checks, distances
from keras_gencmp.metrics.estimate import Estimate, widened
from keras_gencmp.metrics.resampling import with_intervals

ROWS = 2_000  # of each set: the accuracy rises with n, so that one number is agreed on
QUADRATIC = 0.7  # the share of the quadratic estimate, chosen on draws (docs/calibration.md)
COPIED = 0.45  # an interval below it is of near copies of the real rows, not of a good model
COPIES = "far below 0.5: copies of the images compared with"


class TwoSample(NamedTuple):
    """Leave-one-out accuracy over all points, over the real and over the generated, in [0, 1]."""

    accuracy: float
    real: float
    generated: float


def c2st(real_features: np.ndarray, features: np.ndarray, seed: int) -> Estimate:
    """Accuracy of telling generated from real features, at most 2,000 rows each; 0.5 is ideal.

    Both above and below are worse: a value well below 0.5 is of copies of the real rows, and its
    note says so. Copies of other real images, such as training images, have about 0.5. The detail
    holds the accuracies over the real and over the generated rows.
    """
    pair = real_features[:ROWS], features[:ROWS]
    test, samples = nearest_neighbour_test(*pair), [(rows,) for rows in pair]
    estimates = with_intervals(
        test, nearest_neighbour_test, samples, repeats=10, quadratic=QUADRATIC, seed=seed
    )
    detail = {"real": float(test.real), "generated": float(test.generated)}
    estimate = widened(estimates[0], sum(map(len, pair)))  # a share of the real and generated rows
    high = estimate.high
    note = COPIES if high is not None and high < COPIED else ""
    return estimate._replace(n=len(pair[1]), detail=detail, note=note)


def nearest_neighbour_test(real: np.ndarray, generated: np.ndarray) -> TwoSample:
    """Leave-one-out accuracy of a 1-nearest-neighbour classifier on real and generated features.

    Lopez-Paz and Oquab 2017 (C2ST); Xu et al. 2018. 0.5 is ideal, 1 is two sets apart, far below
    0.5 is copied from ``real``. Real low with generated high is collapse: real points have
    generated neighbours, which crowd together. A tie between the sets counts one half, so swapping
    the sets swaps the answers. Both sets must have the same number of rows, 2 at least: 0.5 is the
    ideal only then. With one distribution the mean is (n - 1) / (2n - 1) and the standard error
    about 0.5 / n^(1/2), for n rows each; with two the accuracy rises with n.
    """
    real, generated = checks.feature_pair(real, generated, rows=2)
    if len(real) != len(generated):
        sizes = f"{len(real)} real and {len(generated)} generated"
        raise ValueError(f"the two-sample test needs as many real as generated rows, not {sizes}")
    on_real, on_generated = _share(real, generated), _share(generated, real)
    return TwoSample((on_real + on_generated) / 2.0, on_real, on_generated)


def _share(own: np.ndarray, other: np.ndarray) -> float:
    """The share of ``own`` rows whose nearest other point is one of their own."""
    inside = distances.nearest_others(own).distances[:, 0]
    across = distances.nearest(own, other).distances[:, 0]
    return float(((inside < across) + 0.5 * (inside == across)).mean())
