"""Pictures of latent space: reconstructions, paths, planes, clusters, codes and mixtures."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.data import Split
from keras_gencmp.errors import UserError
from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.interpolation import interpolation
from keras_gencmp.figures.manifold import manifold
from keras_gencmp.figures.pairs import pairs
from keras_gencmp.figures.scatter import scatter
from keras_gencmp.latent import mixture as sampling
from keras_gencmp.latent import paths
from keras_gencmp.models.base import GenerativeModel

PAIRS = 20
CODES = 5000  # points that a scatter still shows apart


def has_encoder(model: GenerativeModel) -> bool:
    """Whether a model maps images to latents."""
    return model.has_encoder


def reconstructions(
    model: GenerativeModel, split: Split, count: int = PAIRS, seed: int = 0
) -> Figure:
    """Held-out images beside what the model makes of them."""
    chosen = np.random.default_rng(seed).permutation(len(split.images))[:count]
    originals = unit(split.images[chosen])
    return pairs(originals, model.reconstruct(originals, split.labels[chosen]))


def interpolated(
    model: GenerativeModel,
    split: Split,
    classes: tuple[int, int] | None = None,
    count: int = 9,
    seed: int = 0,
) -> Figure:
    """Images between two: two digits of different classes, or two latents where no encoder is.

    Between posterior means the path is straight; between latents of a GAN it follows the sphere
    on which the prior has its mass.
    """
    if has_encoder(model):
        ends = two_of_different_classes(split, classes, seed)
        codes = model.encode(unit(split.images[ends]), split.labels[ends])
        path, labels = paths.lerp(*codes, count), np.repeat(split.labels[ends[:1]], count)
    else:
        start, end = np.asarray(model.prior(2, np.array([seed, 0], "int64")))
        path, labels = paths.slerp(start, end, count), np.zeros(count, int)
    return interpolation(model.decode_many(path, labels if model.conditional else None)[None])


def two_of_different_classes(
    split: Split, classes: tuple[int, int] | None, seed: int
) -> np.ndarray:
    """The rows of two images: of the classes named, or of two classes drawn from the seed."""
    random = np.random.default_rng(seed)
    present = np.unique(split.labels)
    if classes is None:
        one, other = random.choice(present, 2, replace=len(present) < 2)
    else:
        one, other = classes
        for label in classes:
            if label not in present:
                raise UserError(
                    f"no class {label} in the test split: choose from {present.tolist()}"
                )
    return np.array(
        [random.choice(np.flatnonzero(split.labels == label)) for label in (one, other)]
    )


def decoded_plane(model: GenerativeModel, side: int = 20) -> Figure:
    """What a 2-d latent plane decodes to, on a grid through the Gaussian inverse CDF."""
    labels = np.zeros(side * side, int) if model.conditional else None
    return manifold(model.decode_many(paths.gaussian_grid(side), labels), side)


def clusters(model: GenerativeModel, split: Split, classes: tuple[str, ...]) -> Figure:
    """Posterior means of held-out images, coloured by class."""
    images, labels = split.images[:CODES], split.labels[:CODES]
    return scatter(model.encode(unit(images), labels), labels, classes)


def traversed(model: GenerativeModel, split: Split, rows: int = 8, columns: int = 9) -> Figure:
    """One latent dimension a row, from -3 to 3 about one image's code: the liveliest first.

    Lively are dimensions whose posterior means vary over the images; the others are not used.
    """
    codes = model.encode(unit(split.images[:CODES]), split.labels[:CODES])
    lively = np.argsort(codes.var(axis=0))[::-1][:rows]
    values = np.linspace(-3, 3, columns)
    path = np.concatenate([paths.traversal(codes[0], int(row), values) for row in lively])
    labels = np.repeat(split.labels[:1], len(path)) if model.conditional else None
    images = model.decode_many(path, labels)
    return grid(images, columns, row_labels=[f"z_{row + 1}" for row in lively])


def code_varied(model: GenerativeModel, code: int, rows: int = 10) -> Figure:
    """One code of an InfoGAN along the rows: its category, or a continuous code from -2 to 2.

    The range is that of the paper's figure 2. A row keeps its noise and all other codes.
    """
    values = np.linspace(-2, 2, 10) if code else np.arange(model.categories)
    z = model.traversal(code, values, rows)
    images = model.decode_many(z.reshape(-1, model.latent))
    heads = [f"{value:.1f}" if code else str(value) for value in values]
    return grid(images, len(values), title=model.code_names[code], column_labels=heads)


def beside_mixture(
    model: GenerativeModel, split: Split, rows: int = 5, columns: int = 10
) -> Figure:
    """Samples from the prior above samples from a Gaussian mixture fitted to training codes.

    ``split`` is as the model was trained on it. Where the lower half is the better one, the codes
    are not where the prior looks for them.
    """
    count, blank = rows * columns, [""] * (rows - 1)
    both = [model.sample(count), from_mixture(model, split, count)]
    labels = ["prior", *blank, "mixture", *blank]
    return grid(np.concatenate(both), columns, row_labels=labels)


def from_mixture(model: GenerativeModel, split: Split, count: int, seed: int = 0) -> np.ndarray:
    """Images decoded from a Gaussian mixture of ten that is fitted to the codes of a split.

    ``split`` is as the model was trained on it: grey, or binarised. Conditional models draw the
    classes in turn.
    """
    codes = model.encode(unit(split.images[:CODES]), split.labels[:CODES])
    mixture = sampling.fit_mixture(codes, min(10, len(codes)), seed)
    labels = np.arange(count) % model.classes if model.conditional else None
    return model.decode_many(sampling.draw(mixture, count, seed), labels)


def unit(images: np.ndarray) -> np.ndarray:
    """Bytes as numbers in [0, 1]."""
    return images.astype("float32") / 255
