"""How unsure a judge is of images: samples between two classes have a high entropy of p(y|x)."""

import numpy as np
from scipy.special import entr

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.estimate import Estimate, mean


def ambiguity(probabilities: np.ndarray, class_names: tuple[str, ...]) -> Estimate:
    """The mean entropy of p(y|x) in nats: 0 where the judge is sure, log(classes) where not at all.

    That of real images is what a perfect generator has. The detail is, for each class, the mean
    p(y|x) of the images that the judge takes for it: what it hesitates between. A class without
    images has none.
    """
    probabilities = checks.probabilities(probabilities)
    detail = {
        name: row.tolist()
        for name, row in zip(class_names, taken_for(probabilities), strict=True)
        if np.isfinite(row).all()
    }
    return mean(entr(probabilities).sum(axis=1), detail=detail)


def taken_for(probabilities: np.ndarray) -> np.ndarray:
    """Row c is the mean p(y|x) of the images whose likeliest class is c, (classes, classes).

    NaN in the row of a class of which there are no images.
    """
    classes = probabilities.shape[1]
    first = probabilities.argmax(axis=1)
    rows = np.full((classes, classes), np.nan)
    for label in np.unique(first):
        rows[label] = probabilities[first == label].mean(axis=0)
    return rows
