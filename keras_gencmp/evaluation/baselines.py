"""Baselines: what real images score, and trivial generators that a bad metric would reward."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from keras_gencmp.evaluation import baseline_cache, progress
from keras_gencmp.evaluation.likelihood.independent_pixels import pixel_nll
from keras_gencmp.evaluation.protocol import ImageSet, Protocol
from keras_gencmp.evaluation.score import Score
from keras_gencmp.evaluation.scores import FAMILIES, Family, scores
from keras_gencmp.evaluation.usefulness import real_cas
from keras_gencmp.metrics.distances import nearest

FLOOR = "real images"
FEW = 100  # images that the repeating generator knows


class Baseline(NamedTuple):
    """A trivial generator: what it is, and its images (n, h, w, c) with their labels if known."""

    summary: str
    draw: Callable[[Protocol], tuple[np.ndarray, np.ndarray | None]]


def real(protocol: Protocol) -> tuple[np.ndarray, np.ndarray]:
    """Held-out real images, which neither the judge nor the reference holds."""
    return protocol.held_out


def copies(protocol: Protocol) -> tuple[np.ndarray, np.ndarray]:
    """The training image nearest to each held-out one, in the judge's features."""
    fitting = protocol.parts.fitting
    features = protocol.judge.features(protocol.held_out.images)
    found = nearest(features, protocol.training).indices[:, 0]
    return fitting.images[found], fitting.labels[found]


def repeated(protocol: Protocol) -> tuple[np.ndarray, np.ndarray]:
    """A hundred training images, again and again."""
    chosen = _random(protocol).permutation(len(protocol.parts.fitting.labels))[:FEW]
    places = np.resize(chosen, protocol.n)
    return protocol.parts.fitting.images[places], protocol.parts.fitting.labels[places]


def one_class(protocol: Protocol) -> tuple[np.ndarray, np.ndarray]:
    """Training images of one class, the middle one; again and again where they are too few."""
    fitting = protocol.parts.fitting
    present = np.unique(fitting.labels)
    members = np.flatnonzero(fitting.labels == present[len(present) // 2])
    places = np.resize(_random(protocol).permutation(members), protocol.n)
    return fitting.images[places], fitting.labels[places]


def bernoulli(protocol: Protocol) -> tuple[np.ndarray, None]:
    """Pixels that are on independently, each as often as it is bright in the training images."""
    means = pixel_means(protocol)
    draws = _random(protocol).random((protocol.n, *means.shape), dtype=np.float32)
    return (draws < means).astype(np.uint8) * np.uint8(255), None


def noise(protocol: Protocol) -> tuple[np.ndarray, None]:
    """Uniform bytes."""
    shape = (protocol.n, *protocol.reference.images.shape[1:])
    return _random(protocol).integers(0, 256, shape, dtype=np.uint8), None


def pixel_means(protocol: Protocol) -> np.ndarray:
    """The mean of each pixel over the training images, (h, w, c) in [0, 1]."""
    return protocol.parts.fitting.images.mean(axis=0, dtype=np.float64) / 255.0


BASELINES = {
    FLOOR: Baseline("held-out real images: the floor of every score", real),
    "training copies": Baseline("the training image nearest to each held-out one", copies),
    "100 repeated": Baseline("a hundred training images, repeated", repeated),
    "one class": Baseline("training images of one class", one_class),
    "pixel means": Baseline("independent Bernoulli pixels", bernoulli),
    "noise": Baseline("uniform noise", noise),
}


# Scores that ask a model, for the rows that have an answer without one.
EXTRAS = {
    FLOOR: {"cas": Family(("cas",), lambda protocol, made: real_cas(protocol))},
    "pixel means": {
        "nll": Family(("nll",), lambda protocol, made: pixel_nll(protocol, pixel_means(protocol)))
    },
}


def measured(protocol: Protocol, wanted: Iterable[str]) -> dict[str, dict[str, Score]]:
    """The scores of every baseline, by row and name; read from the cache where they are there."""
    wanted = tuple(wanted)
    known = baseline_cache.read(protocol.key) if wanted else {}
    for row in BASELINES:
        missing = missing_families(known.get(row, {}), families(row, wanted))
        if missing:
            progress.row(row)
            found = scores(protocol, observed(protocol, row), missing, row)
            known[row] = known.get(row, {}) | {score.name: score for score in found}
            baseline_cache.write(protocol.key, known)
    progress.clear()
    return {row: chosen(known.get(row, {}), families(row, wanted)) for row in BASELINES}


def families(row: str, wanted: Iterable[str]) -> dict[str, Family]:
    """The families wanted that a baseline has."""
    table = FAMILIES | EXTRAS.get(row, {})
    return {name: table[name] for name in wanted if name in table}


def observed(protocol: Protocol, row: str) -> ImageSet:
    """A baseline's images before the judge."""
    images, given = BASELINES[row].draw(protocol)
    return protocol.observe(images, given)


def missing_families(known: dict[str, Score], wanted: dict[str, Family]) -> dict[str, Family]:
    """The families of which some score is not known."""
    return {name: each for name, each in wanted.items() if not set(each.names) <= set(known)}


def chosen(known: dict[str, Score], wanted: dict[str, Family]) -> dict[str, Score]:
    """The scores of the families wanted."""
    return {name: known[name] for family in wanted.values() for name in family.names}


def _random(protocol: Protocol) -> np.random.Generator:
    return np.random.default_rng([protocol.seed, 3])
