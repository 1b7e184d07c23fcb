"""Measures: what a claim is about, as one number for each run of a comparison."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from scipy.special import expit

from keras_gencmp.errors import UserError
from keras_gencmp.metrics import selection
from keras_gencmp.metrics.registry import METRICS
from keras_gencmp.registry import nearest
from keras_gencmp.runs import quality as quality_rows
from keras_gencmp.study.claims.collapse import collapsed
from keras_gencmp.study.claims.stopping_rule import stopped_by_kid, stopped_by_loss
from keras_gencmp.study.claims.subject import Subject
from keras_gencmp.study.compare.on_the_way import Stage, stages
from keras_gencmp.study.compare.results import Entry, Results

Measure = Callable[[Subject], float]


def score(name: str) -> Measure:
    """The score of a column of evaluations."""

    def measure(subject: Subject) -> float:
        found = subject.entry.rows[subject.number].scores.get(name)
        return math.nan if found is None or found.value is None else found.value

    return measure


def log_fid(subject: Subject) -> float:
    """log FID, whose spread is relative to its level."""
    value = score("fid")(subject)
    return math.log(value) if value > 0 else math.nan


def confusion(one: str, other: str) -> Measure:
    """The mean probability that samples taken for one class of a pair have of the other.

    Of samples taken for the one and for the other alike; NaN where there are none of either.
    """

    def measure(subject: Subject) -> float:
        found = subject.entry.rows[subject.number].scores.get("ambiguity")
        detail: Mapping[str, Sequence[float]] = (found.detail if found else None) or {}
        names = list(subject.results.protocol.judge.classes)
        if not {one, other} <= set(names) & set(detail):
            return math.nan
        return (detail[one][names.index(other)] + detail[other][names.index(one)]) / 2

    return measure


def last(name: str) -> Measure:
    """The mean of a loss or another metric of the training over its last stage."""
    return lambda subject: subject.run.outcome["last_epoch"].get(name, math.nan)


def output(name: str) -> Measure:
    """D at the mean logit of one kind of images over the last stage of the training."""
    return lambda subject: float(expit(last(name)(subject)))


def likeness_of_sharpness(subject: Subject) -> float:
    """min(s, 1 / s) of a sharpness s: 1 as real images; blur and grains alike are less."""
    value = score("sharpness")(subject)
    return min(value, 1.0 / value) if value > 0 else math.nan


def gain_after_ten_epochs(subject: Subject) -> float:
    """log(KID after ten passes over the images / KID at the end): 0 where nothing changes."""
    found = stages(subject.run)
    per_pass = len(subject.results.protocol.splits.train.labels)
    images = (subject.entry.cost.images or math.nan) / subject.entry.cost.steps
    per_stage = subject.run.recipe.schedule.epoch_steps * images
    after = [stage for stage in found if stage.epoch * per_stage >= 10 * per_pass]
    if len(after) < 2 or min(after[0].kid, after[-1].kid) <= 0:
        return math.nan
    return math.log(after[0].kid / after[-1].kid)


def collapse(subject: Subject) -> float:
    """1 for a run that has collapsed, 0 for one that has not, NaN for one at its beginning."""
    return collapsed(quality_rows.read(subject.run.quality_file))


def cost_to(level: float) -> Measure:
    """log10 of the FLOPs at which KID first reaches a level; NaN for a run that never does.

    Interpolated between stages. That of the first stage where it is reached before, so that the
    cost of a model that learns fast is overstated.
    """

    def measure(subject: Subject) -> float:
        each = subject.flops_per_step * subject.run.recipe.schedule.epoch_steps
        return math.log10(_stage_of(stages(subject.run), level) * each)

    return measure


def _stage_of(found: Sequence[Stage], level: float) -> float:
    if found[0].kid <= level:
        return found[0].epoch
    for before, after in zip(found, found[1:], strict=False):
        if after.kid <= level:
            share = (before.kid - level) / (before.kid - after.kid)
            return before.epoch + share * (after.epoch - before.epoch)
    return math.nan


class Measured(NamedTuple):
    """A measure, what an axis says of it, and its unit, if it has one."""

    of: Measure
    axis: str
    unit: str = ""


RATIO = "log ratio"

MEASURES: Mapping[str, Measured] = {
    "confusion of 4 and 9": Measured(confusion("4", "9"), "p(y|x) of 9 for 4, and of 4 for 9"),
    "confusion of 1 and 7": Measured(confusion("1", "7"), "p(y|x) of 7 for 1, and of 1 for 7"),
    "log fid": Measured(log_fid, "log FID"),
    "value": Measured(last("value"), "V(D, G), nats", "nats"),
    "D of real images": Measured(output("real_score"), "D at the mean logit of real images"),
    "D of generated images": Measured(output("fake_score"), "D at the mean logit of samples"),
    "sharpness, near real": Measured(likeness_of_sharpness, "min(s, 1 / s) of the sharpness s"),
    "gain after ten epochs": Measured(
        gain_after_ten_epochs, "log(KID at epoch 10 / KID at end)", RATIO
    ),
    "collapse": Measured(collapse, "1 for a collapsed run, 0 for another"),
    "cost of stopping by the loss": Measured(
        stopped_by_loss(2), "log(KID where the loss stops the training / lowest KID)", RATIO
    ),
    "cost of stopping by the loss, more patient": Measured(
        stopped_by_loss(3), "log(KID where the loss stops the training / lowest KID)", RATIO
    ),
    "cost of stopping by KID": Measured(
        stopped_by_kid, "log(KID where KID stops the training / lowest KID)", RATIO
    ),
    "FLOPs to KID 20": Measured(cost_to(20.0), "log10 of the FLOPs to KID 20", "log10 FLOPs"),
    "FLOPs to KID 17": Measured(cost_to(17.0), "log10 of the FLOPs to KID 17", "log10 FLOPs"),
}

# A run without one of these has a cost above its budget, not an unknown one.
COSTS_TO = ("FLOPs to KID 20", "FLOPs to KID 17")


def measure_of(name: str, results: Results) -> Measure:
    """The measure of a name: one of this file's, or a column of scores."""
    if name in MEASURES:
        return MEASURES[name].of
    if name in results.columns:
        return score(name)
    raise UserError(f"unknown measure {name!r}: {nearest(name, [*MEASURES, *results.columns])}")


def axis_of(name: str, results: Results) -> str:
    """What an axis says of a measure, with the direction in which a score is better."""
    return MEASURES[name].axis if name in MEASURES else results.columns[name].head


def unit_of(name: str) -> str:
    """The unit of a measure or of a column of scores; "" for one without, or of an own metric."""
    if name in MEASURES:
        return MEASURES[name].unit
    known = selection.columns(METRICS.values())
    return known[name].unit if name in known else ""


def values(name: str, results: Results, labels: Sequence[str]) -> dict[str, list[float]]:
    """A measure of every run of some entries, by label, without those that have none."""
    measure = measure_of(name, results)
    known = {entry.label: entry for entry in results.entries}
    return {label: _all(measure, known[label], results) for label in labels}


def _all(measure: Measure, entry: Entry, results: Results) -> list[float]:
    found = (measure(Subject(results, entry, number)) for number in range(len(entry.runs)))
    return [value for value in found if math.isfinite(value)]
