"""Figures of a model's latent space: reconstructions, interpolations, planes, codes, mixtures."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.data import Split
from keras_gencmp.data.splits import is_labelled
from keras_gencmp.errors import UserError
from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.image_grids import (
    interpolations,
    manifold,
    originals_and_reconstructions,
)
from keras_gencmp.figures.scatter import scatter
from keras_gencmp.figures.style import number
from keras_gencmp.inspection.endpoints import Classify, draws_of_classes, random_pair
from keras_gencmp.inspection.reductions import principal_components
from keras_gencmp.latents import mixture, paths
from keras_gencmp.models.base import GenerativeModel

IMAGES = 20
CODES = 5000  # as many points as a scatter can show apart
COMPONENTS = 10  # Gaussians of a mixture that is fitted to codes
REACH = 3.0  # standard deviations of the prior by which a traversal leaves its mean


def reconstructions(
    model: GenerativeModel, split: Split, count: int = IMAGES, seed: int = 0
) -> Figure:
    """Random images of a split above their reconstructions."""
    chosen = np.random.default_rng(seed).permutation(len(split.images))[:count]
    originals = as_floats(split.images[chosen])
    decoded = model.reconstruct(originals, split.labels[chosen])
    return originals_and_reconstructions(originals, decoded)


def interpolated(
    model: GenerativeModel,
    split: Split,
    classes: tuple[int, int] | None = None,
    count: int = 9,
    seed: int = 0,
    classify: Classify | None = None,
) -> Figure:
    """The images of :func:`interpolation` in a row, each end framed."""
    return interpolations(interpolation(model, split, classes, count, seed, classify))


def interpolation(
    model: GenerativeModel,
    split: Split,
    classes: tuple[int, int] | None = None,
    count: int = 9,
    seed: int = 0,
    classify: Classify | None = None,
) -> np.ndarray:
    """The images (count, h, w, c) between two codes of different classes, or two draws.

    Between posterior means the path is straight; without an encoder it follows the sphere on which
    the prior has its mass. In a conditional model each end has its own label, and the one-hot
    labels are mixed linearly between them. Where ``classes`` are asked of a model with neither
    encoder nor labels, ``classify`` finds draws of these classes.
    """
    if not (model.has_encoder or model.conditional):
        start, end = draws_of_classes(model, classes, seed, classify)
        return model.decode_many(paths.slerp(start, end, count))
    ends = random_pair(split, classes, seed)
    labels = split.labels[ends]
    if model.has_encoder:
        path = paths.lerp(*model.encode(as_floats(split.images[ends]), labels), count)
    else:
        path = paths.slerp(*draws_of_classes(model, None, seed, None), count)
    soft = paths.lerp(*np.eye(model.classes)[labels], count) if model.conditional else None
    return model.decode_many(path, soft)


def decoded_grid(model: GenerativeModel, side: int = 20, label: int | None = None) -> Figure:
    """The images of a side x side grid over a 2-d latent space, at quantiles of the prior.

    They are those of each coordinate by itself: under N(0, I), and under no prior whose coordinates
    depend on each other, all cells have the same probability.

    The plane of a conditional model is that of one class, ``label``.
    """
    return manifold(*plane(model, side, label))


def plane(
    model: GenerativeModel, side: int, label: int | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The images (side², h, w, c) of :func:`decoded_grid`, and its coordinates across and up."""
    points = paths.quantile_grid(model.p_z.quantiles, side)
    check_label(model, label)
    labels = np.full(len(points), label) if model.conditional else None
    return model.decode_many(points, labels), points[:side, 0], points[::-side, 1]


def check_label(model: GenerativeModel, label: int | None) -> None:
    """UserError unless a conditional model has the class ``label``, and another model gets none."""
    if model.conditional and label not in range(model.classes):
        raise UserError(f"a plane needs a class from 0 to {model.classes - 1}, not {label}")
    if label is not None and not model.conditional:
        raise UserError("the model takes no labels: its one plane has no class")


def codes_by_class(model: GenerativeModel, split: Split, classes: tuple[str, ...]) -> Figure:
    """Posterior means of a split's images, coloured by class, in two dimensions."""
    images, labels = split.images[:CODES], split.labels[:CODES]
    codes = model.encode(as_floats(images), labels)
    points, shares = principal_components(codes)
    known = labels if is_labelled(split) else None
    if codes.shape[1] == 2:
        return scatter(codes, known, classes)
    names = [
        f"{which} principal component of {codes.shape[1]} ({share:.0%} of variance)"
        for which, share in zip(("first", "second"), shares, strict=True)
    ]
    return scatter(points, known, classes, axis_labels=(names[0], names[1]))


def latent_traversal(
    model: GenerativeModel, split: Split, rows: int = 8, columns: int = 9
) -> Figure:
    """One latent dimension a row, varied about the code of one image.

    It runs from three standard deviations of the prior below its mean to three above: from -3 to 3
    under N(0, I).

    The rows are the dimensions whose posterior means vary most over the images: the others are
    not used by the model.
    """
    codes = model.encode(as_floats(split.images[:CODES]), split.labels[:CODES])
    used = np.argsort(codes.var(axis=0))[::-1][:rows]
    values, (mean, deviation) = np.linspace(-REACH, REACH, columns), model.p_z.moments()
    rows_of_points = [
        paths.traversal(codes[0], int(row), mean[row] + deviation[row] * values) for row in used
    ]
    points = np.concatenate(rows_of_points)
    labels = np.repeat(split.labels[:1], len(points)) if model.conditional else None
    return grid(
        model.decode_many(points, labels),
        columns,
        row_labels=[f"$z_{{{row + 1}}}$" for row in used],
        column_labels=[number(value) for value in values],
    )


def code_traversal(model: GenerativeModel, code: int, rows: int = 10) -> Figure:
    """One code of an InfoGAN along the rows: its category, or a continuous code from -2 to 2.

    The range is that of the paper's figure 2. A row has one noise vector, and its other codes stay
    the same.
    """
    values = np.linspace(-2, 2, 10) if code else np.arange(model.categories)
    z = model.traversal(code, values, rows)
    images = model.decode_many(z.reshape(-1, model.latent))
    heads = [number(value, 1) if code else str(value) for value in values]
    return grid(images, len(values), title=model.code_names[code], column_labels=heads)


def prior_and_mixture_samples(
    model: GenerativeModel, split: Split, rows: int = 5, columns: int = 10
) -> Figure:
    """Samples from the prior above samples from a Gaussian mixture fitted to training codes.

    ``split`` is as the model was trained on it. Where the lower half is the better one, the codes
    do not follow the prior.
    """
    count, blank = rows * columns, [""] * (rows - 1)
    both = [model.sample(count), mixture_samples(model, split, count)]
    labels = ["prior", *blank, "mixture", *blank]
    return grid(np.concatenate(both), columns, row_labels=labels)


def mixture_samples(model: GenerativeModel, split: Split, count: int, seed: int = 0) -> np.ndarray:
    """Images decoded from a mixture of ten Gaussians that is fitted to the codes of a split.

    ``split`` is as the model was trained on it: grey, or binarised. Conditional models draw the
    classes in turn.
    """
    codes = model.encode(as_floats(split.images[:CODES]), split.labels[:CODES])
    fitted = mixture.fit_mixture(codes, min(COMPONENTS, len(codes)), seed)
    labels = np.arange(count) % model.classes if model.conditional else None
    return model.decode_many(mixture.draw(fitted, count, seed), labels)


def as_floats(images: np.ndarray) -> np.ndarray:
    """Bytes as float32 in [0, 1]."""
    return images.astype("float32") / 255
