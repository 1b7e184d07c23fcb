"""Figures of images that go through an encoder: rebuilt ones, and what lies between two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp import runs
from keras_gencmp.api.datasets import Images
from keras_gencmp.api.ineffective import refuse
from keras_gencmp.api.inference import Labels, pictures_of, required
from keras_gencmp.api.opened import Opened, Trained, opened, with_encoder
from keras_gencmp.api.ranges import check
from keras_gencmp.data.labels import number_of_class
from keras_gencmp.errors import UserError
from keras_gencmp.figures import image_grids
from keras_gencmp.figures.notebook import for_notebook
from keras_gencmp.inspection import latent_figures
from keras_gencmp.judge import lookup
from keras_gencmp.latents import paths


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

    ``pictures`` are a path as :func:`images` takes it, or an array (n, h, w, c), uint8 or floats in
    [0, 1]; a conditional model needs their ``labels``. Held-out images are those of the run's data,
    or of ``dataset``. With pictures the model may be an export, and n of them are the first.
    UserError for a model without an encoder.

    >>> gg.reconstruct("conv-vae", n=6).savefig("rebuilt.png")
    >>> figure = gg.reconstruct("conv-vae", gg.sample("dcgan", 3))
    """
    check("reconstruct", n=n, seed=seed)
    if pictures is None:
        refuse("without pictures", labels=labels)
        found = opened(model, root, trust, "encoder", "reconstruct")
        held_out = found.splits(dataset, data_dir).labelled
        return _shown(found, latent_figures.reconstructions(found.model, held_out, n, seed))
    refuse("with pictures", seed=seed, dataset=dataset, data_dir=data_dir)
    found = with_encoder(model, root, trust, "reconstruct")
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
    With pictures the model may be an export. UserError for another number of pictures than two,
    and for classes that are not in the data.

    >>> gg.interpolate("conv-vae", between=(3, 8)).savefig("from 3 to 8.png")
    >>> figure = gg.interpolate("dcgan", dataset="digits", steps=5)
    """
    check("interpolate", steps=steps, seed=seed)
    if pictures is not None:
        refuse("with pictures", between=between, seed=seed, dataset=dataset, data_dir=data_dir)
        found = with_encoder(model, root, trust, "interpolate")
        return _shown(found, _between(found, pictures_of(found, pictures), labels, steps))
    refuse("without pictures", labels=labels)
    _check_ends(between)
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
    if len(ends) != 2:
        raise UserError(f"an interpolation has two ends: give two images, not {len(ends)}")
    classes = required(found, labels, 2)
    path = paths.lerp(*found.model.encode(ends, classes), steps)
    repeated = None if classes is None else classes[:1].repeat(steps)
    return image_grids.interpolations(found.model.decode_many(path, repeated))


def _check_ends(between: Any) -> None:
    """UserError unless the ends are two classes, where they are named."""
    if between is not None and (isinstance(between, str) or np.shape(between) != (2,)):
        raise UserError("between are the classes of the two ends, as in between=(3, 8)")


def _shown(found: Opened, figure: Figure) -> Figure:
    return for_notebook(found.titled(figure))
