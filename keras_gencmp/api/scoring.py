"""Scores of runs, of models in memory, and of images, beside baselines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from keras_gencmp import data, runs
from keras_gencmp.api.datasets import Images, name_of, splits_of
from keras_gencmp.api.ineffective import refuse
from keras_gencmp.api.inference import check_sampler
from keras_gencmp.api.ranges import check
from keras_gencmp.api.scored import REAL, Pictures, Scored, opened_pictures, sort_models
from keras_gencmp.api.tables import ScoreTable
from keras_gencmp.assembly import abilities
from keras_gencmp.data.images.pictures import is_pictures, own_size, read_pictures
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation import evaluate as evaluation
from keras_gencmp.evaluation.evaluate import Request
from keras_gencmp.evaluation.images import ImagesToScore, evaluate_images
from keras_gencmp.evaluation.mixtures import fit_of
from keras_gencmp.exports.images import as_bytes
from keras_gencmp.metrics import selection
from keras_gencmp.metrics.metric import Metric
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes.schema import Data
from keras_gencmp.runs.run import Run
from keras_gencmp.training.data import data_of_run

COMPONENTS = 10  # of the mixture of sampler "gmm"


def evaluate(
    models: Scored | Sequence[Scored] | Mapping[str, Pictures] = REAL,
    *,
    dataset: str | Images | None = None,
    metrics: str | Sequence[str] | None = None,
    n: int = 10_000,
    seed: int = 0,
    sampler: str = "prior",
    components: int = COMPONENTS,
    nll_samples: int = 0,
    nll_images: int = 0,
    data_dir: str | None = None,
    root: str | Path = runs.ROOT,
    trust: bool = False,
) -> ScoreTable:
    """The scores of models as ``gencmp evaluate`` computes them, beside those of real images.

    ``models`` are runs, each by its path, its name or itself; or "real", held-out real images; or
    what is scored by its images alone: arrays (n, h, w, c), uint8 or floats in [0, 1], folders and
    archives of images ("folder:PATH"), models in memory, exports by their folders, and a mapping
    that names them.
    ``metrics`` are names as ``gencmp evaluate --list-metrics`` lists them; ``n`` is the number of
    generated images, and of real ones. ``sampler`` "gmm" draws latents from a Gaussian mixture of
    ``components`` fitted to training codes; ``nll_samples`` and ``nll_images`` are the cost of NLL,
    0 the usual one. Runs are scored against their own data, all else against
    ``dataset``. A small dataset without a judge gets one first, which takes minutes. UserError for
    unknown names, for images of another range, and for data that are not those of a run.

    >>> noise = np.random.default_rng(0).random((200, 28, 28, 1))
    >>> table = gg.evaluate({"mine": noise}, dataset="digits", metrics="sharpness", n=100)
    >>> table["mine"]["sharpness"].value > table["real images"]["sharpness"].value
    True
    >>> table = gg.evaluate(["dcgan", "conv-vae"], metrics=["sharpness"], n=50)
    >>> sorted(table["dcgan"])
    ['sharpness']
    """
    check("evaluate", n=n, seed=seed, components=components)
    check("evaluate", nll_samples=nll_samples, nll_images=nll_images)
    check_sampler(sampler)
    pictures, members = sort_models(models, root, trust)
    asked = _chosen(metrics, members)
    if not members:
        refuse("without a run", sampler=sampler != "prior")
    if not members or "nll" not in {metric.name for metric in asked}:
        where = "without the metric nll" if members else "without a run"
        refuse(where, nll_samples=nll_samples, nll_images=nll_images)
    if sampler != "gmm":
        refuse("without sampler='gmm'", components=components != COMPONENTS)
    for run in members if sampler == "gmm" else ():
        abilities.require(run.recipe, "encoder", "sampler='gmm'")
    fit = fit_of(components, seed) if sampler == "gmm" else None
    metric_functions = evaluation.load_metrics(asked)
    request = Request(metric_functions, n, seed, nll_samples, nll_images, sampler, fit)
    if pictures:
        rows = _of_pictures(pictures, dataset, data_dir, request)
    elif members:
        name = name_of(dataset, root, data_dir)
        rows = evaluation.evaluate_runs(
            members, request, lambda run: data_of_run(run, data_dir, name)
        )
    else:
        rows = evaluation.evaluate_data(splits_of(dataset or "auto", data_dir=data_dir), request)
    return ScoreTable(rows, request.columns)


def _chosen(metrics: str | Sequence[str] | None, members: Sequence[Run]) -> tuple[Metric, ...]:
    if not metrics:
        return selection.default(runs=bool(members))
    return selection.chosen(metrics.split(",") if isinstance(metrics, str) else metrics)


def _of_pictures(
    pictures: Mapping[str, Any],
    dataset: str | Images | None,
    data_dir: str | None,
    request: Request,
) -> list[Any]:
    """The rows of sets of images, each brought to the size of the first."""
    if dataset is None:
        raise UserError("images are scored against data: name them, as in dataset='digits'")
    if isinstance(dataset, str):
        data.check(dataset)
    found = {name: opened_pictures(name, each) for name, each in pictures.items()}
    size, channels = _shape(next(iter(found.values())), dataset)
    splits = splits_of(dataset, size, channels, data_dir=data_dir)
    sets = {name: _images(each, splits, request) for name, each in found.items()}
    return evaluate_images(sets, splits, request)


def _shape(first: Any, dataset: str | Images) -> tuple[int, int]:
    """The side and the channels at which images are compared, 0 for those of the data.

    Pictures are compared at the size of the data, arrays and samples at their own.
    """
    if isinstance(first, str):
        named = isinstance(dataset, str) and is_pictures(dataset)
        return (own_size(str(dataset)) if named else Data.image_size), 0
    shape = first.shape[1:] if isinstance(first, np.ndarray) else first.image_shape
    if len(shape) != 3:
        raise UserError(f"images are (n, height, width, channels), not {np.shape(first)}")
    return int(shape[0]), int(shape[2])


def _images(each: Any, splits: data.Splits, request: Request) -> ImagesToScore:
    """The images of a path, of an array that is checked, or of a model, with their labels."""
    if isinstance(each, str):
        size, _, channels = splits.train.images.shape[1:]
        read = read_pictures(each, size, channels)
        return ImagesToScore(read.images, read.labels(splits.classes))
    if isinstance(each, np.ndarray):
        return ImagesToScore(each if each.dtype == np.uint8 else as_bytes(each))
    drawn = each.sample(request.n, seed=request.seed)
    of_class = isinstance(each, GenerativeModel) and each.conditional
    labels = np.arange(len(drawn)) % each.classes if of_class else None
    # What holds a NaN has no scores, as the images of a run.
    return ImagesToScore(as_bytes(drawn) if np.isfinite(drawn).all() else drawn, labels)
