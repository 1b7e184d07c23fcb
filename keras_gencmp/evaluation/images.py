"""Scores of images that no run has drawn: folders, arrays, and samples of exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from keras_gencmp.data import Splits
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation import measure, progress
from keras_gencmp.evaluation.baselines import FLOOR
from keras_gencmp.evaluation.evaluate import (
    Request,
    on_one_thread,
    open_protocol,
    rows_of_baselines,
)
from keras_gencmp.evaluation.inputs import Inputs
from keras_gencmp.evaluation.loading import LoadedMetric, names
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.evaluation.score import Row, Score, with_ratios
from keras_gencmp.terminal import console

LEAST = 20  # images below which hardly a score is defined
ENOUGH = 2_000  # images from which on scores tell models apart


class ImagesToScore(NamedTuple):
    """Images uint8 (n, h, w, c) and the labels that they were asked for, if any."""

    images: np.ndarray
    labels: np.ndarray | None = None


@on_one_thread
def evaluate_images(
    sets: Mapping[str, ImagesToScore], splits: Splits, request: Request
) -> list[Row]:
    """The rows of baselines and of sets of images, by name, against the data's test images.

    n is lowered to the smallest set, so that all rows share one protocol.
    """
    _check(sets, splits)
    fewest = min(len(each.images) for each in sets.values())
    if fewest < request.n:
        console.note(f"the smallest set has {fewest:,} images: n is at most {fewest:,}")
    protocol = open_protocol(splits, request._replace(n=min(request.n, fewest)))
    if protocol.n < ENOUGH:
        console.note(
            f"{protocol.n:,} images are few: FID and its kin depend on n, and the row "
            f"{FLOOR!r} says what perfect images score at this n; from {ENOUGH:,} on models differ"
        )
    baselines = rows_of_baselines(protocol, request, [])
    floor = {row.name: row.scores for row in baselines}.get(FLOOR, {})
    return [
        *baselines,
        *(_row(name, each, protocol, request, floor) for name, each in sets.items()),
    ]


def _row(
    name: str,
    each: ImagesToScore,
    protocol: Protocol,
    request: Request,
    floor: Mapping[str, Score],
) -> Row:
    """One set's row: n of its images, in an order drawn from the seed."""
    chosen = _chosen(len(each.images), protocol.n, request.seed)
    labels = None if each.labels is None else each.labels[chosen]
    inputs = Inputs(protocol, lambda: (each.images[chosen], labels))
    with progress.row(name):
        scores = measure.measure(inputs, _applicable(request.metrics), name)
    scores = with_ratios(scores, floor, request.columns)
    data = protocol.splits.name, protocol.splits.digest
    return Row(name, scores, *data, protocol=protocol.statement)


def _applicable(metrics: Sequence[LoadedMetric]) -> list[LoadedMetric]:
    """The metrics that need images alone, and no model."""
    return [each for each in metrics if set(each.parameters) <= names(Inputs)]


def _chosen(count: int, n: int, seed: int) -> np.ndarray:
    # Also of all images: a file or folder sorted by class would hand some metrics a few classes.
    return np.random.default_rng([seed, 4]).permutation(count)[:n]


def _check(sets: Mapping[str, ImagesToScore], splits: Splits) -> None:
    shape = splits.train.images.shape[1:]
    for name, each in sets.items():
        if len(each.images) < LEAST:
            raise UserError(f"{name} has {len(each.images)} images: {LEAST} are the least")
        if each.images.shape[1:] != shape:
            raise UserError(
                f"{name} has images of {each.images.shape[1:]}, and {splits.name} of {shape}: "
                "name a dataset of the same size"
            )
