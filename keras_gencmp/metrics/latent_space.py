"""How well codes separate the classes: k-NN accuracy, silhouette, adjusted Rand index of k-means.

Codes are posterior means (n, d). A generative model need not separate classes: these describe the
space.
"""

from collections.abc import Callable

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.neighbors import KNeighborsClassifier

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Columns, Estimate, proportion
from keras_gencmp.metrics.resampling import with_interval

ROWS = 2_000  # codes of the silhouette and of k-means, whose time grows faster than n


def latent(
    codes: np.ndarray,
    true_labels: np.ndarray,
    training_codes: np.ndarray,
    training_code_labels: np.ndarray,
    seed: int,
) -> Columns:
    """Accuracy of 5-NN, silhouette and adjusted Rand index of the codes of test images.

    The neighbours are training codes; the labels are those of the data.
    """
    if len(np.unique(true_labels)) < 2:
        raise Undefined("the images have one class")
    share = knn_accuracy(training_codes, training_code_labels, codes, true_labels)
    detail = {"training codes": len(training_codes)}
    return {
        "knn_accuracy": proportion(share, len(codes), detail=detail),
        "silhouette": _of_some(silhouette, codes, true_labels, seed),
        "adjusted_rand": _of_some(adjusted_rand_index, codes, true_labels, seed),
    }


def _of_some(
    score: Callable[..., float], codes: np.ndarray, labels: np.ndarray, seed: int
) -> Estimate:
    def seeded(codes: np.ndarray, labels: np.ndarray) -> float:
        return score(codes, labels, seed=seed)

    sample = codes[:ROWS], labels[:ROWS]
    estimate = with_interval(seeded(*sample), seeded, [sample], repeats=10, seed=seed)
    return estimate._replace(n=len(sample[0]))


def knn_accuracy(
    train_codes: np.ndarray,
    train_labels: np.ndarray,
    codes: np.ndarray,
    labels: np.ndarray,
    *,
    k: int = 5,
) -> float:
    """Accuracy on ``codes`` of the vote of their k nearest training codes, in [0, 1].

    Rises with the number of training codes; k is at most that number.
    """
    names = ("training codes", "codes")
    train_codes, codes = checks.feature_pair(train_codes, codes, names)
    train_labels = checks.labels(train_labels, "training labels", rows=len(train_codes))
    labels = checks.labels(labels, rows=len(codes))
    checks.neighbours(k, len(train_codes) + 1, "training codes")
    vote = KNeighborsClassifier(k).fit(train_codes, train_labels)
    return float((vote.predict(codes) == labels).mean())


def silhouette(codes: np.ndarray, labels: np.ndarray, *, rows: int = 5000, seed: int) -> float:
    """Mean silhouette of the classes in [-1, 1]; 1 is compact and apart (Rousseeuw 1987).

    (b - a) / max(a, b) with a the mean distance to the code's own class and b to the nearest other,
    on at most ``rows`` codes drawn with ``seed``. Undefined unless these hold 2 classes or more.
    """
    codes = checks.features(codes, "codes", rows=3)
    labels = checks.labels(labels, rows=len(codes))
    drawn = np.random.default_rng(seed).permutation(len(codes))[:rows]
    if not 2 <= len(np.unique(labels[drawn])) < len(drawn):
        raise Undefined("a silhouette needs 2 classes at least, and fewer classes than codes")
    return float(silhouette_score(codes[drawn].astype(np.float64), labels[drawn]))


def adjusted_rand_index(codes: np.ndarray, labels: np.ndarray, *, seed: int) -> float:
    """Agreement of k-means on the codes with the classes; 1 is perfect, 0 is chance.

    Hubert and Arabie 1985. k is the number of classes among the labels; 10 starts from ``seed``.
    Adjusted for chance, so without bias at any n. Undefined if there are fewer different codes
    than classes.
    """
    codes = checks.features(codes, "codes", rows=2).astype(np.float64)
    labels = checks.labels(labels, rows=len(codes))
    classes = len(np.unique(labels))
    if len(np.unique(codes, axis=0)) < classes:
        raise Undefined(f"there are fewer than {classes} different codes, one for each class")
    clusters = KMeans(classes, n_init=10, random_state=seed).fit_predict(codes)
    return float(adjusted_rand_score(labels, clusters))
