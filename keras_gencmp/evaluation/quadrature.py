"""The exact likelihood of a model with one or two latent dimensions, by summing over a grid.

p(x) = integral of p(x|z) N(z; 0, I) dz. For smooth integrands that vanish at the border the plain
sum over an even grid converges faster than any power of its step h: the error is about
2 exp(-2 pi^2 s^2 / h^2) for a posterior of standard deviation s, 5e-9 at h = s and 0.01 at 2 s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from keras_gencmp.evaluation.likelihood import GRID, Targets, targets
from keras_gencmp.evaluation.scene import Scene
from keras_gencmp.evaluation.score import Score, around
from keras_gencmp.evaluation.subject import Subject
from keras_gencmp.losses import variational as terms
from keras_gencmp.metrics.uncertainty import mean_and_error
from keras_gencmp.models.passes import compiled

Tensor = Any
POINTS = 2_000  # of the grid, decoded at once
SIDES = (101, 301)  # fewest and most points along a dimension; odd, so that the half grid fits
REACH = (5.0, 12.0)
COARSE = 0.01  # nats that thinning may move before the grid is called uncertain


class Integral(NamedTuple):
    """log p(x) of each image (n,) on the whole grid, and on every other point of it."""

    fine: np.ndarray
    coarse: np.ndarray


def exact_nll(scene: Scene, subject: Subject) -> list[Score]:
    """-log p(x), mean over n test images; nats. ValueError for more than two latent dimensions.

    The detail says by how much the mean moves when the grid is thinned to every other point, which
    bounds what a finer grid would change; the note does where that is more than 0.01.
    """
    if subject.model.latent > GRID:
        raise ValueError(f"a grid cannot fill {subject.model.latent} latent dimensions")
    chosen = targets(subject, scene, scene.n)
    axis = grid_axis(subject.model, chosen)
    found = integrate(subject.model, chosen, axis)
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
    mean, log_variance = (np.asarray(part) for part in model.infer(*few))
    width = np.exp(0.5 * log_variance)
    reach = float(np.clip((np.abs(mean) + 5.0 * width).max(), *REACH))
    wanted = 2.0 * reach / np.quantile(width, 0.01)
    side = int(np.clip(wanted, *SIDES)) // 2 * 2 + 1
    return np.linspace(-reach, reach, side)


def integrate(model: Any, chosen: Targets, axis: np.ndarray) -> Integral:
    """log p(x) of each image; conditional models are decoded once for each label among them."""
    parts = [np.empty(len(chosen.images)) for _ in range(2)]
    summed = compiled_sums(model)
    labels = chosen.labels if model.conditional else np.zeros_like(chosen.labels)
    for label in np.unique(labels):
        members = labels == label
        for part, found in zip(
            parts,
            _over_grid(summed, chosen.images[members], label, model.latent, axis),
            strict=True,
        ):
            part[members] = found
    return Integral(*parts)


def compiled_sums(model: Any) -> Callable[..., Tensor]:
    """(images, points, log weights (2, points), label) -> log sums (2, n), fine and coarse."""

    def sums(images: Tensor, z: Tensor, weights: Tensor, label: Tensor) -> Tensor:
        logits = model.logits(z, tf.fill([tf.shape(z)[0]], label))
        joint = log_likelihoods(model, images, logits) + terms.log_normal(z)
        return tf.reduce_logsumexp(joint[None] + weights[:, None], axis=2)

    images, points = (None, *model.image_shape), (None, model.latent)
    rest = ((2, None), "float32"), ((), "int32")
    return compiled(sums, (images, "float32"), (points, "float32"), *rest)


def log_likelihoods(model: Any, images: Tensor, logits: Tensor) -> Tensor:
    """log p(x_i|z_j) of every image and every point, (n, points), by one matrix product."""
    x, decoded = (tf.reshape(part, [tf.shape(part)[0], -1]) for part in (images, logits))
    product = tf.matmul(x, decoded, transpose_b=True)
    zero = tf.zeros_like(logits)
    # -log p(x|z) is linear in x but for its own square: what remains is that of a black image.
    black = model.nll(zero, logits)
    if model.likelihood == "bernoulli":
        return product - black
    precision = tf.exp(-model.pixel_variance(tf.ones([1, 1])))
    squares = 0.5 * tf.reduce_sum(tf.square(x), axis=1)
    return (product - squares[:, None]) * precision - black


def _over_grid(
    summed: Callable[..., Tensor], images: np.ndarray, label: int, latent: int, axis: np.ndarray
) -> np.ndarray:
    """The two log integrals (2, n), summed over blocks of the grid in float64."""
    points, weights = _grid(latent, axis)
    total = np.full((2, len(images)), -np.inf)
    x, y = tf.constant(images), tf.constant(int(label), "int32")
    for at in range(0, len(points), POINTS):
        block = slice(at, at + POINTS)
        total = np.logaddexp(total, np.asarray(summed(x, points[block], weights[:, block], y)))
    return total


def _grid(latent: int, axis: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The points (m, latent) and the log weights (2, m) of the whole grid and of the half grid."""
    step = axis[1] - axis[0]
    points = np.stack(np.meshgrid(*[axis] * latent, indexing="ij"), axis=-1).reshape(-1, latent)
    even = np.arange(len(axis)) % 2 == 0
    kept = np.stack(np.meshgrid(*[even] * latent, indexing="ij")).all(axis=0).reshape(-1)
    fine = np.full(len(points), latent * np.log(step))
    coarse = np.where(kept, latent * np.log(2.0 * step), -np.inf)
    return points.astype("float32"), np.stack([fine, coarse]).astype("float32")
