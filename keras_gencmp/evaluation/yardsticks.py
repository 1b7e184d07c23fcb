"""Yardsticks: what real images score, and trivial generators that a bad metric would reward."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from keras_gencmp.evaluation import progress, yardstick_cache
from keras_gencmp.evaluation.likelihood import pixel_nll
from keras_gencmp.evaluation.scene import Observed, Scene
from keras_gencmp.evaluation.score import Score
from keras_gencmp.evaluation.scores import FAMILIES, Family, scores
from keras_gencmp.evaluation.usefulness import real_cas
from keras_gencmp.metrics.distances import nearest

FLOOR = "real images"
FEW = 100  # images that the repeating generator knows


class Yardstick(NamedTuple):
    """A trivial generator: what it is, and its images (n, h, w, c) with their labels if known."""

    summary: str
    draw: Callable[[Scene], tuple[np.ndarray, np.ndarray | None]]


def real(scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """Held-out real images, which neither the judge nor the reference holds."""
    return scene.held_out


def copies(scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """The training image nearest to each held-out one, in the judge's features."""
    fitting = scene.parts.fitting
    features = scene.judge.features(scene.held_out.images)
    found = nearest(features, scene.training).indices[:, 0]
    return fitting.images[found], fitting.labels[found]


def repeated(scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """A hundred training images, again and again."""
    chosen = _random(scene).permutation(len(scene.parts.fitting.labels))[:FEW]
    places = np.resize(chosen, scene.n)
    return scene.parts.fitting.images[places], scene.parts.fitting.labels[places]


def one_class(scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """Training images of one class, the middle one; again and again where they are too few."""
    fitting = scene.parts.fitting
    present = np.unique(fitting.labels)
    members = np.flatnonzero(fitting.labels == present[len(present) // 2])
    places = np.resize(_random(scene).permutation(members), scene.n)
    return fitting.images[places], fitting.labels[places]


def bernoulli(scene: Scene) -> tuple[np.ndarray, None]:
    """Pixels that are on independently, each as often as it is bright in the training images."""
    means = pixel_means(scene)
    draws = _random(scene).random((scene.n, *means.shape), dtype=np.float32)
    return (draws < means).astype(np.uint8) * np.uint8(255), None


def noise(scene: Scene) -> tuple[np.ndarray, None]:
    """Uniform bytes."""
    shape = (scene.n, *scene.reference.images.shape[1:])
    return _random(scene).integers(0, 256, shape, dtype=np.uint8), None


def pixel_means(scene: Scene) -> np.ndarray:
    """The mean of each pixel over the training images, (h, w, c) in [0, 1]."""
    return scene.parts.fitting.images.mean(axis=0, dtype=np.float64) / 255.0


YARDSTICKS = {
    FLOOR: Yardstick("held-out real images: the floor of every score", real),
    "training copies": Yardstick("the training image nearest to each held-out one", copies),
    "100 repeated": Yardstick("a hundred training images, repeated", repeated),
    "one class": Yardstick("training images of one class", one_class),
    "pixel means": Yardstick("independent Bernoulli pixels", bernoulli),
    "noise": Yardstick("uniform noise", noise),
}


# Scores that ask a model, for the rows that have an answer without one.
EXTRAS = {
    FLOOR: {"cas": Family(("cas",), lambda scene, made: real_cas(scene))},
    "pixel means": {
        "nll": Family(("nll",), lambda scene, made: pixel_nll(scene, pixel_means(scene)))
    },
}


def measured(scene: Scene, wanted: Iterable[str]) -> dict[str, dict[str, Score]]:
    """The scores of every yardstick, by row and name; read from the cache where they are there."""
    wanted = tuple(wanted)
    known = yardstick_cache.read(scene.key) if wanted else {}
    for row in YARDSTICKS:
        missing = missing_families(known.get(row, {}), families(row, wanted))
        if missing:
            progress.row(row)
            found = scores(scene, observed(scene, row), missing, row)
            known[row] = known.get(row, {}) | {score.name: score for score in found}
            yardstick_cache.write(scene.key, known)
    progress.clear()
    return {row: chosen(known.get(row, {}), families(row, wanted)) for row in YARDSTICKS}


def families(row: str, wanted: Iterable[str]) -> dict[str, Family]:
    """The families wanted that a yardstick has."""
    table = FAMILIES | EXTRAS.get(row, {})
    return {name: table[name] for name in wanted if name in table}


def observed(scene: Scene, row: str) -> Observed:
    """A yardstick's images before the judge."""
    images, given = YARDSTICKS[row].draw(scene)
    return scene.observe(images, given)


def missing_families(known: dict[str, Score], wanted: dict[str, Family]) -> dict[str, Family]:
    """The families of which some score is not known."""
    return {name: each for name, each in wanted.items() if not set(each.names) <= set(known)}


def chosen(known: dict[str, Score], wanted: dict[str, Family]) -> dict[str, Score]:
    """The scores of the families wanted."""
    return {name: known[name] for family in wanted.values() for name in family.names}


def _random(scene: Scene) -> np.random.Generator:
    return np.random.default_rng([scene.seed, 3])
