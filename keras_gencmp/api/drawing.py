"""Figures of models and runs: matplotlib figures, which a notebook shows by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp import runs
from keras_gencmp.api.datasets import Images
from keras_gencmp.api.inference import numbers
from keras_gencmp.api.opened import Named, Trained, named, opened
from keras_gencmp.api.pixels import checked
from keras_gencmp.api.ranges import check
from keras_gencmp.errors import UserError
from keras_gencmp.figures import grid as grids
from keras_gencmp.figures.notebook import for_notebook
from keras_gencmp.figures.titles import add_title
from keras_gencmp.inspection import curves_of_runs, latent_figures, run_curves


def grid(
    images: np.ndarray,
    columns: int | None = None,
    title: str | None = None,
    row_labels: Sequence[str] | None = None,
    column_labels: Sequence[str] | None = None,
) -> Figure:
    """The figure of ``images`` in a grid: uint8, or floats in [0, 1], (n, h, w, 1 or 3).

    As nearly square as their number allows, unless ``columns`` says how many stand in a row. There
    may be a ``title``, and ``row_labels`` and ``column_labels`` on the left and above. NaN is grey.
    UserError for arrays of another shape or range.

    >>> figure = gg.grid(np.random.default_rng(0).random((6, 28, 28, 1)), columns=3)
    >>> figure.savefig("noise.png")
    """
    check("grid", columns=columns)
    shown = checked(images, finite=False)
    return for_notebook(grids.grid(shown, columns, title, row_labels, column_labels))


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
    several = isinstance(run, Iterable) and not isinstance(run, str)
    listed = list(run) if several else [run]
    if not listed:
        raise UserError("curves are those of runs: name one at least")
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
    check("manifold", grid=grid)
    found = opened(model, root, trust, "plane", "manifold")
    chosen = None if label is None else numbers(found, [label], 1)
    which = None if chosen is None else int(chosen[0])
    return for_notebook(found.titled(latent_figures.decoded_grid(found.model, grid, which)))


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
    figure = latent_figures.codes_by_class(found.model, splits.labelled, splits.classes)
    return for_notebook(found.titled(figure))
