"""Figures of models and runs: matplotlib figures, which a notebook shows by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp import runs
from keras_gencmp.api.datasets import Images
from keras_gencmp.api.ineffective import refuse
from keras_gencmp.api.inference import Labels, numbers, pictures_of, required
from keras_gencmp.api.opened import Named, Opened, Trained, named, opened
from keras_gencmp.data.labels import number_of_class
from keras_gencmp.errors import UserError
from keras_gencmp.figures import grid as grids
from keras_gencmp.figures import image_grids
from keras_gencmp.figures.notebook import for_notebook
from keras_gencmp.figures.titles import add_title
from keras_gencmp.inspection import curves_of_runs, latent_figures, run_curves
from keras_gencmp.judge import lookup
from keras_gencmp.latents import paths
from keras_gencmp.runs.run import Run


def grid(
    images: np.ndarray,
    columns: int | None = None,
    title: str | None = None,
    row_labels: Sequence[str] | None = None,
    column_labels: Sequence[str] | None = None,
) -> Figure:
    """The figure of ``images`` in a grid: uint8, or floats in [0, 1], (n, h, w, 1 or 3).

    As nearly square as their number allows, unless ``columns`` says how many stand in a row. There
    may be a ``title``, and ``row_labels`` and ``column_labels`` on the left and above.
    UserError for arrays of another shape.

    >>> figure = gg.grid(np.random.default_rng(0).random((6, 28, 28, 1)), columns=3)
    >>> figure.savefig("noise.png")
    """
    return for_notebook(grids.grid(images, columns, title, row_labels, column_labels))


def curves(
    run: Named | Sequence[Named], *, root: str | Path = runs.ROOT, trust: bool = False
) -> Figure:
    """The losses of a run, finished or not, and KID where its samples were evaluated.

    Of a list of runs, what two or more have in common is drawn over each other. Losses of
    likelihoods are in nats. No code that a recipe names is loaded, so that ``trust`` changes
    nothing. UserError where there is no such run.

    >>> gg.curves("gan").savefig("losses.svg")
    >>> figure = gg.curves(["gan", "gan"])
    """
    listed = [run] if isinstance(run, str | Path | Run) else list(run)
    found = [replace(named(each, root), trust=True) for each in listed]
    if len(found) == 1:
        return for_notebook(run_curves.figure(found[0]))
    title = curves_of_runs.title_of(found)
    return for_notebook(add_title(curves_of_runs.figure(found), title))


def manifold(
    model: Trained,
    grid: int = 20,
    label: int | str | None = None,
    *,
    root: str | Path = runs.ROOT,
    trust: bool = False,
) -> Figure:
    """The images of a grid x grid plane of a 2-d latent space, at quantiles of the prior.

    ``label`` is the class of the plane of a conditional model, by name or number. UserError for a
    model of another number of latent dimensions.

    >>> gg.manifold("conv-vae", grid=4).savefig("plane.png")
    """
    if grid not in range(2, 101):
        raise UserError(f"grid is the images per side, from 2 to 100, not {grid}")
    found = opened(model, root, trust, "plane", "manifold")
    chosen = None if label is None else numbers(found, [label], 1)
    which = None if chosen is None else int(chosen[0])
    return _shown(found, latent_figures.decoded_grid(found.model, grid, which))


def latent(
    model: Trained,
    *,
    dataset: str | Images | None = None,
    data_dir: str | None = None,
    root: str | Path = runs.ROOT,
    trust: bool = False,
) -> Figure:
    """The codes of held-out images by class, in two dimensions.

    A code is the posterior mean. More than two dimensions are projected onto their first two
    principal components. A model in memory needs ``dataset``. UserError for a model without an
    encoder.

    >>> gg.latent("conv-vae").savefig("codes.png")
    """
    found = opened(model, root, trust, "codes", "latent")
    splits = found.splits(dataset, data_dir)
    return _shown(
        found, latent_figures.codes_by_class(found.model, splits.labelled, splits.classes)
    )


def reconstruct(
    model: Trained,
    pictures: str | Path | np.ndarray | None = None,
    n: int = 20,
    *,
    labels: Labels | None = None,
    seed: int = 0,
    dataset: str | Images | None = None,
    data_dir: str | None = None,
    root: str | Path = runs.ROOT,
    trust: bool = False,
) -> Figure:
    """Images above their reconstructions: ``pictures``, or n random held-out images.

    ``pictures`` are a path as :func:`images` takes it, or an array (n, h, w, c) in [0, 1]; a
    conditional model needs their ``labels``. Held-out images are those of the run's data, or of
    ``dataset``. UserError for a model without an encoder.

    >>> gg.reconstruct("conv-vae", n=6).savefig("rebuilt.png")
    >>> figure = gg.reconstruct("conv-vae", gg.sample("dcgan", 3))
    """
    found = opened(model, root, trust, "encoder", "reconstruct")
    if pictures is None:
        refuse("without pictures", labels=labels)
        held_out = found.splits(dataset, data_dir).labelled
        return _shown(found, latent_figures.reconstructions(found.model, held_out, n, seed))
    refuse("with pictures", dataset=dataset, data_dir=data_dir)
    x = pictures_of(found, pictures)[:n]
    rebuilt = found.model.reconstruct(x, required(found, labels, len(x)))
    return _shown(found, image_grids.originals_and_reconstructions(x, rebuilt))


def interpolate(
    model: Trained,
    pictures: str | Path | np.ndarray | None = None,
    steps: int = 9,
    *,
    between: tuple[int | str, int | str] | None = None,
    labels: Labels | None = None,
    seed: int = 0,
    dataset: str | Images | None = None,
    data_dir: str | None = None,
    root: str | Path = runs.ROOT,
    trust: bool = False,
) -> Figure:
    """The images on a path between two latent vectors, ``steps`` of them, both ends included.

    The ends are the codes of two ``pictures``, or of held-out images of two classes, ``between``;
    without an encoder they are draws from the prior. ``labels`` are the classes of the pictures,
    where the model is conditional. Held-out images are those of the run's data, or of ``dataset``.
    UserError for fewer than two pictures, and for classes that are not in the data.

    >>> gg.interpolate("conv-vae", between=(3, 8)).savefig("from 3 to 8.png")
    >>> figure = gg.interpolate("dcgan", dataset="digits", steps=5)
    """
    if pictures is not None:
        refuse("with pictures", between=between, dataset=dataset, data_dir=data_dir)
        found = opened(model, root, trust, "encoder", "interpolate")
        return _shown(found, _between(found, pictures_of(found, pictures)[:2], labels, steps))
    refuse("without pictures", labels=labels)
    found = opened(model, root, trust)
    splits = found.splits(dataset, data_dir)
    ends = between and [number_of_class(str(each), splits.classes) for each in between]
    judged = ends and not (found.model.has_encoder or found.model.conditional)
    figure = latent_figures.interpolated(
        found.model,
        splits.labelled,
        (ends[0], ends[1]) if ends else None,
        steps,
        seed,
        lookup.for_data(splits).probabilities if judged else None,
    )
    return _shown(found, figure)


def _between(found: Opened, ends: np.ndarray, labels: Labels | None, steps: int) -> Figure:
    """The images between the codes of two pictures; labels are those of the first one."""
    if len(ends) < 2:
        raise UserError("an interpolation has two ends: give two images")
    classes = required(found, None if labels is None else labels[:2], 2)
    path = paths.lerp(*found.model.encode(ends, classes), steps)
    repeated = None if classes is None else classes[:1].repeat(steps)
    return image_grids.interpolations(found.model.decode_many(path, repeated))


def _shown(found: Opened, figure: Figure) -> Figure:
    return for_notebook(found.titled(figure))
