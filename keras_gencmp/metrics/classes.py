"""Which classes are generated, by a judge's labels: histogram, entropy, KL, missing ones.

A judge errs, so real images judged by the same judge are the reference, not the labels of the data.
"""

import numpy as np
from scipy.special import entr, rel_entr

from keras_gencmp.metrics import checks


def class_histogram(labels: np.ndarray, *, classes: int) -> np.ndarray:
    """Counts of each class among labels (n,), int64 of shape (classes,)."""
    return np.bincount(checks.labels(labels, classes=classes), minlength=classes)


def class_entropy(labels: np.ndarray, *, classes: int) -> float:
    """Entropy of the class histogram in nats: 0 for one class, log(classes) for an even mix.

    Biased downwards by about (classes - 1) / (2 n) nats (Miller 1955).
    """
    counts = class_histogram(labels, classes=classes)
    return float(entr(counts / counts.sum()).sum())


def class_kl(real_labels: np.ndarray, generated_labels: np.ndarray, *, classes: int) -> float:
    """KL(generated || real) of class histograms in nats; 0 is best, infinite for an unreal class.

    sum_y p_g(y) log(p_g(y) / p_r(y)), biased upwards by about (classes - 1) (1/n + 1/m) / 2 nats
    for n real and m generated labels of one distribution. A class missing from the generated ones
    costs only -log(1 - p_r): name it by ``missing_classes``.
    """
    real = class_histogram(real_labels, classes=classes)
    generated = class_histogram(generated_labels, classes=classes)
    return float(rel_entr(generated / generated.sum(), real / real.sum()).sum())


def missing_classes(
    real_labels: np.ndarray, generated_labels: np.ndarray, *, classes: int, share: float = 0.1
) -> tuple[int, ...]:
    """The classes generated less often than ``share`` times what the real labels lead to expect.

    The expected count is m p_r(y) for m generated labels. State m: ten images miss classes by
    chance.
    """
    real = class_histogram(real_labels, classes=classes)
    generated = class_histogram(generated_labels, classes=classes)
    expected = generated.sum() * real / real.sum()
    return tuple(int(label) for label in np.flatnonzero(generated < share * expected))


def conditional_accuracy(wanted: np.ndarray, judged: np.ndarray) -> float:
    """The share of images that the judge takes for the class that was asked for, in [0, 1].

    Unbiased; the judge's own accuracy on real images is the ceiling. Labels (n,) both.
    """
    wanted = checks.labels(wanted, "wanted labels")
    judged = checks.labels(judged, "judged labels", rows=len(wanted))
    return float((wanted == judged).mean())
