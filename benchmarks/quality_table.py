"""The table and the figure of a time to quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks import report
from benchmarks.curve import Curve, column
from keras_gencmp.figures.scales import logarithmic
from keras_gencmp.figures.style import PALETTE, charts, label_axes, legend_above

FACTORS = ("kid", "fid")  # scores that fall by factors; nats fall by differences
LEAST = 1e-6  # a score of which there is a logarithm: KID may be 0 or below
AXES = {"kid": "KID", "fid": "FID", "negative_elbo": "negative ELBO, nats"}


def rows(curves: Sequence[Curve], ours: Sequence[str], scores: Sequence[str]) -> list[report.Row]:
    """For every score and contender: its last score, and when ours was as good as that."""
    named: dict[str, list[Curve]] = {}
    for curve in curves:
        named.setdefault(curve.contender.name, []).append(curve)
    recipes = [named[name] for name in ours]
    return [
        row(name, several, recipes, score) for score in scores for name, several in named.items()
    ]


def row(
    name: str, several: Sequence[Curve], recipes: Sequence[Sequence[Curve]], score: str
) -> report.Row:
    """One line of the table: the mean of the last scores over the seeds, and who reached it when.

    The seconds until a training is as good as at its end are fewer than those that it was trained
    where it got no better, or worse. Those of our recipes are until their mean is first as good.
    """
    ends = [curve.last[score] for curve in several]
    level = float(np.mean(ends))
    return {
        "score": score,
        "training": name,
        "cpu s trained": f"{np.mean([curve.last['cpu'] for curve in several]):.0f}",
        "at the end": f"{level:.4g} [{min(ends):.4g}, {max(ends):.4g}]",
        "cpu s until as good": until(several, score, level),
        **{
            f"cpu s of {each[0].contender.name} to the same": until(each, score, level)
            for each in recipes
        },
    }


def until(several: Sequence[Curve], score: str, level: float) -> str:
    """The processor seconds until the mean of the seeds reaches a level, "not reached" without.

    Between two points FID and KID are taken to fall by equal factors in equal seconds, nats by
    equal differences.
    """
    count = min(len(curve.points) for curve in several)
    values, seconds = (
        np.mean([column(curve.points[:count], name) for curve in several], axis=0)
        for name in (score, "cpu")
    )
    reached = np.flatnonzero(values <= level * (1 + 1e-9))
    if not len(reached):
        return "not reached"
    first = int(reached[0])
    if not first:
        return f"at most {seconds[0]:.0f}"
    around = np.array([*values[first - 1 : first + 1], level])
    before, after, wanted = np.log(np.maximum(around, LEAST)) if score in FACTORS else around
    share = min(1.0, (before - wanted) / (before - after))
    return f"{seconds[first - 1] + share * (seconds[first] - seconds[first - 1]):.0f}"


def drawn(curves: Sequence[Curve], scores: Sequence[str]) -> Any:
    """The curves as a figure: a chart for each score, a colour for each contender."""
    figure, panels = charts(rows=len(scores))
    names = list(dict.fromkeys(curve.contender.name for curve in curves))
    colours: Mapping[str, str] = dict(zip(names, PALETTE, strict=False))
    for panel, score in zip(panels, scores, strict=True):
        for curve in curves:
            name = curve.contender.name
            x, y = (column(curve.points, each) for each in ("cpu", score))
            label = name if curve.seed == 0 else None
            panel.plot(x, y, color=colours[name], marker="o", markersize=3, label=label)
        label_axes(panel, "processor seconds of training", AXES[score])
        panel.set_xscale("log")
        if score in FACTORS:
            logarithmic(panel)
        legend_above(panel)
    return figure
