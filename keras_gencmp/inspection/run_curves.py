"""The curves of a run: its losses, and the quality of its samples where it was evaluated.

Loads no TensorFlow.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.figures.curves import Panel, Series, curves
from keras_gencmp.inspection.panels import readable
from keras_gencmp.inspection.reductions import running_mean, thin
from keras_gencmp.inspection.run_titles import run_title, steps_per_epoch
from keras_gencmp.losses.registry import LOGIT, LOSSES, NATS, Loss
from keras_gencmp.models.registry import MODELS, Model
from keras_gencmp.recipes.components import component
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs import history
from keras_gencmp.runs import quality as quality_rows
from keras_gencmp.runs.run import Run

VALIDATION, HELD_OUT = "val_", "validation"
STEP = "step"
# What the losses of the registry give, and V(D, G).
ADVERSARIAL = ("discriminator_loss", "generator_loss", "value")
# A series of more points is drawn faintly, under its running mean over a fiftieth of its length.
MANY, DRAWN, WINDOWS = 300, 2000, 50
STANDARD_LOSSES = ("non_saturating", "minimax")
ABBREVIATIONS = {"kl": "KL", "elbo": "ELBO", "kid": "KID", "value": "V(D, G)"}
# What V(D, G) and the discriminator's loss are where it can do no better than guess.
LOWEST_VALUE, LOSS_AT_OPTIMUM = "V of D = 1/2: −log 4", "loss of D = 1/2: log 4"


class Scale(NamedTuple):
    """The units of an adversarial loss and of its scores, and of the metrics named in ``others``.

    All else that models record is an accuracy, or a likelihood or an information in nats.
    """

    loss: str = NATS
    score: str = LOGIT
    others: Mapping[str, str] = MappingProxyType({})


def figure(run: Run, title: str | None = None, width: float | None = None) -> Figure:
    """The losses of a run, and the quality of its samples where it was evaluated.

    Without a ``title`` it has that of the run; an empty one leaves it out. ``width`` is in inches.
    """
    panels = losses(run)
    if run.quality_file.exists():
        panels += quality(run, {panel.x_label for panel in panels} == {STEP})
    return curves(panels, title=run_title(run) if title is None else title, width=width)


def losses(run: Run) -> list[Panel]:
    """Losses against the epoch where there are held-out ones, otherwise against the step.

    Epochs of a first look, which are no passes over the data, are counted in steps.
    """
    rows = history.columns(history.read(run.history_file))
    key = "epoch" if any(name.startswith(VALIDATION) for name in rows) else STEP
    if key == STEP:
        rows = history.columns(history.read(run.iterations_file, STEP))
    values = drawn({name: column for name, column in rows.items() if name != key and column})
    x_label, x = positions(run, key, rows[key])
    levels = optimum(run.recipe, values)
    scale = scale_of(run.recipe)
    return [
        panel(values, unit, names, x, x_label)._replace(levels=levels.get(unit, {}))
        for unit, group in units(values, scale).items()
        for names in readable(group, values)
    ]


def drawn(values: Mapping[str, Sequence[float]]) -> dict[str, Sequence[float]]:
    """What is drawn of losses: V(D, G) is left out where it is minus the discriminator's loss."""
    mirrored = "value" in values and "discriminator_loss" in values
    if mirrored:
        value, loss = np.asarray(values["value"]), np.asarray(values["discriminator_loss"])
        mirrored = np.allclose(value, -loss, rtol=1e-4, atol=1e-6, equal_nan=True)
    return {
        name: column
        for name, column in values.items()
        if not (mirrored and name.removeprefix(VALIDATION) == "value")
    }


def positions(run: Run, key: str, values: Sequence[float]) -> tuple[str, Sequence[float]]:
    """The name and the positions of the x axis: steps where an epoch is no pass over the data."""
    epoch_steps = run.recipe.schedule.epoch_steps
    if key == "epoch" and epoch_steps:
        return STEP, [epoch_steps * value for value in values]
    return key, values


