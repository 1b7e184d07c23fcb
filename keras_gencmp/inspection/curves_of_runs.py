"""The curves of several runs in one figure: what they share over each other, the rest by itself.

Loads no TensorFlow.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.figures.curves import Panel, Series, curves
from keras_gencmp.figures.titles import plain
from keras_gencmp.inspection import run_curves
from keras_gencmp.inspection.run_curves import HELD_OUT, STEP, VALIDATION, dashed
from keras_gencmp.inspection.run_titles import steps_per_epoch
from keras_gencmp.recipes.changes import changes, label, value_text
from keras_gencmp.runs import history
from keras_gencmp.runs import quality as quality_rows
from keras_gencmp.runs.run import Run
from keras_gencmp.terminal.console import clean

OF_THE_DISCRIMINATOR = ("discriminator_loss", "value")
KID = ("kid", "KID, validation")
PATH = re.compile(r"=[\w./-]+:(?=\w)")  # what stands before the name of a function of one's own


class Curve(NamedTuple):
    """A metric of a run by the step: its name, its unit, and positions and values (n,)."""

    name: str
    unit: str
    x: np.ndarray
    y: np.ndarray
    error: np.ndarray | None = None

    @property
    def metric(self) -> tuple[str, str]:
        """What is drawn in one panel: the name without "val_", and the unit."""
        return self.name.removeprefix(VALIDATION), self.unit


def figure(runs: Sequence[Run], width: float | None = None) -> Figure:
    """Losses of several runs against the step, and KID where they were evaluated; no title.

    A metric that two runs or more have is one panel, with a colour for each run. What a run alone
    has is drawn in panels of its own.
    """
    labels, all_curves = labels_of(runs), [curves_of(run) for run in runs]
    having = Counter(metric for own in all_curves for metric in {each.metric for each in own})
    shared = [metric for metric, count in having.items() if count > 1]
    order = [each.metric for own in all_curves for each in own]
    panels = [
        _shared_panel(metric, labels, runs, all_curves)
        for metric in sorted(shared, key=order.index)
    ]
    for run, name, own in zip(runs, labels, all_curves, strict=True):
        panels += _own_panels(run, name, [each for each in own if each.metric not in shared])
    return curves(panels, width=width)


def labels_of(runs: Sequence[Run]) -> list[str]:
    """What each run is called: its recipe where that tells them apart, or changes, or all.

    Of the changes only those that not all have; of the path of a function its name where that
    will do.
    """
    short = [run.recipe.name for run in runs]
    found = [set(_texts(run)) for run in runs]
    shared = {key for key, _ in set.intersection(*found)} if len(set(short)) == 1 else set()
    changed = [label(run.recipe, shared) for run in runs]
    functions = [PATH.sub("=", text) for text in changed]
    whole = [clean(run.name) for run in runs]
    candidates = (short, functions, changed)
    return next((names for names in candidates if len(set(names)) == len(runs)), whole)


def _texts(run: Run) -> list[tuple[str, str]]:
    """The changes of a run's recipe as texts."""
    return [(key, value_text(value)) for key, value in changes(run.recipe).items()]


def title_of(runs: Sequence[Run]) -> str:
    """The title of a figure of several runs: their names and their data."""
    data = dict.fromkeys(run.recipe.data.dataset for run in runs)
    return plain(f"{', '.join(labels_of(runs))} on {', '.join(data)}")


def curves_of(run: Run) -> list[Curve]:
    """Every metric of a run by the step: of single steps, and held out of whole epochs."""
    scale, per_epoch = run_curves.scale_of(run.recipe), steps_per_epoch(run)
    rows = history.columns(history.read(run.iterations_file, STEP))
    values = run_curves.drawn({name: column for name, column in rows.items() if name != STEP})
    x = np.asarray(rows[STEP], float)
    found = [
        Curve(name, run_curves.unit(name, scale), x, np.asarray(column, float))
        for name, column in values.items()
    ]
    epochs = history.columns(history.read(run.history_file))
    at = per_epoch * np.asarray(epochs["epoch"], float)
    for name, column in epochs.items():
        if name.startswith(VALIDATION):
            unit = run_curves.unit(name.removeprefix(VALIDATION), scale)
            found.append(Curve(name, unit, at, np.asarray(column, float)))
    return [*found, *_kid(run, per_epoch)]


def _kid(run: Run, per_epoch: int) -> list[Curve]:
    if not run.quality_file.exists():
        return []
    table = history.columns(quality_rows.read(run.quality_file))
    x, kid, error = (np.asarray(table[key], float) for key in ("epoch", "kid", "kid_error"))
    return [Curve(*KID, per_epoch * x, kid, error)]


def _shared_panel(
    metric: tuple[str, str],
    labels: Sequence[str],
    runs: Sequence[Run],
    all_curves: Sequence[Sequence[Curve]],
) -> Panel:
    """One metric of all runs that have it, the held-out values dashed."""
    name, unit = metric
    series = [
        _series(each, text, colour)
        for colour, (text, own) in enumerate(zip(labels, all_curves, strict=True))
        for each in own
        if each.metric == metric
    ]
    y_label = unit if name == KID[0] else f"{run_curves.label(name)} ({unit})"
    names = [{each.name for each in own} for own in all_curves]
    levels = [run_curves.optimum(run.recipe, own) for run, own in zip(runs, names, strict=True)]
    known = unit != "nats" or name in OF_THE_DISCRIMINATOR
    same = known and all(each == levels[0] for each in levels)
    shown = levels[0].get(unit, {}) if same else {}
    return Panel(y_label, series, STEP, {}, shown, dashed(series), score=name == KID[0])


def _own_panels(run: Run, run_label: str, own: Sequence[Curve]) -> list[Panel]:
    """What one run alone has, a panel for each unit."""
    levels = run_curves.optimum(run.recipe, [each.name for each in own])
    groups: dict[str, list[Curve]] = {}
    for each in own:
        groups.setdefault(each.unit, []).append(each)
    panels = []
    for unit, members in groups.items():
        names = list(dict.fromkeys(each.metric[0] for each in members))
        series = [
            _series(each, run_curves.label(each.metric[0]), names.index(each.metric[0]))
            for each in members
        ]
        of_unit = levels.get(unit, {})
        panels.append(Panel(f"{run_label} ({unit})", series, STEP, {}, of_unit, dashed(series)))
    return panels


def _series(curve: Curve, text: str, colour: int) -> Series:
    """A curve under a name of its own, smoothed where it is long."""
    drawn = run_curves.series(curve.name, curve.y.tolist(), curve.x.tolist(), colour)
    validation = f", {HELD_OUT}" if drawn.dashed else ""
    return drawn._replace(label=f"{text}{validation}", error=curve.error)
