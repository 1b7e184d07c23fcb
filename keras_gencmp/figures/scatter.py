"""Latent codes as points in the plane, coloured by class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from keras_gencmp.errors import UserError
from keras_gencmp.figures.style import FONT_SIZE, PALETTE, charts, dress

# The shape changes when the ten colours are used up.
MARKERS = "o^sDvP*X"


def scatter(
    codes: np.ndarray,
    labels: np.ndarray | None = None,
    classes: Sequence[str] = (),
    title: str | None = None,
) -> Figure:
    """Codes (n, d) in the plane, with one colour and one entry of the legend for each class.

    `labels` (n,) index `classes`; without either all points have one colour. Codes of more than
    two dimensions are projected onto their first two principal components, and the axes say so.
    Reports B figure 8, D figures 13 and 14, E figure 9.
    """
    points, names = _plane(np.asarray(codes, float))
    figure, (axes,) = charts(width=7.0, height=6.0)
    if labels is None or not classes:
        axes.scatter(*points.T, s=6, color=PALETTE[0], linewidths=0)
    else:
        _coloured(axes, points, np.asarray(labels), classes)
        figure.legend(
            handles=_entries(classes),
            loc="outside right center",
            fontsize=FONT_SIZE,
            frameon=False,
            ncols=-(-len(classes) // 24),
        )
    dress(axes, *names, title=title)
    axes.set_aspect("equal", adjustable="datalim")
    return figure


def project(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first two principal components of codes (n, d): points (n, 2), shares of variance (2,).

    A component's sign, which the data leave open, is that which makes its largest loading positive.
    """
    centred = codes - codes.mean(axis=0)
    _, scales, loadings = np.linalg.svd(centred, full_matrices=False)
    loadings = loadings[:2]
    largest = np.abs(loadings).argmax(axis=1)
    signs = np.where(loadings[np.arange(len(loadings)), largest] < 0, -1.0, 1.0)
    total = max(float((scales**2).sum()), np.finfo(float).tiny)
    return centred @ (loadings * signs[:, None]).T, scales[:2] ** 2 / total


def _plane(codes: np.ndarray) -> tuple[np.ndarray, tuple[str, str]]:
    """Points in the plane and the names of its axes."""
    if codes.ndim != 2 or codes.shape[1] < 2:
        raise UserError(f"a scatter needs codes of 2 or more dimensions, not shape {codes.shape}")
    if not np.isfinite(codes).all():
        raise UserError("some codes are not finite: the encoder has diverged, train it anew")
    if codes.shape[1] == 2:
        return codes, ("$z_1$", "$z_2$")
    points, shares = project(codes)
    first, second = (
        f"{ordinal} principal component of {codes.shape[1]} ({share:.0%} of variance)"
        for ordinal, share in zip(("first", "second"), shares, strict=True)
    )
    return points, (first, second)


def _coloured(axes: Axes, points: np.ndarray, labels: np.ndarray, classes: Sequence[str]) -> None:
    """The points in a fixed random order, so that no class lies on top of the others."""
    if labels.shape != points.shape[:1] or labels.min() < 0 or labels.max() >= len(classes):
        raise UserError(
            f"each of {len(points)} codes needs a label between 0 and {len(classes) - 1}"
        )
    order = np.random.default_rng(0).permutation(len(points))
    points, labels = points[order], labels[order]
    colours = np.array(PALETTE)[labels % len(PALETTE)]
    for turn in np.unique(labels // len(PALETTE)):
        here = labels // len(PALETTE) == turn
        marker = MARKERS[turn % len(MARKERS)]
        axes.scatter(*points[here].T, s=7, c=colours[here], marker=marker, linewidths=0)


def _entries(classes: Sequence[str]) -> list[Line2D]:
    """One entry of the legend for each class, larger than its points."""
    return [
        Line2D(
            [],
            [],
            linestyle="",
            marker=MARKERS[index // len(PALETTE) % len(MARKERS)],
            markersize=7,
            color=PALETTE[index % len(PALETTE)],
            markeredgewidth=0,
            label=name,
        )
        for index, name in enumerate(classes)
    ]
