"""Scores of runs, of models in memory, and of images, beside baselines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from keras_gencmp import data, runs
from keras_gencmp.api.datasets import Images, name_of, splits_of
from keras_gencmp.api.ineffective import refuse
from keras_gencmp.api.opened import Named, named
from keras_gencmp.api.tables import ScoreTable
from keras_gencmp.assembly import abilities
from keras_gencmp.data.images.pictures import is_pictures, own_size, read_pictures
from keras_gencmp.errors import UserError
from keras_gencmp.evaluation import evaluate as evaluation
from keras_gencmp.evaluation.evaluate import Request
from keras_gencmp.evaluation.images import ImagesToScore, evaluate_images
from keras_gencmp.evaluation.mixtures import fit_of
from keras_gencmp.exports.images import as_bytes
from keras_gencmp.exports.loaded import LoadedModel
from keras_gencmp.metrics import selection
from keras_gencmp.metrics.metric import Metric
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes.schema import Data
from keras_gencmp.runs.run import Run
from keras_gencmp.training.data import data_of_run

REAL = "real"
# What is scored by its images alone.
Pictures = np.ndarray | GenerativeModel | LoadedModel
Scored = Named | Pictures


def evaluate(
    models: Scored | Sequence[Scored] | Mapping[str, Pictures] = REAL,
    *,
    dataset: str | Images | None = None,
    metrics: str | Sequence[str] | None = None,
    n: int = 10_000,
    seed: int = 0,
    sampler: str = "prior",
    components: int = 10,
    nll_samples: int = 0,
    nll_images: int = 0,
    data_dir: str | None = None,
    root: str | Path = runs.ROOT,
    trust: bool = False,
) -> ScoreTable:
    """The scores of models as ``gencmp evaluate`` computes them, beside those of real images.

    ``models`` are runs, each by its path, its name or itself; or "real", held-out real images; or
    what is scored by its images alone: arrays (n, h, w, c), uint8 or floats in [0, 1], folders and
    archives of images ("folder:PATH"), models in memory, and a mapping that names them.
    ``metrics`` are names as ``gencmp evaluate --list-metrics`` lists them; ``n`` is the number of
    generated images, and of real ones. ``sampler`` "gmm" draws latents from a Gaussian mixture of
    ``components`` fitted to training codes; ``nll_samples`` and ``nll_images`` are the cost of NLL,
    0 the usual one. Runs are scored against their own data, all else against
    ``dataset``. A small dataset without a judge gets one first, which takes minutes. UserError for
    unknown names, and for data that are not those of a run.

    >>> noise = np.random.default_rng(0).random((200, 28, 28, 1))
    >>> table = gg.evaluate({"mine": noise}, dataset="digits", metrics="sharpness", n=100)
    >>> table["mine"]["sharpness"].value > table["real images"]["sharpness"].value
    True
    >>> table = gg.evaluate(["dcgan", "conv-vae"], metrics=["sharpness"], n=50)
    >>> sorted(table["dcgan"])
    ['sharpness']
    """
    pictures, members, real = _sorted(models, root, trust)
    if sampler not in ("prior", "gmm"):
        raise UserError(f"sampler is 'prior' or 'gmm', not {sampler!r}")
    if not members:
        refuse("without a run", sampler=sampler != "prior")
        refuse("without a run", nll_samples=nll_samples, nll_images=nll_images)
    for run in members if sampler == "gmm" else ():
        abilities.require(run.recipe, "encoder", "sampler='gmm'")
    loaded = evaluation.load_metrics(_chosen(metrics, members))
    fit = fit_of(components, seed) if sampler == "gmm" else None
    request = Request(loaded, n, seed, nll_samples, nll_images, sampler, fit)
    if pictures:
        rows = _of_pictures(pictures, dataset, data_dir, request)
    elif members:
        where = name_of(dataset, root)
        rows = evaluation.evaluate_runs(
            members, request, lambda run: data_of_run(run, data_dir, where)
        )
    else:
        assert real
        rows = evaluation.evaluate_data(splits_of(dataset or "auto", data_dir=data_dir), request)
    return ScoreTable(rows, request.columns)


def _sorted(
    models: Any, root: str | Path, trust: bool
) -> tuple[dict[str, str | Pictures], list[Run], bool]:
    """What is scored by its images, the runs, and whether real images are asked for."""
    if isinstance(models, Mapping):
        return dict(models), [], False
    single = isinstance(models, str | Path | Run | np.ndarray | GenerativeModel | LoadedModel)
    listed = [models] if single else list(models)
    pictures: dict[str, str | Pictures] = {}
    members = []
    for each in listed:
        if isinstance(each, np.ndarray | GenerativeModel | LoadedModel):
            kind = "images" if isinstance(each, np.ndarray) else "model"
            pictures[f"{kind} {len(pictures) + 1}" if len(listed) > 1 else kind] = each
        elif isinstance(each, str) and is_pictures(each):
            pictures[each] = each
        elif each != REAL:
            members.append(named(each, root, trust))
    if pictures and members:
        raise UserError("runs are scored against their own data: score images in another call")
    return pictures, members, REAL in [each for each in listed if isinstance(each, str)]


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
    size, channels = _shape(next(iter(pictures.values())), dataset)
    splits = splits_of(dataset, size, channels, data_dir=data_dir)
    sets = {name: _images(each, splits, request) for name, each in pictures.items()}
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
    if isinstance(each, str):
        size, _, channels = splits.train.images.shape[1:]
        read = read_pictures(each, size, channels)
        return ImagesToScore(read.images, read.labels(splits.classes))
    drawn = each if isinstance(each, np.ndarray) else each.sample(request.n, seed=request.seed)
    of_class = isinstance(each, GenerativeModel) and each.conditional
    labels = np.arange(len(drawn)) % each.classes if of_class else None
    return ImagesToScore(drawn if drawn.dtype == np.uint8 else as_bytes(drawn), labels)
