"""The exact likelihood of a model with one or two latent dimensions, by the trapezoidal rule.

p(x) = integral p(x|z) p(z) dz = h^d sum_j p(x|z_j) p(z_j), z_j on a grid of step h

The integrand is smooth and vanishes at the ends of the grid, where the rule converges faster than
any power of h (Trefethen and Weideman 2014, "The exponentially convergent trapezoidal rule"). For a
Gaussian integrand of standard deviation s the relative error is about 2 exp(-2 pi^2 s^2 / h^2):
5e-9 at h = s and 0.01 at h = 2 s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.likelihood.latent_grid import (
    MAX_DIMENSIONS,
    border,
    grid_axis,
    posteriors,
    tiles,
)
from keras_gencmp.evaluation.likelihood.targets import Targets, likelihood_targets
from keras_gencmp.evaluation.protocol import Protocol
from keras_gencmp.metrics import estimate
from keras_gencmp.metrics.errors import Undefined
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.models.inference import compiled, in_chunks

Tensor = Any
LogSums = Callable[..., tuple[Tensor, Tensor]]
NEGLIGIBLE = -30.0  # log share of p(x) at a point below which its neighbourhood is left out
UNCERTAIN = 0.01  # nats that thinning the grid may change before the note warns
CUT_OFF = -7.0  # log share of p(x) at an outermost point of the grid above which more lies beyond


class Integral(NamedTuple):
    """log p(x) of each image, (n,), on the whole grid and on every other point of it.

    ``edge`` is the greatest summand of the latter among the outermost points of the grid.
    """

    fine: np.ndarray
    coarse: np.ndarray
    edge: np.ndarray


class _Sums(NamedTuple):
    """log sums over the points so far, (n,)."""

    fine: np.ndarray
    coarse: np.ndarray


class LabelGroup(NamedTuple):
    """The images (n, h, w, c) of one label, and a Laplace approximation of their log p(x), (n,)."""

    images: np.ndarray
    label: int
    approximation: np.ndarray


def exact_nll(protocol: Protocol, evaluated: EvaluatedModel) -> Estimate:
    """-log p(x), mean over n test images; nats. Undefined for more than two latent dimensions.

    The detail says by how much the mean changes when the grid is thinned to every other point: a
    bound of what a finer grid would change. The note says so where that exceeds ``UNCERTAIN``, and
    of how many images the grid cuts off a part, so that the value is too high.
    """
    chosen = likelihood_targets(evaluated, protocol, protocol.n)
    if not evaluated.model.has_independent_pixels:
        raise Undefined("a grid needs pixels that are independent given z")
    if evaluated.model.levels > 1:
        raise Undefined("a grid needs one layer of latents")
    if evaluated.model.latent > MAX_DIMENSIONS:
        raise Undefined(f"a grid cannot fill {evaluated.model.latent} latent dimensions")
    axis = grid_axis(evaluated.model, chosen)
    integral = integrate(evaluated.model, chosen, axis)
    cut = cut_off(integral, posteriors(evaluated.model, chosen).reach, axis)
    # The thinned grid has a step of 2 h, whose error bounds that of the whole grid from above.
    change = abs(float(integral.coarse.mean() - integral.fine.mean()))
    note = chosen.note
    if change >= UNCERTAIN:
        note += f", grid uncertain by {change:.2f}"
    if cut:
        note += f", too high: the grid cuts off a part of p(x) of {cut} of {len(integral.fine)}"
    detail = {"grid": len(axis), "reach": float(axis[-1]), "thinned": change, "cut off": cut}
    detail["pixels"] = chosen.note
    of_images = estimate.OfImages(-integral.fine)
    whole = estimate.mean(-integral.fine, note=note, detail=detail)
    return whole._replace(of_images=of_images)


def cut_off(integral: Integral, reach: np.ndarray, axis: np.ndarray) -> int:
    """The number of images of whose p(x) a part lies beyond the grid.

    By the integrand at the outermost points, or by how far the encoder's posterior reaches: a
    maximum that lies far outside leaves no trace within.
    """
    beyond = reach > axis[-1] * (1.0 + 1e-6)  # the axis may end exactly where the farthest does
    return int(np.count_nonzero(beyond | (integral.edge - integral.coarse > CUT_OFF)))


def integrate(model: Any, chosen: Targets, axis: np.ndarray) -> Integral:
    """log p(x) of each image over the grid with ``axis`` about the mean of the prior."""
    integral = Integral(*(np.empty(len(chosen.images)) for _ in Integral._fields))
    log_sums, approximation = compiled_log_sums(model), laplace_approximation(model, chosen)
    centre, _ = model.p_z.moments()
    # The decoder's output on the grid serves all images of a label; an unconditional one has one.
    labels = chosen.labels if model.conditional else np.zeros_like(chosen.labels)
    for label in np.unique(labels):
        # Each image is integrated under its own label: p(x|y) for conditional models.
        rows = labels == label
        group = LabelGroup(chosen.images[rows], int(label), approximation[rows])
        for whole, part in zip(
            integral, _integrate_group(log_sums, group, centre, axis), strict=True
        ):
            whole[rows] = part
    return integral


def laplace_approximation(model: Any, chosen: Targets) -> np.ndarray:
    """log p(x, m) + 1/2 log |2 pi S| of each image, (n,), with q(z|x) = N(m, S).

    It only decides which parts of the grid are left out, for which a few nats do not matter.
    """

    def approximation(images: Tensor, labels: Tensor) -> Tensor:
        mean, log_variance = model.posterior(images, labels)
        # A Gaussian integrand has its maximum times sqrt |2 pi S| as its integral.
        loss = model.reconstruction_loss(images, model.logits(mean, labels))
        log_joint = model.p_z.log_prob(mean) - loss
        return log_joint + 0.5 * tf.reduce_sum(log_variance + np.log(2.0 * np.pi), axis=1)

    return in_chunks(approximation, chosen.images, chosen.labels)


def compiled_log_sums(model: Any) -> LogSums:
    """The function (images, label, points (m, latent), inside (m,)) -> log sums and maxima, (n,).

    The sums of p(x, z) are over the points inside, the maxima of log p(x, z) over all points.
    """

    def log_sums(images: Tensor, label: Tensor, z: Tensor, inside: Tensor) -> tuple[Tensor, Tensor]:
        logits = model.logits(z, tf.fill([tf.shape(z)[0]], label))
        log_joint = log_conditionals(model, images, logits) + model.p_z.log_prob(z)
        # Points that are also the next tile's are counted there: here they add exp(-inf) = 0.
        summands = tf.where(inside, log_joint, -np.inf)
        return tf.reduce_logsumexp(summands, axis=1), tf.reduce_max(log_joint, axis=1)

    # Images, label and points vary in number and value: one trace serves all tiles.
    images, points = (None, *model.image_shape), (None, model.latent)
    rest = ((), "int32"), (points, "float32"), ((None,), "bool")
    return compiled(log_sums, (images, "float32"), *rest)


def log_conditionals(model: Any, images: Tensor, logits: Tensor) -> Tensor:
    """log p(x_i|z_j) of every image i and point j, (n, points), by one matrix product.

    Bernoulli pixels with the logits l: sum x l - softplus(l). Gaussian pixels with the means l:
    sum (x l - x^2 / 2 - l^2 / 2) / s^2 - 1/2 log 2 pi s^2.
    """
    # Both distributions are exponential families: x and z meet in the inner product x l alone.
    x, flat_logits = (tf.reshape(each, [tf.shape(each)[0], -1]) for each in (images, logits))
    product = tf.matmul(x, flat_logits, transpose_b=True)
    # All terms without x are those of a black image, x = 0: one value for each point.
    black = model.reconstruction_loss(tf.zeros_like(logits), logits)
    if model.likelihood == "bernoulli":
        return product - black
    precision = tf.exp(-model.pixel_variance(tf.ones([1, 1])))
    squares = 0.5 * tf.reduce_sum(tf.square(x), axis=1)
    return (product - squares[:, None]) * precision - black


def _integrate_group(
    log_sums: LogSums, group: LabelGroup, centre: np.ndarray, axis: np.ndarray
) -> Integral:
    """log p(x) of the group's images on the whole grid and on every other point of it."""
    # Volumes of a grid cell: h^d, and (2 h)^d on every other point.
    dimensions = len(centre)
    cell = dimensions * np.log(axis[1] - axis[0])
    coarse_cell = cell + dimensions * np.log(2.0)
    # Sums are held as logarithms: p(x) of hundreds of pixels is below the least float.
    total = _Sums(*(np.full(len(group.images), -np.inf) for _ in _Sums._fields))
    images, outermost = tf.constant(group.images), border(axis, centre)
    # Only the maximum is asked for: no point is inside.
    _, edge = log_sums(images, group.label, outermost, np.zeros(len(outermost), bool))
    for tile in tiles(axis, centre):
        coarse, maximum = log_sums(images, group.label, tile.coarse, tile.inside)
        _add(total.coarse, slice(None), coarse)
        _add(total.fine, slice(None), coarse)
        # A posterior fills a few tiles. The coarse points, with the first of the next tiles, show
        # which images have a share of their p(x) here: only those need the points in between.
        present = np.flatnonzero(maximum + coarse_cell - group.approximation > NEGLIGIBLE)
        if len(present) and len(tile.remaining):
            inside = np.ones(len(tile.remaining), bool)
            rest, _ = log_sums(tf.gather(images, present), group.label, tile.remaining, inside)
            _add(total.fine, present, rest)
    whole = total.fine + cell, total.coarse + coarse_cell
    return Integral(*whole, np.asarray(edge, "float64") + coarse_cell)


def _add(log_total: np.ndarray, rows: Any, log_sums: Tensor) -> None:
    """Add in place to sums that are held as logarithms, in float64."""
    log_total[rows] = np.logaddexp(log_total[rows], np.asarray(log_sums))
