"""Measures: what a claim is about, as one number for each run of a comparison."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import expit

from keras_gencmp.errors import UserError
from keras_gencmp.registry import nearest
from keras_gencmp.runs import history
from keras_gencmp.runs import quality as quality_rows
from keras_gencmp.runs.run import Run
from keras_gencmp.study.claims.collapse import collapsed
from keras_gencmp.study.claims.stopping_rule import saturation
from keras_gencmp.study.compare.on_the_way import Stage, stages
from keras_gencmp.study.compare.results import Entry, Results


class Subject(NamedTuple):
    """A run of an entry in its results, and the entries that it is compared with, itself included.

    FLOPs of a step are those of its plan.
    """

    results: Results
    entry: Entry
    number: int
    compared: Sequence[Entry]

    @property
    def run(self) -> Run:
        """The run."""
        return self.entry.runs[self.number]

    @property
    def flops_per_step(self) -> float:
        """FLOPs of one training step."""
        return (self.entry.cost.flops or math.nan) / self.entry.cost.steps


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


def stopped_by_loss(subject: Subject) -> float:
    """log(KID where the loss has saturated / lowest KID): 0 where stopping there costs nothing.

    NaN where the rule has not stopped the training: what it costs is then not known.
    """
    return _cost_of_stopping(subject, saturation(_losses(subject.run)))


def stopped_by_kid(subject: Subject) -> float:
    """log(KID where KID has not fallen for some stages / lowest KID); NaN where it never stops."""
    kids = [stage.kid for stage in stages(subject.run)]
    return _cost_of_stopping(subject, saturation(kids))


def _losses(run: Run) -> list[float]:
    """The loss that a training would be stopped by: on validation images where there is one."""
    rows = history.read(run.history_file)
    names = [name for name in rows[0] if name.startswith("val_")]
    named = next((name for name in names if "elbo" in name or "loss" in name), "")
    key = named or "generator_loss"
    return [row.get(key, math.nan) for row in rows]


def _cost_of_stopping(subject: Subject, index: int | None) -> float:
    if index is None:
        return math.nan
    kids = [max(stage.kid, 1e-3) for stage in stages(subject.run)]
    return math.log(kids[min(index, len(kids) - 1)] / min(kids))


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


MEASURES: Mapping[str, Measure] = {
    "confusion of 4 and 9, 1 and 7": confusion([("4", "9"), ("1", "7")]),
    "log fid": log_fid,
    "value": last("value"),
    "D of real images": output("real_score"),
    "D of generated images": output("fake_score"),
    "sharpness, at most real": sharpness,
    "gain after ten epochs": gain_after_ten_epochs,
    "collapse": collapse,
    "cost of stopping by the loss": stopped_by_loss,
    "cost of stopping by KID": stopped_by_kid,
    "cost to equal quality": cost_to_quality,
}


def measure_of(name: str, results: Results) -> Measure:
    """The measure of a name: one of this file's, or a column of scores."""
    if name in MEASURES:
        return MEASURES[name]
    if name in results.columns:
        return score(name)
    raise UserError(f"unknown measure {name!r}: {nearest(name, [*MEASURES, *results.columns])}")


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