def optimum(plan: Recipe, names: Iterable[str]) -> dict[str, dict[str, float]]:
    """Where the curves of a GAN with a standard loss end at its optimum, by the unit of the panel.

    There V(D, G) = -log 4, which is minus the discriminator's loss, and D = 1/2, whose logit is 0
    (Goodfellow et al. 2014, theorem 1; reports A, B and C). Other losses and models have no such
    level.
    """
    standard = plan.model.options.get("loss", "non_saturating") in STANDARD_LOSSES
    known = set(names)
    if not standard or "fake_score" not in known or not known & {"value", "discriminator_loss"}:
        return {}
    sign, text = (-1, LOWEST_VALUE) if "value" in known else (1, LOSS_AT_OPTIMUM)
    return {NATS: {text: sign * math.log(4)}, LOGIT: {"D = 1/2": 0.0}}


def quality(run: Run, by_step: bool = False) -> list[Panel]:
    """KID with its standard error; class entropy and diversity as ratios to real images'.

    They are by the epoch, or by the step where the losses are.
    """
    rows = quality_rows.read(run.quality_file)
    table = history.columns(rows)
    x_label, steps = (STEP, steps_per_epoch(run)) if by_step else ("epoch", 1)
    x, error = steps * np.asarray(table["epoch"], float), np.asarray(table["kid_error"], float)
    kid = [Series("KID", x, np.asarray(table["kid"], float), error=error)]
    ratios = [Series("diversity", x, np.asarray(table["diversity"], float), colour=1)]
    if "class_entropy" in table:
        pairs = zip(table["class_entropy"], table["real_class_entropy"], strict=True)
        ratio = np.array([value / real if real else math.nan for value, real in pairs])
        ratios.insert(0, Series("class entropy", x, ratio))
    best = steps * int(quality_rows.best(rows)["epoch"])
    marks = {f"best: {x_label} {best:,}": best}
    return [
        Panel("KID, validation", kid, x_label, marks, score=True),
        Panel("ratio to real", ratios, x_label, marks),
    ]


def scale_of(plan: Recipe) -> Scale:
    """The units of what a recipe's model records: those that its loss and its model declare."""
    model = MODELS[plan.model.name] if plan.model.name in MODELS else Model("", "")
    given = plan.model.options.get("loss")
    name = component(given, "loss").name if given else model.loss
    loss = LOSSES[name] if name in LOSSES else Loss("", "")
    return Scale(loss.unit, loss.score_unit, model.units)


def units(names: Iterable[str], scale: Scale) -> dict[str, list[str]]:
    """The names of losses, without those of validation, by the unit of their panel."""
    groups: dict[str, list[str]] = {}
    for name in dict.fromkeys(name.removeprefix(VALIDATION) for name in names):
        groups.setdefault(unit(name, scale), []).append(name)
    return groups


def unit(name: str, scale: Scale) -> str:
    """The unit of one metric."""
    if name in scale.others:
        return scale.others[name]
    if name in ADVERSARIAL:
        return scale.loss
    if name.endswith("_score"):
        return scale.score
    return "accuracy" if name.endswith("accuracy") else NATS


def panel(
    values: Mapping[str, Sequence[float]],
    y_label: str,
    names: Sequence[str],
    x: Sequence[float],
    x_label: str,
) -> Panel:
    """The named series with their validation twins, which have the same colour and are dashed."""
    lines = [
        series(key, values[key], x, colour)
        for colour, name in enumerate(names)
        for key in (name, VALIDATION + name)
        if key in values
    ]
    return Panel(y_label, lines, x_label, dashed=dashed(lines))


def dashed(lines: Sequence[Series]) -> str:
    """What the dashed curves of a panel are; empty where there is none."""
    return HELD_OUT if any(line.dashed for line in lines) else ""


def series(name: str, values: Sequence[float], x: Sequence[float], colour: int = 0) -> Series:
    """A loss as a curve: as it is, or when it is long as its running mean over the thinned loss."""
    heights, positions = np.asarray(values, float), np.asarray(x, float)
    raw = None
    if len(heights) > MANY:
        chosen = thin(heights, DRAWN)
        raw = positions[chosen], heights[chosen]
        heights = running_mean(heights, len(heights) // WINDOWS)
    return Series(label(name), positions, heights, colour, name.startswith(VALIDATION), raw=raw)


def label(name: str) -> str:
    """The name of a loss in words: "val_negative_elbo" is "negative ELBO, validation"."""
    words = name.removeprefix(VALIDATION).split("_")
    text = " ".join(ABBREVIATIONS.get(word, word) for word in words)
    return f"{text}, {HELD_OUT}" if name.startswith(VALIDATION) else text
