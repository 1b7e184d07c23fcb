"""Baselines: real images, and trivial generators that a bad metric would reward.

Their scores are cached by protocol, so that a second table is quick.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path

import numpy as np

from keras_gencmp.data.cache import directory
from keras_gencmp.data.splits import UNLABELLED
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation import measure, progress
from keras_gencmp.evaluation.inputs import Inputs
from keras_gencmp.evaluation.loading import LoadedMetric, load_metric, names
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.evaluation.score import VERSION, Scores, from_json, to_json
from keras_gencmp.metrics.distances import nearest
from keras_gencmp.runs import locks
from keras_gencmp.runs.files import write_json
from keras_gencmp.runs.scores import ScoreTable
from keras_gencmp.runs.tables import read_table
from keras_gencmp.terminal import console

FLOOR, REPEATED = "real images", "100 repeated"
FEW = 100  # images that the repeating generator knows
REPEATED_FROM = 2 * FEW  # the smallest n at which it repeats every one of them

# Images, uint8 (n, h, w, c), and their labels if they have some.
Drawn = tuple[np.ndarray, np.ndarray | None]


def real(protocol: Protocol) -> Drawn:
    """Held-out real images, which are neither the judge's nor the reference: the floor.

    Their labels, unless some have none, as those of a validation split may.
    """
    images, labels = protocol.held_out
    return images, None if (labels == UNLABELLED).any() else labels


def copies(protocol: Protocol) -> Drawn:
    """The training image nearest to each held-out one, in the judge's features."""
    training = protocol.sets.training
    features = protocol.judge.features(protocol.held_out.images)
    chosen = nearest(features, protocol.training).indices[:, 0]
    return training.images[chosen], training.labels[chosen]


def repeated(protocol: Protocol) -> Drawn:
    """A hundred training images, again and again."""
    training = protocol.sets.training
    few = _random(protocol).permutation(len(training.labels))[:FEW]
    chosen = np.resize(few, protocol.n)
    return training.images[chosen], training.labels[chosen]


def one_class(protocol: Protocol) -> Drawn:
    """Training images of one class, the middle one; again and again where they are too few."""
    training = protocol.sets.training
    present = np.unique(training.labels)
    members = np.flatnonzero(training.labels == present[len(present) // 2])
    chosen = np.resize(_random(protocol).permutation(members), protocol.n)
    return training.images[chosen], training.labels[chosen]


def bernoulli(protocol: Protocol) -> Drawn:
    """Pixels that are on independently, each as often as it is bright in the training images."""
    means = protocol.pixel_means
    draws = _random(protocol).random((protocol.n, *means.shape), dtype=np.float32)
    return (draws < means).astype(np.uint8) * np.uint8(255), None


def noise(protocol: Protocol) -> Drawn:
    """Uniform bytes."""
    shape = (protocol.n, *protocol.reference.images.shape[1:])
    return _random(protocol).integers(0, 256, shape, dtype=np.uint8), None


class RealInputs(Inputs):
    """The inputs of real images, some of which are themselves of the training split."""

    @property
    def training_features(self) -> np.ndarray:
        """The judge's features of the training images that are not held out, float32 (m, d)."""
        return self.protocol.training


BASELINES: dict[str, Callable[[Protocol], Drawn]] = {
    FLOOR: real,
    "training copies": copies,
    REPEATED: repeated,
    "one class": one_class,
    "pixel means": bernoulli,
    "noise": noise,
}


def scores_of_baselines(protocol: Protocol, metrics: Sequence[LoadedMetric]) -> dict[str, Scores]:
    """The scores of every baseline, by row; those that the cache holds are not computed again."""
    cache = _read(protocol.key) if metrics else {}
    rows = {}
    for row in applicable(protocol):
        wanted, known = for_baseline(metrics, row), cache.get(row, {})
        new = not all(loaded.is_in(known) for loaded in wanted)
        with progress.row(row) if new else nullcontext():
            rows[row] = measure.measure(inputs(protocol, row), wanted, row, known)
        if new:
            _keep(protocol.key, row, measure.lasting(rows[row], wanted))
    return rows


def applicable(protocol: Protocol) -> list[str]:
    """The baselines that are what they are called: of few images none is repeated."""
    return [row for row in BASELINES if row != REPEATED or protocol.n >= REPEATED_FROM]


def for_baseline(metrics: Sequence[LoadedMetric], row: str) -> list[LoadedMetric]:
    """The metrics that are computed for a baseline, each with the function that does it."""
    applicable = []
    for loaded in metrics:
        paths = loaded.metric.baselines
        if paths is None and set(loaded.parameters) <= names(Inputs):
            applicable.append(loaded)
        elif paths and row in paths:
            applicable.append(load_metric(loaded.metric, paths[row]))
    return applicable


def inputs(protocol: Protocol, row: str) -> Inputs:
    """What metrics may ask of a baseline."""
    kind = RealInputs if row == FLOOR else Inputs
    return kind(protocol, lambda: BASELINES[row](protocol))


def _random(protocol: Protocol) -> np.random.Generator:
    return np.random.default_rng([protocol.seed, 3])


def _read(key: str) -> dict[str, Scores]:
    """The rows known for a protocol; none where the file is missing or, with a line, damaged."""
    path = _file(key)
    if not path.exists():
        return {}
    try:
        tables = read_table(dict[str, dict[str, ScoreTable]], path, "")
    except UserError:
        console.note(f"{path} is damaged: the baselines are scored anew")
        return {}
    return {
        row: {name: from_json(score) for name, score in scores.items()}
        for row, scores in tables.items()
    }


def _keep(key: str, row: str, scores: Scores) -> None:
    """Add scores to the rows of a protocol, which other evaluations may have added to meanwhile.

    A cache that cannot be written is no error.
    """
    path = _file(key)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with locks.writing(path.parent):
            rows = _read(key)
            rows[row] = rows.get(row, {}) | scores
            table = {
                row: {name: to_json(score) for name, score in known.items()}
                for row, known in rows.items()
            }
            write_json(path, table)


def _file(key: str) -> Path:
    return directory() / "baselines" / f"{key}-v{VERSION}.json"
