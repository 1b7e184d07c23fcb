"""What a trained model gives: images, codes, exports."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from keras_gencmp import runs
from keras_gencmp.api.datasets import Images, images
from keras_gencmp.api.ineffective import refuse
from keras_gencmp.api.opened import (
    Named,
    Opened,
    Trained,
    is_exported,
    loaded,
    named,
    opened,
    with_encoder,
)
from keras_gencmp.api.pixels import as_floats, checked
from keras_gencmp.api.ranges import check
from keras_gencmp.assembly import load
from keras_gencmp.data.labels import number_of_class
from keras_gencmp.errors import UserError
from keras_gencmp.exports import versions
from keras_gencmp.exports.card import card
from keras_gencmp.exports.registry import DEFAULT
from keras_gencmp.inspection.latent_figures import mixture_samples
from keras_gencmp.inspection.run_figures import training_split

Labels = Sequence[int | str] | np.ndarray


def sample(
    model: Trained,
    n: int = 64,
    *,
    labels: Labels | None = None,
    seed: int = 0,
    draw: bool = False,
    sampler: str = "prior",
    dataset: str | Images | None = None,
    data_dir: str | None = None,
    root: str | Path = runs.ROOT,
    trust: bool = False,
) -> np.ndarray:
    """Images drawn by a run, a model or an export: float32 (n, h, w, c) in [0, 1].

    The same seed gives the same images. ``labels`` are classes by name or number, which a
    conditional model draws in turn; by default all of them. ``draw`` gives black and white pixels
    drawn from their Bernoulli distributions, in place of their means. ``sampler`` "gmm" draws
    latents from a Gaussian mixture fitted to the codes of training images, in place of the prior:
    those of the run's data, or of ``dataset``. An export, by its folder or as :func:`load` returns
    it, draws from its prior alone. UserError for labels that a model does not take, and for what it
    cannot draw.

    >>> gg.sample("dcgan", 9, seed=7).shape
    (9, 28, 28, 1)
    >>> pixels = gg.sample("conv-vae", 4, draw=True)
    >>> np.unique(pixels).tolist()
    [0.0, 1.0]
    """
    check("sample", n=n, seed=seed)
    check_sampler(sampler)
    if is_exported(model):
        refuse("with an export", labels=labels, draw=draw, sampler=sampler != "prior")
        refuse("with an export", dataset=dataset, data_dir=data_dir)
        return loaded(model).sample(n, seed)
    if sampler == "gmm":
        refuse("with sampler='gmm'", labels=labels)
    else:
        refuse("without sampler='gmm'", dataset=dataset, data_dir=data_dir)
    found = opened(model, root, trust, "encoder" if sampler == "gmm" else "", "sampler='gmm'")
    if draw and not found.model.has_bernoulli_pixels:
        raise UserError("draw needs a model with a Bernoulli likelihood, such as vae")
    if sampler == "gmm":
        means = _from_mixture(found, n, seed, dataset, data_dir)
    else:
        means = found.model.sample(n, numbers(found, labels, n), seed=seed)
    return found.model.draw_pixels(means, seed) if draw else means


def encode(
    model: Trained,
    pictures: str | Path | np.ndarray,
    *,
    labels: Labels | None = None,
    root: str | Path = runs.ROOT,
    trust: bool = False,
) -> np.ndarray:
    """The latent codes of images: posterior means, float32 (n, latent).

    ``pictures`` are a path as :func:`images` takes it, or an array (n, h, w, c), uint8 or floats in
    [0, 1], of the size that the model has; a conditional model needs their ``labels``. The model
    may be an export. UserError for a model without an encoder, and for images that cannot be read.

    >>> pictures = gg.sample("conv-vae", 5)
    >>> gg.encode("conv-vae", pictures).shape
    (5, 2)
    """
    found = with_encoder(model, root, trust, "encode")
    x = pictures_of(found, pictures)
    return found.model.encode(x, required(found, labels, len(x)))


def export(
    run: Named,
    form: str = DEFAULT,
    output: str | Path | None = None,
    *,
    root: str | Path = runs.ROOT,
    trust: bool = False,
) -> Path:
    """Write a run's model for use without gencmp; the new version's folder.

    ``form`` is "saved_model", "keras", "onnx" or "litert", ``output`` the folder of the versions,
    by default ``saved_models/<recipe>``. Its README.md is a model card. UserError for an unknown
    format, and where the folder cannot be written.

    >>> folder = gg.export("dcgan", output="exported")
    >>> folder.name, (folder / "README.md").exists()
    ('1', True)
    """
    found = named(run, root, trust)
    folder = Path(output) if output else Path("saved_models") / found.recipe.name
    found.check_outcome()  # which the card needs, before any work
    model = load(found)
    return versions.export(model, folder, form, partial(card, found, model, form))


def pictures_of(found: Opened, pictures: str | Path | np.ndarray) -> np.ndarray:
    """Images at a path, or an array of them, as a model takes them."""
    if isinstance(pictures, str | Path):
        return images(pictures, found.model)
    x = checked(pictures)
    if x.shape[1:] != found.model.image_shape:
        wanted = ", ".join(map(str, found.model.image_shape))
        raise UserError(f"the images have the shape {x.shape}: the model takes (n, {wanted})")
    return as_floats(x)


def check_sampler(sampler: str) -> None:
    """UserError for a sampler that is none."""
    if sampler not in ("prior", "gmm"):
        raise UserError(f"sampler is 'prior' or 'gmm', not {sampler!r}")


def numbers(found: Opened, labels: Labels | None, n: int) -> np.ndarray | None:
    """The class numbers (n,) of labels by name or number, in turn; None without any."""
    if labels is None:
        return None
    if not found.model.conditional:
        raise UserError("the model takes no labels: leave them out, or use conditional-gan")
    names = _names(labels)
    classes = found.classes or _numbered(names)
    return np.resize([number_of_class(name, classes) for name in names], n)


def required(found: Opened, labels: Labels | None, n: int) -> np.ndarray | None:
    """The class numbers of n images, which a conditional model cannot do without."""
    if labels is None and found.model.conditional:
        raise UserError("the model is conditional: give the class of each image as labels=[...]")
    if labels is not None and len(_names(labels)) != n:
        raise UserError(f"{len(labels)} labels were given for {n} images")
    return numbers(found, labels, n)


def _names(labels: Labels) -> list[str]:
    """Labels as texts; UserError where they are no list of one at least."""
    if isinstance(labels, str) or np.ndim(labels) != 1 or not len(labels):
        raise UserError("labels are a list of classes, as in labels=[3, 7]")
    return [str(label) for label in labels]


def _numbered(names: Sequence[str]) -> tuple[str, ...]:
    """The class numbers up to the highest that is named: an export has no names of classes."""
    if not all(name.isdecimal() for name in names):
        raise UserError("an export knows its classes by number, as in labels=[3, 7]")
    return tuple(map(str, range(1 + max(map(int, names)))))


def _from_mixture(
    found: Opened, n: int, seed: int, dataset: str | Images | None, data_dir: str | None
) -> np.ndarray:
    splits = found.splits(dataset, data_dir)
    split = training_split(found.run, splits) if found.run else splits.train
    return mixture_samples(found.model, split, n, seed)
