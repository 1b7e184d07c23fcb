"""Memorisation: whether generated points are nearer to the training set than honest ones are."""

import numpy as np
from scipy.stats import rankdata
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA

from keras_gencmp.metrics import checks, distances
from keras_gencmp.metrics.distances import Neighbours

NAMES = ("training features", "generated features")


def training_neighbours(train: np.ndarray, generated: np.ndarray, *, k: int = 1) -> Neighbours:
    """The k training rows nearest to each generated row, nearest first: a gallery.

    Indices into ``train`` and distances, both (m, k). Distances shrink as training rows are added.
    """
    train, generated = checks.feature_pair(train, generated, NAMES)
    return distances.nearest(generated, train, k)


def auth_pct(train: np.ndarray, generated: np.ndarray) -> float:
    """The percentage of generated points that are authentic (Alaa et al. 2022), in [0, 100].

    A point is authentic if it is farther from its nearest training point than that training point
    is from its own nearest training neighbour. Copies score 0, noise 100. Fresh real data scores
    the share of points that are not mutual nearest neighbours: 33 in one dimension, 38 in two,
    about 50 in many; hold the number against that row. It depends on the number of training rows, 2
    at least, so state it.
    """
    train, generated = checks.feature_pair(train, generated, NAMES)
    own = distances.nearest_others(train).distances[:, 0]
    found = distances.nearest(generated, train)
    return float(100.0 * (found.distances[:, 0] > own[found.indices[:, 0]]).mean())


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
    the same fault. ValueError if no cell has enough rows, or if the training rows do not fill the
    cells.
    """
    train, generated = checks.feature_pair(train, generated, NAMES)
    train, test = checks.feature_pair(train, test, ("training features", "test features"))
    if len(np.unique(train, axis=0)) < cells:
        raise ValueError(f"The training features need {cells} different rows to fill the cells.")
    sets = _reduced((train, test, generated), components)
    means = KMeans(cells, n_init=10, random_state=seed).fit(sets[0])
    places = [means.predict(rows) for rows in sets]
    parts = [
        tuple(rows[place == cell] for rows, place in zip(sets, places, strict=True))
        for cell in range(cells)
    ]
    parts = [part for part in parts if len(part[1]) and len(part[2]) >= least]
    if not parts:
        raise ValueError(f"No cell holds {least} generated rows and a test row: C_T is undefined.")
    scores, weights = [_z_score(*part) for part in parts], [len(part[1]) for part in parts]
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
    held, made = (distances.nearest(rows, train).distances[:, 0] for rows in (test, generated))
    n, m = len(held), len(made)
    u = rankdata(np.concatenate([made, held]))[:m].sum() - m * (m + 1) / 2.0
    return float((u - n * m / 2.0) / np.sqrt(n * m * (n + m + 1) / 12.0))
