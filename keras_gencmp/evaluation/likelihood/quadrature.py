"""The exact likelihood of a model with one or two latent dimensions, by summing over a grid.

p(x) = integral of p(x|z) N(z; 0, I) dz. For smooth integrands that vanish at the border the plain
sum over an even grid converges faster than any power of its step h: the error is about
2 exp(-2 pi^2 s^2 / h^2) for a posterior of standard deviation s, 5e-9 at h = s and 0.01 at 2 s.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.likelihood.importance_sampling import GRID, Targets, targets
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.evaluation.score import Score, around
from keras_gencmp.losses import variational as terms
from keras_gencmp.metrics.uncertainty import mean_and_error
from keras_gencmp.models.inference import compiled, in_chunks

Tensor = Any
TILE = 32  # steps of the grid along a side of what is decoded at once; even
SIDES = (101, 301)  # fewest and most points along a dimension; odd, so that the half grid fits
REACH = (5.0, 12.0)
DEAD = -30.0  # log share of p(x) under which the neighbourhood of a point is left out
COARSE = 0.01  # nats that thinning may move before the grid is called uncertain


Sums = Callable[..., tuple[Tensor, Tensor]]


class Integral(NamedTuple):
    """log p(x) of each image (n,) on the whole grid, and on every other point of it."""

    fine: np.ndarray
    coarse: np.ndarray


class Members(NamedTuple):
    """Images in [0, 1] that share a label, and about their log p(x) (n,)."""

    images: np.ndarray
    expected: np.ndarray
    label: int


class Tile(NamedTuple):
    """Points (m, latent) of a square of the grid: every other one, the others between them.

    ``own`` (m,) tells which of the former are not the next tile's.
    """

    coarse: np.ndarray
    own: np.ndarray
    between: np.ndarray


def exact_nll(protocol: Protocol, evaluated: EvaluatedModel) -> list[Score]:
    """-log p(x), mean over n test images; nats. ValueError for more than two latent dimensions.

    The detail says by how much the mean moves when the grid is thinned to every other point, which
    bounds what a finer grid would change; the note does where that is more than 0.01.
    """
    if evaluated.model.latent > GRID:
        raise ValueError(f"a grid cannot fill {evaluated.model.latent} latent dimensions")
    chosen = targets(evaluated, protocol, protocol.n)
    axis = grid_axis(evaluated.model, chosen)
    found = integrate(evaluated.model, chosen, axis)
    score = mean_and_error(-found.fine)
    moved = abs(float(found.coarse.mean() - found.fine.mean()))
    detail = {"grid": len(axis), "reach": float(axis[-1]), "thinned": moved}
    note = chosen.note if moved < COARSE else f"{chosen.note}, grid uncertain by {moved:.2f}"
    n = len(found.fine)
    return [around("exact_nll", score.mean, score.standard_error, n, note=note, detail=detail)]


def grid_axis(model: Any, chosen: Targets) -> np.ndarray:
    """An even grid over the prior and all posteriors, as fine as the narrowest hundredth of them.

    It is thinned at most to twice that step, and has at most 301 points.
    """
    few = tf.constant(chosen.images[:1000]), tf.constant(chosen.labels[:1000])
    mean, log_variance = (np.asarray(part) for part in model.posterior(*few))
    width = np.exp(0.5 * log_variance)
    reach = float(np.clip((np.abs(mean) + 5.0 * width).max(), *REACH))
    wanted = 2.0 * reach / np.quantile(width, 0.01)
    side = int(np.clip(wanted, *SIDES)) // 2 * 2 + 1
    return np.linspace(-reach, reach, side)


def integrate(model: Any, chosen: Targets, axis: np.ndarray) -> Integral:
    """log p(x) of each image; conditional models are decoded once for each label among them."""
    found = Integral(*(np.empty(len(chosen.images)) for _ in range(2)))
    summed, expected = compiled_sums(model), laplace(model, chosen)
    labels = chosen.labels if model.conditional else np.zeros_like(chosen.labels)
    for label in np.unique(labels):
        members = labels == label
        part = Members(chosen.images[members], expected[members], int(label))
        sums = _over_grid(summed, part, model.latent, axis)
        found.fine[members], found.coarse[members] = sums
    return found


def laplace(model: Any, chosen: Targets) -> np.ndarray:
    """About log p(x) (n,): log p(x, z) at the posterior's mean, and the posterior's volume.

    It only tells where the grid may be left out, for which some nats more or less do not matter.
    """

    def estimate(images: Tensor, labels: Tensor) -> Tensor:
        mean, log_variance = model.posterior(images, labels)
        joint = terms.log_normal(mean) - model.reconstruction_loss(
            images, model.logits(mean, labels)
        )
        return joint + 0.5 * tf.reduce_sum(log_variance + np.log(2.0 * np.pi), axis=1)

    return in_chunks(estimate, chosen.images, chosen.labels)


def compiled_sums(model: Any) -> Sums:
    """(images, label, points (m, latent), own (m,)) -> log sums (n,) of p(x, z), their maxima (n,).

    The sums are over the points that are the tile's own, the maxima over all.
    """

    def sums(images: Tensor, label: Tensor, z: Tensor, own: Tensor) -> tuple[Tensor, Tensor]:
        logits = model.logits(z, tf.fill([tf.shape(z)[0]], label))
        joint = log_likelihoods(model, images, logits) + terms.log_normal(z)
        theirs = tf.where(own, joint, -np.inf)
        return tf.reduce_logsumexp(theirs, axis=1), tf.reduce_max(joint, axis=1)

    images, points = (None, *model.image_shape), (None, model.latent)
    rest = ((), "int32"), (points, "float32"), ((None,), "bool")
    return compiled(sums, (images, "float32"), *rest)


def log_likelihoods(model: Any, images: Tensor, logits: Tensor) -> Tensor:
    """log p(x_i|z_j) of every image and every point, (n, points), by one matrix product."""
    x, decoded = (tf.reshape(part, [tf.shape(part)[0], -1]) for part in (images, logits))
    product = tf.matmul(x, decoded, transpose_b=True)
    zero = tf.zeros_like(logits)
    # -log p(x|z) is linear in x but for its own square: what remains is that of a black image.
    black = model.reconstruction_loss(zero, logits)
    if model.likelihood == "bernoulli":
        return product - black
    precision = tf.exp(-model.pixel_variance(tf.ones([1, 1])))
    squares = 0.5 * tf.reduce_sum(tf.square(x), axis=1)
    return (product - squares[:, None]) * precision - black


def _over_grid(summed: Sums, part: Members, latent: int, axis: np.ndarray) -> Integral:
    """log p(x) of each image on the whole grid and on every other point of it, (n,) each.

    Between the points of a tile only the images are compared that have a share of theirs there.
    """
    cell = latent * np.log(axis[1] - axis[0])
    wide = cell + latent * np.log(2.0)
    total = Integral(*(np.full(len(part.images), -np.inf) for _ in range(2)))
    images = tf.constant(part.images)
    for tile in _tiles(latent, axis):
        coarse, most = summed(images, part.label, tile.coarse, tile.own)
        alive = np.flatnonzero(most + wide - part.expected > DEAD)
        _add(total.coarse, slice(None), coarse)
        _add(total.fine, slice(None), coarse)
        if len(alive) and len(tile.between):
            own = np.ones(len(tile.between), bool)
            rest, _ = summed(tf.gather(images, alive), part.label, tile.between, own)
            _add(total.fine, alive, rest)
    return Integral(total.fine + cell, total.coarse + wide)


def _add(total: np.ndarray, where: Any, log_sums: Tensor) -> None:
    """Add to sums that are kept as logarithms, in float64."""
    total[where] = np.logaddexp(total[where], np.asarray(log_sums))


def _tiles(latent: int, axis: np.ndarray) -> Iterator[Tile]:
    """The grid in squares.

    Each also sees the first rows of the next ones: an image may have its share between the two.
    """
    for corner in itertools.product(range(0, len(axis), TILE), repeat=latent):
        spans = [np.arange(at, min(at + TILE + 1, len(axis))) for at in corner]
        places = np.stack(np.meshgrid(*spans, indexing="ij"), axis=-1).reshape(-1, latent)
        own, even = (places < np.add(corner, TILE)).all(1), (places % 2 == 0).all(1)
        points = axis[places].astype("float32")
        yield Tile(points[even], own[even], points[own & ~even])
