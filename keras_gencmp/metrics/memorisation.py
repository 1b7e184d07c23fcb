"""Memorisation: whether generated images are copies of training images."""

import numpy as np
from scipy.stats import rankdata
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA

from keras_gencmp.metrics import checks, distances
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Columns, normal

ROWS = 2_000  # generated images, each of which is compared with every training image
COPYING = -3.0  # below this C_T is copying (Meehan et al. 2020)
NAMES = ("training features", "generated features")


def memorisation(
    training_features: np.ndarray, real_features: np.ndarray, features: np.ndarray, seed: int
) -> Columns:
    """AuthPct and C_T of 2,000 generated images against all training images.

    Not against a subset of 10,000: a copy of an image outside of the subset would pass for new.
    """
    real, generated = real_features[:ROWS], features[:ROWS]
    share, n = float(authentic(training_features, generated).mean()), len(generated)
    z_score = copying_score(training_features, real, generated, seed=seed)
    return {
        "auth_pct": normal(100 * share, 100 * (share * (1 - share) / n) ** 0.5, n=n),
        "copying": normal(z_score, 1.0, n=n, note="copies" if z_score < COPYING else ""),
    }


def authentic(train: np.ndarray, generated: np.ndarray) -> np.ndarray:
    """Whether each generated row (m, d) is authentic, bool (m,) (Alaa et al. 2022).

    It is if it is farther from its nearest training row than that row is from its own nearest
    training neighbour. Copies are not, noise is. Of fresh real data the share without mutual
    nearest neighbours is: 33 % in one dimension, 38 % in two, about 50 % in many; compare with that
    row. It depends on the number of training rows, 2 at least, so state it.

    Only the neighbours of those training rows are searched that are nearest to some generated row:
    seconds instead of minutes at 50,000 rows.
    """
    train = checks.features(train, NAMES[0], rows=2)
    train, generated = checks.feature_pair(train, generated, NAMES)
    nearest = distances.nearest(generated, train)
    rows, positions = np.unique(nearest.indices[:, 0], return_inverse=True)
    # The nearest of a training row is itself, or its double: the second nearest is its neighbour.
    own = distances.nearest(train[rows], train, 2).distances[:, 1]
    return nearest.distances[:, 0] > own[positions]


def copying_score(
    train: np.ndarray,
    test: np.ndarray,
    generated: np.ndarray,
    *,
    cells: int = 3,
    components: int = 64,
    least: int = 20,
    seed: int,
) -> float:
    """C_T, the z-score of data copying (Meehan et al. 2020); below -3 is copying.

    Features are reduced to ``components`` principal components and cut into ``cells`` by k-means,
    both fitted on the training rows. Within each cell a Mann-Whitney test compares the distances to
    the nearest training row of the cell, of generated rows against held-out test rows; C_T is the
    mean of its z over cells with ``least`` generated rows or more, weighted by their test rows.
    Near 0 is right, far above 0 is underfitting. A z-score: it grows as the square root of n for
    the same fault. Undefined if no cell has enough rows, or if the training rows do not fill the
    cells.
    """
    train, generated = checks.feature_pair(train, generated, NAMES)
    train, test = checks.feature_pair(train, test, ("training features", "test features"))
    if len(np.unique(train, axis=0)) < cells:
        raise Undefined(f"the training features need {cells} different rows to fill the cells")
    sets = _reduced((train, test, generated), components)
    means = KMeans(cells, n_init=10, random_state=seed).fit(sets[0])
    assigned = [means.predict(rows) for rows in sets]
    by_cell = [
        tuple(rows[own == cell] for rows, own in zip(sets, assigned, strict=True))
        for cell in range(cells)
    ]
    full = [each for each in by_cell if len(each[1]) and len(each[2]) >= least]
    if not full:
        raise Undefined(f"no cell holds {least} generated rows and a test row for C_T")
    scores, weights = [_z_score(*each) for each in full], [len(each[1]) for each in full]
    return float(np.average(scores, weights=weights))


def _reduced(sets: tuple[np.ndarray, ...], components: int) -> list[np.ndarray]:
    """The sets as float64, in the leading principal components of the first."""
    wide = [rows.astype(np.float64) for rows in sets]
    if wide[0].shape[1] <= components:
        return wide
    axes = PCA(min(components, len(wide[0])), svd_solver="full").fit(wide[0])
    return [axes.transform(rows) for rows in wide]


def _z_score(train: np.ndarray, test: np.ndarray, generated: np.ndarray) -> float:
    """z of the Mann-Whitney U, which counts pairs whose generated row is farther; ties are half."""
    real, own = (distances.nearest(rows, train).distances[:, 0] for rows in (test, generated))
    n, m = len(real), len(own)
    u = rankdata(np.concatenate([own, real]))[:m].sum() - m * (m + 1) / 2.0
    return float((u - n * m / 2.0) / np.sqrt(n * m * (n + m + 1) / 12.0))
