"""Which classes are generated, by a judge's labels: histogram, entropy, KL, missing ones.

A judge errs, so real images labelled by the same judge are the reference, not the labels of the
data.
"""

import numpy as np
from scipy.special import entr, rel_entr

from keras_gencmp.metrics import checks
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Columns, Estimate, chi_squared, proportion, stretched


def class_histogram(
    real_labels: np.ndarray, labels: np.ndarray, class_names: tuple[str, ...]
) -> Columns:
    """KL of the generated class histogram to the real one, and the number of missing classes.

    The detail of the first is the histogram, that of the second the missing classes.
    """
    classes, pair = len(class_names), (real_labels, labels)
    counts = dict(zip(class_names, histogram(labels, classes=classes).tolist(), strict=True))
    missing = [class_names[label] for label in missing_classes(*pair, classes=classes)]
    return {
        "class_kl": _divergence(real_labels, labels, counts),
        "missing_classes": Estimate(len(missing), detail=missing, note=", ".join(missing)),
    }


def _divergence(
    real_labels: np.ndarray, labels: np.ndarray, counts: dict[str, int]
) -> Estimate | Undefined:
    """KL less its bias, with an interval that is skewed near equality, as the values are."""
    value = corrected_kl(real_labels, labels, classes=len(counts))
    if not np.isfinite(value):
        return Undefined("infinite: a class is generated that no real image is of", counts)
    freedom = np.count_nonzero(histogram(real_labels, classes=len(counts))) - 1
    unit = (1.0 / len(real_labels) + 1.0 / len(labels)) / 2.0
    # Of near histograms the value is c (chi^2 - k), with the unit c and k = K - 1.
    near = chi_squared(value, unit, freedom)._replace(detail=counts)
    if not freedom:
        return near
    variance = 4.0 * unit * max(value, 0.0) + 2.0 * freedom * unit**2
    # Classes that are rare on one side alone make it another: with rare real images a larger one.
    error = kl_error(real_labels, labels, classes=len(counts))
    return stretched(near, error / variance**0.5)


def kl_error(real_labels: np.ndarray, generated_labels: np.ndarray, *, classes: int) -> float:
    """Standard error of :func:`corrected_kl` of n real and m generated labels, in nats.

    The variance has a linear part, by the delta method Var_p(log p/q) / m + Var_q(p/q) / n for the
    shares p of generated and q of real labels, and that of the chi-squared distribution,
    (K - 1) / 2 (1/n + 1/m)^2, which alone remains where p = q. Counted shares raise the former by
    twice the latter, which is taken off. For a finite divergence.
    """
    real = histogram(real_labels, classes=classes)
    generated = histogram(generated_labels, classes=classes)
    n, m, present = real.sum(), generated.sum(), np.flatnonzero(real)
    q, p = real[present] / n, generated[present] / m
    logs = np.log(p / q, out=np.zeros_like(p), where=p > 0)
    of_generated = p @ np.square(logs) - (p @ logs) ** 2
    of_real = q @ np.square(p / q) - 1.0
    equal = (len(present) - 1) / 2.0 * (1.0 / n + 1.0 / m) ** 2
    linear = max(0.0, of_generated / m + of_real / n - 2.0 * equal)
    return float(np.sqrt(linear + equal))


def conditional_accuracy(given_labels: np.ndarray, labels: np.ndarray) -> Estimate:
    """The share of images that the judge takes for the class that was asked for, in [0, 1].

    Unbiased; the judge's own accuracy on real images is the ceiling. Labels (n,) both.
    """
    given = checks.labels(given_labels, "given labels")
    labels = checks.labels(labels, rows=len(given))
    return proportion(float((given == labels).mean()), len(labels))


def histogram(labels: np.ndarray, *, classes: int) -> np.ndarray:
    """Counts of each class among labels (n,), int64 of shape (classes,)."""
    return np.bincount(checks.labels(labels, classes=classes), minlength=classes)


def class_entropy(labels: np.ndarray, *, classes: int) -> float:
    """Entropy of the class histogram in nats: 0 for one class, log(classes) for an even mix.

    Biased downwards by about (classes - 1) / (2 n) nats (Miller 1955).
    """
    counts = histogram(labels, classes=classes)
    return float(entr(counts / counts.sum()).sum())


def histogram_kl(real_labels: np.ndarray, generated_labels: np.ndarray, *, classes: int) -> float:
    """KL(generated || real) of class histograms in nats; 0 is best, infinite for an unreal class.

    sum_y p_g(y) log(p_g(y) / p_r(y)), biased upwards by about (classes - 1) (1/n + 1/m) / 2 nats
    for n real and m generated labels of one distribution. A class missing from the generated ones
    costs only -log(1 - p_r): ``missing_classes`` names it.
    """
    real = histogram(real_labels, classes=classes)
    generated = histogram(generated_labels, classes=classes)
    return float(rel_entr(generated / generated.sum(), real / real.sum()).sum())


def corrected_kl(real_labels: np.ndarray, generated_labels: np.ndarray, *, classes: int) -> float:
    """:func:`histogram_kl` less its bias, (K - 1) (1/n + 1/m) / 2 nats; 0 is best.

    The correction of Miller (1955) and Madow for n real and m generated labels of K classes, those
    that real labels have. Labels of one distribution have a mean near 0 at every n, so about half
    of the values of perfect models are below 0. Away from equality some bias is left: less than a
    quarter of the standard error, but for many classes of which most are rare.
    """
    kl = histogram_kl(real_labels, generated_labels, classes=classes)
    present = np.count_nonzero(histogram(real_labels, classes=classes))
    sizes = 1.0 / len(real_labels) + 1.0 / len(generated_labels)
    return kl - (present - 1) * sizes / 2.0


def missing_classes(
    real_labels: np.ndarray, generated_labels: np.ndarray, *, classes: int, share: float = 0.1
) -> tuple[int, ...]:
    """The classes generated less often than ``share`` times what the real labels lead to expect.

    The expected count is m p_r(y) for m generated labels. State m: ten images miss classes by
    chance.
    """
    real = histogram(real_labels, classes=classes)
    generated = histogram(generated_labels, classes=classes)
    expected = generated.sum() * real / real.sum()
    return tuple(int(label) for label in np.flatnonzero(generated < share * expected))
