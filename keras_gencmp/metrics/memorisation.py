"""Memorisation: whether generated images are copies of training images."""

import numpy as np
from scipy.stats import rankdata
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA

from keras_gencmp.metrics import checks, distances
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Columns, Estimate, proportion
from keras_gencmp.metrics.resampling import with_interval

ROWS = 2_000  # generated images, each of which is compared with every training image
LEAST = 20  # generated rows of a cell that counts for C_T
COPYING = -3.0  # below this C_T is copying (Meehan et al. 2020)
NAMES = ("training features", "generated features")


def memorisation(
    training_features: np.ndarray, real_features: np.ndarray, features: np.ndarray, seed: int
) -> Columns:
    """AuthPct and C_T of 2,000 generated images against all training images.

    Not against a subset of 10,000: a copy of an image outside of the subset would pass for new.
    AuthPct falls as the training images grow in number: compare it with the row of real images,
    which are looked for among all training images but those that they hold themselves.
    Each stands or falls alone: too few images for the cells of C_T leave AuthPct.
    """
    real = checks.features(real_features[:ROWS], "real features")
    generated = features[:ROWS]
    share, n = float(authentic(training_features, generated).mean()), len(generated)
    percent = proportion(share, n, scale=100.0)
    try:
        copying: Estimate | Undefined = _copying(training_features, real, generated, seed)
    except Undefined as reason:
        copying = reason
    return {"auth_pct": percent, "copying": copying}


def _copying(train: np.ndarray, test: np.ndarray, generated: np.ndarray, seed: int) -> Estimate:
    """C_T with its interval, given the training images."""
    cells = cell_distances(train, (test, generated), seed=seed)

    def scaled(real: np.ndarray, own: np.ndarray) -> float:
        # A z-score falls as the square root of its rows: that of a half is put to the size of all.
        # A cell with enough rows for the score has about half of them here.
        return mean_z_score(real, own, least=LEAST // 4) * (len(cells[0]) / len(real)) ** 0.5

    value = mean_z_score(*cells)
    samples = [(rows,) for rows in cells]
    estimate = with_interval(value, scaled, samples, repeats=50, seed=seed)
    note = "copies" if value < COPYING else ""
    return estimate._replace(n=len(generated), note=note)


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


def cell_distances(
    train: np.ndarray,
    sets: tuple[np.ndarray, np.ndarray],
    *,
    cells: int = 3,
    components: int = 64,
    seed: int,
) -> tuple[np.ndarray, np.ndarray]:
    """The cell of each test and generated row, and its distance to the cell's training rows.

    Features are reduced to ``components`` principal components and cut into ``cells`` by k-means,
    both fitted on the training rows. Two arrays (n, 2), of the test rows and of the generated ones.
    Undefined if the training rows do not fill the cells.
    """
    train, test = checks.feature_pair(train, sets[0], ("training features", "test features"))
    train, generated = checks.feature_pair(train, sets[1], NAMES)
    if len(np.unique(train, axis=0)) < cells:
        raise Undefined(f"the training features need {cells} different rows to fill the cells")
    own, *others = _reduced((train, test, generated), components)
    means = KMeans(cells, n_init=10, random_state=seed).fit(own)
    members = [own[means.labels_ == cell] for cell in range(cells)]
    first, second = (_within_cells(rows, means.predict(rows), members) for rows in others)
    return first, second


def mean_z_score(
    test: np.ndarray, generated: np.ndarray, *, cells: int = 3, least: int = LEAST
) -> float:
    """C_T, the z-score of data copying (Meehan et al. 2020); below -3 is copying.

    Of the arrays of :func:`cell_distances`. Within each cell a Mann-Whitney test compares the
    distances of generated rows and of held-out test rows; C_T is the mean of its z over cells with
    ``least`` generated rows or more, weighted by their test rows. Near 0 is right, far above 0 is
    underfitting. A z-score: it grows as the square root of n for the same fault. Undefined if no
    cell has enough rows.
    """
    by_cell = [
        tuple(rows[rows[:, 0] == cell, 1] for rows in (test, generated)) for cell in range(cells)
    ]
    full = [each for each in by_cell if len(each[0]) and len(each[1]) >= least]
    if not full:
        raise Undefined(
            f"C_T looks for copies within {cells} groups of similar training images, and no group "
            f"holds {least} generated images and a test image: a larger test split, and so a "
            "larger n, helps"
        )
    scores, weights = [_z_score(*each) for each in full], [len(each[0]) for each in full]
    return float(np.average(scores, weights=weights))


def _within_cells(rows: np.ndarray, own: np.ndarray, members: list[np.ndarray]) -> np.ndarray:
    result = np.column_stack([own.astype(np.float64), np.empty(len(own))])
    for cell, train in enumerate(members):
        chosen = own == cell
        if chosen.any():
            result[chosen, 1] = distances.nearest(rows[chosen], train).distances[:, 0]
    return result


def _reduced(sets: tuple[np.ndarray, ...], components: int) -> list[np.ndarray]:
    """The sets as float64, in the leading principal components of the first."""
    wide = [rows.astype(np.float64) for rows in sets]
    if wide[0].shape[1] <= components:
        return wide
    axes = PCA(min(components, len(wide[0])), svd_solver="full").fit(wide[0])
    return [axes.transform(rows) for rows in wide]


def _z_score(real: np.ndarray, own: np.ndarray) -> float:
    """z of the Mann-Whitney U, which counts pairs whose generated row is farther; ties are half."""
    n, m = len(real), len(own)
    u = rankdata(np.concatenate([own, real]))[:m].sum() - m * (m + 1) / 2.0
    return float((u - n * m / 2.0) / np.sqrt(n * m * (n + m + 1) / 12.0))
