"""Trainings: a recipe becomes a run, and a run goes on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from keras_gencmp import data, runs
from keras_gencmp.api.datasets import Images, name_of
from keras_gencmp.api.ineffective import refuse
from keras_gencmp.api.opened import Named, named
from keras_gencmp.api.spelling import changed, given, together
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs.files import check_writable
from keras_gencmp.runs.run import Run
from keras_gencmp.training import trainer


def train(
    recipe_name: str | Path,
    changes: Mapping[str, Any] | None = None,
    *,
    dataset: str | Images | None = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    seed: int | None = None,
    evaluate_every: int | None = None,
    stop_when_saturated: bool | None = None,
    quick: bool = False,
    init: Named | None = None,
    figures: bool = True,
    data_dir: str | None = None,
    run_dir: str | Path | None = None,
    root: str | Path = runs.ROOT,
    trust: bool = False,
) -> Run:
    """Train a recipe as ``gencmp train`` does; the run that it leaves, a folder below ``root``.

    ``changes`` are dotted keys as ``--set`` takes them. ``dataset`` is a name, an array of images,
    or images with labels (x, y), which are kept beside the runs. ``batch_size`` counts images,
    ``epochs`` passes over them. Every ``evaluate_every`` epochs KID is measured, and
    ``stop_when_saturated`` ends the training when it falls no more. ``quick`` is a first look of
    hundreds of steps, ``init`` a run whose weights are the first ones (``trust`` runs code of its
    own), ``run_dir`` the folder of the run. Without ``figures`` nothing is drawn at the end, which
    saves seconds. UserError for a wrong name, key or value, and for a key that is given twice,
    before anything is written; Diverged where losses are no longer finite. Interrupted training
    goes on by :func:`resume`.

    >>> small = {"networks.generator.widths": [16], "networks.discriminator.widths": [16]}
    >>> run = gg.train("gan", small, dataset="digits", epochs=1, figures=False)
    >>> run.outcome["steps"]  # 1,350 training images in batches of 100
    13
    >>> gg.load(run).sample(4).shape
    (4, 28, 28, 1)
    """
    options = given(
        data__dataset=dataset,
        schedule__epochs=epochs,
        schedule__batch_size=batch_size,
        schedule__seed=seed,
        schedule__evaluate_every=evaluate_every,
        schedule__stop_when_saturated=stop_when_saturated,
    )
    wanted = together(changes, options)
    images = wanted.pop("data.dataset", None)
    plan = recipe.load(str(recipe_name))
    plan = changed(recipe.first_look(plan) if quick else plan, wanted)
    if init is None:
        refuse("without init", trust=trust)
    if run_dir is not None and init is None and (images is None or isinstance(images, str)):
        refuse("with run_dir", root=Path(root) != runs.ROOT)
    begin = None if init is None else named(init, root, trust)
    folder = _folder(run_dir)
    plan = _on(plan, name_of(images, root, data_dir))  # an array is written when all else is right
    return trainer.train(plan, Path(root), folder, data_dir, draw=figures, init=begin)


def resume(
    run: Named,
    changes: Mapping[str, Any] | None = None,
    *,
    epochs: int | None = None,
    dataset: str | Images | None = None,
    figures: bool = True,
    data_dir: str | None = None,
    root: str | Path = runs.ROOT,
    trust: bool = False,
) -> Run:
    """Continue a run as ``gencmp resume`` does, to the end of its recipe; the same run.

    It ends with the bits of an uninterrupted training where TensorFlow has as many threads as that
    began with; a line says where it has not. ``epochs``, in all, trains a finished run
    further; ``changes`` are dotted keys of its schedule's end and its optimizers. ``dataset`` is
    where its data are now, if they have moved. Without ``figures`` nothing is drawn at the end.
    UserError for data that are not those of the run.

    >>> gg.resume("gan", epochs=2, figures=False).outcome["steps"]
    26
    """
    found = named(run, root, trust)
    if found.best:
        raise UserError(f"a training continues from its last state: {found.directory}")
    wanted = together(changes, given(schedule__epochs=epochs))
    changed(found.recipe, wanted)  # refuses wrong keys and values
    if not wanted and found.finished and found.is_whole:
        return found
    where = name_of(dataset, root, data_dir)
    return trainer.resume(found, data_dir, where, draw=figures, changes=wanted)


def _on(plan: Recipe, dataset: str | None) -> Recipe:
    """A recipe for a dataset, or for its own; UserError where there is no such dataset."""
    named_so = plan if dataset is None else recipe.override(plan, {"data.dataset": dataset})
    data.check(named_so.data.dataset)
    return named_so


def _folder(run_dir: str | Path | None) -> Path | None:
    """The folder of a run, if it is named; UserError where it is in use or cannot be written."""
    if run_dir is None:
        return None
    folder = Path(run_dir)
    check_writable(folder)
    runs.check_unused(folder)
    return folder
