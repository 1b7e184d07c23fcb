"""Evaluation of a run: its row of scores, with ratios to the floor, kept in the run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from keras_gencmp.evaluation import baselines, progress, reconstruction, usefulness
from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.likelihood import (
    active_units,
    ais,
    elbo,
    importance_sampling,
    quadrature,
)
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.evaluation.score import Score, absent, against_floor
from keras_gencmp.evaluation.scores import FAMILIES, attempt, plain, scores


class ModelFamily(NamedTuple):
    """Scores that ask the model itself, not its images; most are defined for few models."""

    names: tuple[str, ...]
    score: Callable[[Protocol, EvaluatedModel], list[Score]]


MODEL_FAMILIES = {
    "elbo": ModelFamily(("elbo", "elbo_reconstruction", "elbo_kl"), elbo.elbo),
    "nll": ModelFamily(("nll",), importance_sampling.nll),
    "exact-nll": ModelFamily(("exact_nll",), quadrature.exact_nll),
    "ais": ModelFamily(("ais",), ais.ais),
    "active-units": ModelFamily(("active_units",), active_units.active_units),
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
    baseline: bool = False
    seconds: float = 0.0


def rows_of_baselines(protocol: Protocol, wanted: Iterable[str]) -> list[Row]:
    """The floor and the trivial generators as rows, with their ratios to the floor."""
    found = baselines.measured(protocol, wanted)
    floor = found.get(baselines.FLOOR, {})
    return [
        _row(protocol, name, scores.values(), floor, baseline=True)
        for name, scores in found.items()
    ]


def evaluate(
    protocol: Protocol,
    evaluated: EvaluatedModel,
    wanted: Iterable[str],
    floor: Mapping[str, Score],
    known: Mapping[str, Score] = MappingProxyType({}),
) -> Row:
    """The row of a model; ``floor`` holds what real images score, ``known`` what is measured."""
    began = time.monotonic()
    progress.row(evaluated.name)
    names = {name: (FAMILIES | MODEL_FAMILIES)[name].names for name in wanted}
    ready = [known[one] for group in names.values() for one in group if one in known]
    wanted = [name for name, group in names.items() if not set(group) <= set(known)]
    found = _of_images(protocol, evaluated, [name for name in wanted if name in FAMILIES])
    for name in wanted:
        if name in MODEL_FAMILIES:
            progress.step(evaluated.name, name)
            found += _of_model(protocol, evaluated, MODEL_FAMILIES[name])
    progress.clear()
    seconds = time.monotonic() - began
    return _row(protocol, evaluated.name, [*ready, *found], floor, seconds=seconds)


def _of_images(protocol: Protocol, evaluated: EvaluatedModel, wanted: list[str]) -> list[Score]:
    """The scores of a model's images; of a model that makes NaN, none is defined."""
    if not wanted:
        return []
    progress.step(evaluated.name, f"drawing {protocol.n} images")
    try:
        made = protocol.observe(*evaluated.images(protocol))
    except ValueError as error:
        return absent([name for key in wanted for name in FAMILIES[key].names], plain(error))
    return scores(protocol, made, {name: FAMILIES[name] for name in wanted}, evaluated.name)


def _of_model(protocol: Protocol, evaluated: EvaluatedModel, family: ModelFamily) -> list[Score]:
    found = attempt(family.names, lambda: family.score(protocol, evaluated))
    return [score._replace(seed=protocol.seed) for score in found]


def _row(
    protocol: Protocol,
    name: str,
    found: Iterable[Score],
    floor: Mapping[str, Score],
    **more: Any,
) -> Row:
    rated = {score.name: score for score in against_floor(found, floor)}
    return Row(name, rated, protocol.splits.name, protocol.splits.digest, **more)
