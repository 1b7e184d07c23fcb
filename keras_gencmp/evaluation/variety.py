"""Scores of variety: which classes are generated, and how much images differ within them."""

from __future__ import annotations

import numpy as np

from keras_gencmp.evaluation.fidelity import BALLS
from keras_gencmp.evaluation.intervals import spread
from keras_gencmp.evaluation.protocol import ImageSet, Protocol
from keras_gencmp.evaluation.score import Score, around
from keras_gencmp.metrics import classes as histograms
from keras_gencmp.metrics.diversity import vendi_score, within_class_diversity
from keras_gencmp.metrics.frechet import fid_per_class
from keras_gencmp.metrics.inception_score import inception_score
from keras_gencmp.metrics.neighbours import recall_per_class

VENDI = 2_000  # rows: the score grows with them, so one number is agreed on


def inception(protocol: Protocol, made: ImageSet) -> list[Score]:
    """Inception-style score under the judge: its ceiling is what real images score."""
    _need_classes(protocol)
    found = inception_score(made.probabilities, seed=protocol.seed)
    # The standard deviation is over ten splits, each of a tenth of the images.
    return [around("inception_score", found.mean, found.std / 10**0.5, len(made.images))]


def class_histogram(protocol: Protocol, made: ImageSet) -> list[Score]:
    """KL of the class histogram to the real one, missing classes, and obedience to labels."""
    _need_classes(protocol)
    sides, names, n = (protocol.real.labels, made.labels), protocol.judge.classes, len(made.labels)

    def divergence(real: np.ndarray, generated: np.ndarray) -> float:
        return histograms.class_kl(real, generated, classes=protocol.classes)

    found = spread(divergence, *((side,) for side in sides), halves=False, seed=protocol.seed)
    missing = histograms.missing_classes(*sides, classes=protocol.classes)
    counts = histograms.class_histogram(made.labels, classes=protocol.classes)
    detail = {name: int(count) for name, count in zip(names, counts, strict=True)}
    lost = [names[label] for label in missing]
    kl = Score("class_kl", *found.at(), n, detail=detail)
    if not np.isfinite(found.values[0]):
        kl = Score(
            "class_kl", None, n=n, note="infinite: a class is generated that no real image is of"
        )
    return [kl, Score("missing_classes", len(lost), n=n, note=", ".join(lost), detail=lost)]


def obedience(protocol: Protocol, made: ImageSet) -> list[Score]:
    """The share of images that the judge takes for the class that was asked for."""
    _need_classes(protocol)
    if made.given is None:
        raise ValueError("the model takes no labels")
    share = histograms.conditional_accuracy(made.given, made.labels)
    n = len(made.labels)
    return [around("conditional_accuracy", share, (share * (1 - share) / n) ** 0.5, n)]


def per_class(protocol: Protocol, made: ImageSet) -> list[Score]:
    """Mean FID over classes (intra-FID), and the recall of the worst class; each class beside it.

    Classes are the judge's on both sides. A class with fewer than 2 images has no FID, and then the
    mean is not defined: without its missing classes a model would look the better for them.
    """
    _need_classes(protocol)
    return [_class_fid(protocol, made), _class_recall(protocol, made)]


def diversity(protocol: Protocol, made: ImageSet) -> list[Score]:
    """Mean feature distance within a class as a share of that of real images."""
    _need_classes(protocol)

    def ratio(*arrays: np.ndarray) -> float:
        return within_class_diversity(*arrays, classes=protocol.classes, seed=protocol.seed).ratio

    sides = ((side.features, side.labels) for side in (protocol.real, made))
    found = spread(ratio, *sides, repeats=10, seed=protocol.seed)
    return [Score("diversity", *found.at(), len(made.labels))]


def vendi(protocol: Protocol, made: ImageSet) -> list[Score]:
    """The effective number of different images among 2,000."""
    rows = made.features[:VENDI]
    found = spread(vendi_score, (rows,), repeats=10, seed=protocol.seed)
    return [Score("vendi", *found.at(), len(rows))]


def _class_fid(protocol: Protocol, made: ImageSet) -> Score:
    names, n = protocol.judge.classes, len(made.labels)

    def each(*arrays: np.ndarray) -> np.ndarray:
        return fid_per_class(*arrays, classes=protocol.classes)

    sides = [(side.features, side.labels) for side in (protocol.real, made)]
    detail = dict(zip(names, each(*sides[0], *sides[1]).tolist(), strict=True))
    lost = [name for name, value in detail.items() if not np.isfinite(value)]
    if lost:
        reason = f"fewer than 2 images of {', '.join(lost)}"
        return Score("class_fid", None, n=n, note=reason, detail=detail)
    found = spread(lambda *pair: np.nanmean(each(*pair)), *sides, repeats=5, seed=protocol.seed)
    return Score("class_fid", *found.at(), n, detail=detail)


def _class_recall(protocol: Protocol, made: ImageSet) -> Score:
    real = protocol.real.first(BALLS)
    rows = made.features[:BALLS]
    each = recall_per_class(real.features, real.labels, rows, classes=protocol.classes)
    counts = np.bincount(real.labels, minlength=protocol.classes)
    worst = int(np.nanargmin(each))
    share, detail = each[worst], dict(zip(protocol.judge.classes, each, strict=True))
    error = (share * (1.0 - share) / counts[worst]) ** 0.5
    note = protocol.judge.classes[worst]
    return around("class_recall", share, error, len(rows), note=note, detail=detail)


def _need_classes(protocol: Protocol) -> None:
    if protocol.classes < 2:
        raise ValueError("the judge of random features knows no classes")
