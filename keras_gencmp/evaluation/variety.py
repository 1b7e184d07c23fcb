"""Scores of variety: which classes are generated, and how much images differ within them."""

from __future__ import annotations

import numpy as np

from keras_gencmp.evaluation.fidelity import BALLS
from keras_gencmp.evaluation.intervals import spread
from keras_gencmp.evaluation.scene import Observed, Scene
from keras_gencmp.evaluation.score import Score, around
from keras_gencmp.metrics import classes as histograms
from keras_gencmp.metrics.diversity import vendi_score, within_class_diversity
from keras_gencmp.metrics.frechet import fid_per_class
from keras_gencmp.metrics.inception_score import inception_score
from keras_gencmp.metrics.neighbours import recall_per_class

VENDI = 2_000  # rows: the score grows with them, so one number is agreed on


def inception(scene: Scene, made: Observed) -> list[Score]:
    """Inception-style score under the judge: its ceiling is what real images score."""
    _need_classes(scene)
    found = inception_score(made.probabilities, seed=scene.seed)
    # The standard deviation is over ten splits, each of a tenth of the images.
    return [around("inception_score", found.mean, found.std / 10**0.5, len(made.images))]


def class_histogram(scene: Scene, made: Observed) -> list[Score]:
    """KL of the class histogram to the real one, missing classes, and obedience to labels."""
    _need_classes(scene)
    sides, names, n = (scene.real.labels, made.labels), scene.judge.classes, len(made.labels)

    def divergence(real: np.ndarray, generated: np.ndarray) -> float:
        return histograms.class_kl(real, generated, classes=scene.classes)

    found = spread(divergence, *((side,) for side in sides), halves=False, seed=scene.seed)
    missing = histograms.missing_classes(*sides, classes=scene.classes)
    counts = histograms.class_histogram(made.labels, classes=scene.classes)
    detail = {name: int(count) for name, count in zip(names, counts, strict=True)}
    lost = [names[label] for label in missing]
    kl = Score("class_kl", *found.at(), n, detail=detail)
    if not np.isfinite(found.values[0]):
        kl = Score(
            "class_kl", None, n=n, note="infinite: a class is generated that no real image is of"
        )
    return [kl, Score("missing_classes", len(lost), n=n, note=", ".join(lost), detail=lost)]


def obedience(scene: Scene, made: Observed) -> list[Score]:
    """The share of images that the judge takes for the class that was asked for."""
    _need_classes(scene)
    if made.given is None:
        raise ValueError("the model takes no labels")
    share = histograms.conditional_accuracy(made.given, made.labels)
    n = len(made.labels)
    return [around("conditional_accuracy", share, (share * (1 - share) / n) ** 0.5, n)]


def per_class(scene: Scene, made: Observed) -> list[Score]:
    """Mean FID over classes (intra-FID), and the recall of the worst class; each class beside it.

    Classes are the judge's on both sides. A class with fewer than 2 images has no FID, and then the
    mean is not defined: without its missing classes a model would look the better for them.
    """
    _need_classes(scene)
    return [_class_fid(scene, made), _class_recall(scene, made)]


def diversity(scene: Scene, made: Observed) -> list[Score]:
    """Mean feature distance within a class as a share of that of real images."""
    _need_classes(scene)

    def ratio(*arrays: np.ndarray) -> float:
        return within_class_diversity(*arrays, classes=scene.classes, seed=scene.seed).ratio

    sides = ((side.features, side.labels) for side in (scene.real, made))
    found = spread(ratio, *sides, repeats=10, seed=scene.seed)
    return [Score("diversity", *found.at(), len(made.labels))]


def vendi(scene: Scene, made: Observed) -> list[Score]:
    """The effective number of different images among 2,000."""
    rows = made.features[:VENDI]
    found = spread(vendi_score, (rows,), repeats=10, seed=scene.seed)
    return [Score("vendi", *found.at(), len(rows))]


def _class_fid(scene: Scene, made: Observed) -> Score:
    names, n = scene.judge.classes, len(made.labels)

    def each(*arrays: np.ndarray) -> np.ndarray:
        return fid_per_class(*arrays, classes=scene.classes)

    sides = [(side.features, side.labels) for side in (scene.real, made)]
    detail = dict(zip(names, each(*sides[0], *sides[1]).tolist(), strict=True))
    lost = [name for name, value in detail.items() if not np.isfinite(value)]
    if lost:
        reason = f"fewer than 2 images of {', '.join(lost)}"
        return Score("class_fid", None, n=n, note=reason, detail=detail)
    found = spread(lambda *pair: np.nanmean(each(*pair)), *sides, repeats=5, seed=scene.seed)
    return Score("class_fid", *found.at(), n, detail=detail)


def _class_recall(scene: Scene, made: Observed) -> Score:
    real = scene.real.first(BALLS)
    rows = made.features[:BALLS]
    each = recall_per_class(real.features, real.labels, rows, classes=scene.classes)
    counts = np.bincount(real.labels, minlength=scene.classes)
    worst = int(np.nanargmin(each))
    share, detail = each[worst], dict(zip(scene.judge.classes, each, strict=True))
    error = (share * (1.0 - share) / counts[worst]) ** 0.5
    note = scene.judge.classes[worst]
    return around("class_recall", share, error, len(rows), note=note, detail=detail)


def _need_classes(scene: Scene) -> None:
    if scene.classes < 2:
        raise ValueError("the judge of random features knows no classes")
