"""Evaluation of a run: its row of scores, with ratios to the floor, kept in the run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from keras_gencmp.evaluation import (
    ais,
    likelihood,
    progress,
    quadrature,
    reconstruction,
    usefulness,
    yardsticks,
)
from keras_gencmp.evaluation.scene import Scene
from keras_gencmp.evaluation.score import Score, absent, against_floor
from keras_gencmp.evaluation.scores import FAMILIES, attempt, plain, scores
from keras_gencmp.evaluation.subject import Subject


class ModelFamily(NamedTuple):
    """Scores that ask the model itself, not its images; most are defined for few models."""

    names: tuple[str, ...]
    score: Callable[[Scene, Subject], list[Score]]


MODEL_FAMILIES = {
    "elbo": ModelFamily(("elbo", "elbo_reconstruction", "elbo_kl"), likelihood.elbo),
    "nll": ModelFamily(("nll",), likelihood.nll),
    "exact-nll": ModelFamily(("exact_nll",), quadrature.exact_nll),
    "ais": ModelFamily(("ais",), ais.ais),
    "active-units": ModelFamily(("active_units",), likelihood.active_units),
    "reconstruction": ModelFamily(("mse", "psnr", "ssim"), reconstruction.reconstruction),
    "latent": ModelFamily(("knn_accuracy", "silhouette", "adjusted_rand"), reconstruction.latent),
    "cas": ModelFamily(("cas",), usefulness.cas),
    "classification": ModelFamily(("classification",), usefulness.classification),
}


class Row(NamedTuple):
    """One line of a table: a name, scores by name, and the data they are of."""

    name: str
    scores: Mapping[str, Score]
    data: str
    digest: str
    yardstick: bool = False
    seconds: float = 0.0


def rows_of_yardsticks(scene: Scene, wanted: Iterable[str]) -> list[Row]:
    """The floor and the trivial generators as rows, with their ratios to the floor."""
    found = yardsticks.measured(scene, wanted)
    floor = found.get(yardsticks.FLOOR, {})
    return [
        _row(scene, name, scores.values(), floor, yardstick=True) for name, scores in found.items()
    ]


def evaluate(
    scene: Scene,
    subject: Subject,
    wanted: Iterable[str],
    floor: Mapping[str, Score],
    known: Mapping[str, Score] = MappingProxyType({}),
) -> Row:
    """The row of a model; ``floor`` holds what real images score, ``known`` what is measured."""
    began = time.monotonic()
    progress.row(subject.name)
    names = {name: (FAMILIES | MODEL_FAMILIES)[name].names for name in wanted}
    ready = [known[one] for group in names.values() for one in group if one in known]
    wanted = [name for name, group in names.items() if not set(group) <= set(known)]
    found = _of_images(scene, subject, [name for name in wanted if name in FAMILIES])
    for name in wanted:
        if name in MODEL_FAMILIES:
            progress.step(subject.name, name)
            found += _of_model(scene, subject, MODEL_FAMILIES[name])
    progress.clear()
    seconds = time.monotonic() - began
    return _row(scene, subject.name, [*ready, *found], floor, seconds=seconds)


def _of_images(scene: Scene, subject: Subject, wanted: list[str]) -> list[Score]:
    """The scores of a model's images; of a model that makes NaN, none is defined."""
    if not wanted:
        return []
    progress.step(subject.name, f"drawing {scene.n} images")
    try:
        made = scene.observe(*subject.images(scene))
    except ValueError as error:
        return absent([name for key in wanted for name in FAMILIES[key].names], plain(error))
    return scores(scene, made, {name: FAMILIES[name] for name in wanted}, subject.name)


def _of_model(scene: Scene, subject: Subject, family: ModelFamily) -> list[Score]:
    found = attempt(family.names, lambda: family.score(scene, subject))
    return [score._replace(seed=scene.seed) for score in found]


def _row(
    scene: Scene,
    name: str,
    found: Iterable[Score],
    floor: Mapping[str, Score],
    **more: Any,
) -> Row:
    rated = {score.name: score for score in against_floor(found, floor)}
    return Row(name, rated, scene.splits.name, scene.splits.digest, **more)
