"""What an explorer of a latent space shows, decoded beforehand: planes, and paths of images."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from keras_gencmp.data import Split
from keras_gencmp.errors import UserError
from keras_gencmp.inspection.latent_figures import as_floats
from keras_gencmp.latents.paths import lerp, slerp
from keras_gencmp.models.base import GenerativeModel

# Images along a side of a plane: of one that stands alone, and of one of several, for its size.
ALONE, SIDE = 33, 19
STARTS, STEPS = 6, 9
REACH = 2.5  # standard deviations to each side of a plane
POINTS = 1000


class Plane(NamedTuple):
    """Images of a square grid of latents, row by row from the top, and codes that lie on it.

    ``images`` (side², h, w, c) in [0, 1]; ``points`` (n, 2) in units of [-1, 1] with their
    ``labels`` (n,), none for a model without an encoder. ``coordinates`` says what the numbers of a
    point are, which go from -reach to reach.
    """

    name: str
    images: np.ndarray
    points: np.ndarray
    labels: np.ndarray
    coordinates: str = "z ="
    reach: float = REACH


class Paths(NamedTuple):
    """``starts`` (k, h, w, c), and for each pair of them, in order, the steps between them.

    ``steps`` is (pairs, count, h, w, c).
    """

    starts: np.ndarray
    steps: np.ndarray


def planes(model: GenerativeModel, split: Split) -> list[Plane]:
    """The latent plane where there are two dimensions; otherwise a plane through each of samples.

    The directions are those of an InfoGAN's continuous codes, the principal directions of the
    codes, or two random ones. UserError for a model of one latent dimension.
    """
    if model.latent < 2:
        raise UserError("a plane needs two latent dimensions or more, and the model has one")
    axes, codes = directions(model, split)
    if model.latent == 2:
        labels = range(max(model.classes, 1))
        origins = [
            (f"class {label}" if model.classes else "latent plane", np.zeros(2), label)
            for label in labels
        ]
    else:
        z = starts(model, STARTS)
        origins = [(f"through sample {k + 1}", start, k) for k, start in enumerate(z)]
    flat = model.latent == 2 and codes is not None
    points = codes / (REACH * np.linalg.norm(axes, axis=1)) if flat else np.zeros((0, 2))
    known, about = split.labels[: len(points)], coordinates(model, split)
    side = ALONE if len(origins) == 1 else SIDE
    return [
        Plane(name, _decoded_plane(model, z, axes, k, side), points, known, *about)
        for name, z, k in origins
    ]


def coordinates(model: GenerativeModel, split: Split) -> tuple[str, float]:
    """What the coordinates of a plane are, in words, and the largest of them."""
    if getattr(model, "codes", 0) >= 2:
        return "continuous codes changed by", 1.0
    if model.latent == 2:
        return "z =", REACH
    if has_principal_directions(model, split):
        return "standard deviations from the sample along the principal directions:", REACH
    return "steps from the sample along two random directions:", REACH


def directions(model: GenerativeModel, split: Split) -> tuple[np.ndarray, np.ndarray | None]:
    """Two directions (2, latent), as long as a step of one standard deviation, and the codes."""
    if getattr(model, "codes", 0) >= 2:
        return np.eye(model.latent)[-2:] / REACH, None
    codes = codes_of(model, split) if model.has_encoder else None
    if model.latent == 2:
        return np.eye(2), codes
    if codes is not None and has_principal_directions(model, split):
        _, sizes, axes = np.linalg.svd(codes - codes.mean(axis=0), full_matrices=False)
        return axes[:2] * (sizes[:2] / np.sqrt(len(codes)))[:, None], codes
    random = np.random.default_rng(0).normal(size=(model.latent, 2))
    return np.linalg.qr(random)[0].T * np.sqrt(model.latent) / 4, codes


def codes_of(model: GenerativeModel, split: Split) -> np.ndarray:
    """The posterior means (n, latent) of the first images of a split."""
    return model.encode(as_floats(split.images[:POINTS]), split.labels[:POINTS])


def has_principal_directions(model: GenerativeModel, split: Split) -> bool:
    """Whether there are codes, and they spread in two directions: n of them do in n - 1 at most."""
    return model.has_encoder and len(split.images) > 2


def paths(model: GenerativeModel) -> Paths:
    """Images of a few samples, and the paths between all pairs of them.

    Along great circles where latents are drawn from N(0, I), and straight elsewhere.
    """
    z = starts(model, STARTS)
    way = slerp if model.has_prior_density and model.latent > 2 else lerp
    pairs = list(itertools.combinations(range(STARTS), 2))
    latents = np.concatenate([way(z[a], z[b], STEPS) for a, b in pairs])
    labels = None
    if model.conditional:
        shares = np.eye(model.classes)[np.arange(STARTS) % model.classes]
        labels = np.concatenate([lerp(shares[a], shares[b], STEPS) for a, b in pairs])
    images = model.decode_many(latents, labels)
    shown = model.decode_many(z, np.arange(STARTS) % model.classes if model.conditional else None)
    return Paths(shown, images.reshape(len(pairs), STEPS, *images.shape[1:]))


def starts(model: GenerativeModel, count: int) -> np.ndarray:
    """Latents from the prior, always the same ones; (count, latent)."""
    return np.asarray(model.prior(count, tf.constant([0, 0], "int64")))


def _decoded_plane(
    model: GenerativeModel, origin: np.ndarray, axes: np.ndarray, label: int, side: int
) -> np.ndarray:
    steps = np.linspace(-REACH, REACH, side)
    down, across = np.meshgrid(steps[::-1], steps, indexing="ij")
    z = origin + across.reshape(-1, 1) * axes[0] + down.reshape(-1, 1) * axes[1]
    labels = np.full(len(z), label % model.classes) if model.conditional else None
    return model.decode_many(z, labels)
