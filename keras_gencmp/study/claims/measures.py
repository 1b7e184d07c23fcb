"""Measures: what a claim is about, as one number for each run of a comparison."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import expit

from keras_gencmp.errors import UserError
from keras_gencmp.registry import nearest
from keras_gencmp.runs import quality as quality_rows
from keras_gencmp.study.claims.collapse import collapsed
from keras_gencmp.study.claims.stopping_rule import stopped_by_kid, stopped_by_loss
from keras_gencmp.study.claims.subject import Subject
from keras_gencmp.study.compare.on_the_way import Stage, stages
from keras_gencmp.study.compare.results import Results

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


def confusion(pairs: Sequence[tuple[str, str]]) -> Measure:
    """The mean probability that samples taken for one class of a pair have of the other."""

    def measure(subject: Subject) -> float:
        found = subject.entry.rows[subject.number].scores.get("ambiguity")
        detail: Mapping[str, Sequence[float]] = (found.detail if found else None) or {}
        names = list(subject.results.protocol.judge.classes)
        both = [(a, b) for a, b in pairs] + [(b, a) for a, b in pairs]
        known = [detail[a][names.index(b)] for a, b in both if a in detail and b in names]
        return float(np.mean(known)) if known else math.nan

    return measure


def last(name: str) -> Measure:
    """The mean of a loss or another metric of the training over its last stage."""
    return lambda subject: subject.run.outcome["last_epoch"].get(name, math.nan)


def output(name: str) -> Measure:
    """D at the mean logit of one kind of images over the last stage of the training."""
    return lambda subject: float(expit(last(name)(subject)))


def sharpness(subject: Subject) -> float:
    """Sharpness, and 1 where it is above that of real images: grains are no crispness."""
    return min(1.0, score("sharpness")(subject))


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


def cost_to_quality(subject: Subject) -> float:
    """log10 of the FLOPs at which KID first reaches what every run that is compared reaches.

    Interpolated between stages. That of the first stage where it is reached before, so that the
    cost of a model that learns fast is overstated.
    """
    ends = [min(stage.kid for stage in stages(run)) for e in subject.compared for run in e.runs]
    return math.log10(_flops_to(stages(subject.run), max(ends), subject))


def _flops_to(found: Sequence[Stage], target: float, subject: Subject) -> float:
    each = subject.flops_per_step * subject.run.recipe.schedule.epoch_steps
    for before, after in zip(found, found[1:], strict=False):
        if found[0].kid <= target:
            return found[0].epoch * each
        if after.kid <= target < before.kid:
            share = (before.kid - target) / (before.kid - after.kid)
            return (before.epoch + share * (after.epoch - before.epoch)) * each
    return found[-1].epoch * each


class Measured(NamedTuple):
    """A measure, and what an axis says of it."""

    of: Measure
    axis: str


MEASURES: Mapping[str, Measured] = {
    "confusion of 4 and 9, 1 and 7": Measured(
        confusion([("4", "9"), ("1", "7")]), "p(y|x) of the other class of the pairs 4, 9 and 1, 7"
    ),
    "log fid": Measured(log_fid, "log FID"),
    "value": Measured(last("value"), "V(D, G), nats"),
    "D of real images": Measured(output("real_score"), "D of real images"),
    "D of generated images": Measured(output("fake_score"), "D of generated images"),
    "sharpness, at most real": Measured(sharpness, "sharpness, at most that of real images"),
    "gain after ten epochs": Measured(gain_after_ten_epochs, "log(KID at epoch 10 / KID at end)"),
    "collapse": Measured(collapse, "1 for a collapsed run, 0 for another"),
    "cost of stopping by the loss": Measured(
        stopped_by_loss, "log(KID where the loss stops the training / lowest KID)"
    ),
    "cost of stopping by KID": Measured(
        stopped_by_kid, "log(KID where KID stops the training / lowest KID)"
    ),
    "cost to equal quality": Measured(cost_to_quality, "log10 of the FLOPs to equal KID"),
}


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


def values(name: str, results: Results, labels: Sequence[str]) -> dict[str, list[float]]:
    """A measure of every run of some entries, by label, without those that have none."""
    measure = measure_of(name, results)
    known = {entry.label: entry for entry in results.entries}
    compared = [known[label] for label in labels]
    return {
        label: [
            value
            for number in range(len(known[label].runs))
            if math.isfinite(value := measure(Subject(results, known[label], number, compared)))
        ]
        for label in labels
    }
