"""How well codes separate the classes: k-NN accuracy, silhouette, adjusted Rand index of k-means.

Codes are posterior means (n, d). A generative model need not separate classes: these describe the
space.
"""

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.neighbors import KNeighborsClassifier

from keras_gencmp.metrics import checks


def knn_accuracy(
    train_codes: np.ndarray,
    train_labels: np.ndarray,
    codes: np.ndarray,
    labels: np.ndarray,
    *,
    k: int = 5,
) -> float:
    """Accuracy on ``codes`` of the vote of their k nearest training codes, in [0, 1].

    Rises with the number of training codes; k is at most that number. ValueError on unequal
    dimensions.
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
    on at most ``rows`` codes drawn with ``seed``. ValueError unless these hold 2 classes or more.
    """
    codes = checks.features(codes, "codes", rows=3)
    labels = checks.labels(labels, rows=len(codes))
    kept = np.random.default_rng(seed).permutation(len(codes))[:rows]
    if not 2 <= len(np.unique(labels[kept])) < len(kept):
        raise ValueError("A silhouette needs 2 classes at least, and fewer classes than codes.")
    return float(silhouette_score(codes[kept].astype(np.float64), labels[kept]))


def adjusted_rand_index(codes: np.ndarray, labels: np.ndarray, *, seed: int) -> float:
    """Agreement of k-means on the codes with the classes; 1 is perfect, 0 is chance.

    Hubert and Arabie 1985. k is the number of classes among the labels; 10 starts from ``seed``.
    Adjusted for chance, so without bias at any n. ValueError if there are fewer different codes
    than classes.
    """
    codes = checks.features(codes, "codes", rows=2).astype(np.float64)
    labels = checks.labels(labels, rows=len(codes))
    classes = len(np.unique(labels))
    if len(np.unique(codes, axis=0)) < classes:
        raise ValueError(f"There are fewer than {classes} different codes, one for each class.")
    found = KMeans(classes, n_init=10, random_state=seed).fit_predict(codes)
    return float(adjusted_rand_score(labels, found))
