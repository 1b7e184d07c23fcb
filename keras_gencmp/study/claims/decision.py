"""Decisions: what the results of an experiment say about a claim."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from keras_gencmp.metrics.estimate import TAIL
from keras_gencmp.reports.claims_page import MANY, VERDICTS
from keras_gencmp.study.claims.claim import Claim, Expectation
from keras_gencmp.study.claims.measures import COSTS_TO, values
from keras_gencmp.study.compare.results import Results
from keras_gencmp.study.statistics import EQUAL, Difference, contrast, holm, shares, spread

SUPPORTED, REFUTED, OPEN = VERDICTS
MIXED, IN_PART = "mixed", " in part"
LEAST_SEEDS = 3
NO_SPREAD = f"the values are {EQUAL}"


class Decision(NamedTuple):
    """The verdict of one test: an effect with its interval, its p-value, and what would decide it.

    ``seeds`` is the least number of values of a model, ``needed`` an estimate of the seeds that
    would decide, 0 where it is decided.
    """

    says: str
    verdict: str
    effect: float | None
    low: float | None
    high: float | None
    p: float | None
    seeds: int
    needed: int
    by_model: dict[str, list[float]]
    note: str = ""


def decide(claim: Claim, results: Results) -> list[Decision]:
    """The decision of each test of a claim, with p-values corrected for their number."""
    measured = [values(test.measure, results, (*test.first, *test.second)) for test in claim.tests]
    count = len(claim.tests)
    effects = [
        effect(test, known, count) for test, known in zip(claim.tests, measured, strict=True)
    ]
    corrected = holm(effects)
    runs = {entry.label: len(entry.runs) + len(entry.diverged) for entry in results.entries}
    return [
        of_all_runs(test, decision(test, difference, known), runs)
        for test, difference, known in zip(claim.tests, corrected, measured, strict=True)
    ]


def of_all_runs(test: Expectation, found: Decision, runs: Mapping[str, int]) -> Decision:
    """A decision that says which runs have no value.

    It is none where these are runs that did not reach a level: that they cost more than the budget
    would be left out.
    """
    lacking = [
        f"{runs[label] - len(known)} of {runs[label]} runs of {label}"
        for label, known in found.by_model.items()
        if len(known) < runs[label]
    ]
    if not lacking or found.note:
        return found
    if test.measure in COSTS_TO and found.verdict != OPEN:
        note = f"{' and '.join(lacking)} did not get there: a longer budget would decide"
        return found._replace(verdict=OPEN, note=note)
    return found._replace(note=f"{' and '.join(lacking)} have no value and are left out")


def overall(verdicts: Sequence[str]) -> str:
    """The verdict of a claim from those of its tests.

    Mixed where some support and some refute it; in part where the others are not decided.
    """
    known = set(verdicts)
    if {SUPPORTED, REFUTED} <= known:
        return MIXED
    for verdict in (SUPPORTED, REFUTED):
        if verdict in known:
            return verdict if known == {verdict} else verdict + IN_PART
    return OPEN


def effect(
    test: Expectation, measured: dict[str, list[float]], tests: int = 1
) -> Difference | None:
    """The effect of one of so many ``tests``; None where a model has fewer than three values.

    The intervals of all tests together hold with 95 % (Bonferroni).
    """
    first, second = ([measured[name] for name in side] for side in (test.first, test.second))
    if min(len(group) for group in (*first, *second)) < LEAST_SEEDS:
        return None
    tail = 1.0 - (1.0 - TAIL) / tests
    if test.kind == "spread":
        return spread(first, second, tail)
    if test.kind == "share":
        return shares(first, second, tail)
    return contrast(first, second, test.target if test.kind == "target" else 0.0, tail)


def decision(
    test: Expectation, found: Difference | None, measured: dict[str, list[float]]
) -> Decision:
    """The verdict of one test from its effect."""
    seeds = min(map(len, measured.values()))
    if found is None:
        return Decision(
            test.says, OPEN, None, None, None, None, seeds, 0, measured, too_few(measured)
        )
    if not found.has_interval:
        return Decision(
            test.says, OPEN, found.value, None, None, None, seeds, 0, measured, NO_SPREAD
        )
    verdict = verdict_of(test, found)
    needed = seeds_needed(test, found, seeds) if verdict == OPEN else 0
    p = None if test.kind in ("target", "below") else found.adjusted
    return Decision(
        test.says, verdict, found.value, found.low, found.high, p, seeds, needed, measured
    )


def too_few(measured: dict[str, list[float]]) -> str:
    """Which models have too few values for a test, and what would bring more."""
    few = [f"{name} has {len(v)}" for name, v in measured.items() if len(v) < LEAST_SEEDS]
    return (
        f"each model needs {LEAST_SEEDS} values, {' and '.join(few)}: more seeds, or a longer "
        "budget where a run has no value yet, would decide"
    )


def verdict_of(test: Expectation, found: Difference) -> str:
    """Supported, refuted, or not decided, by where the whole interval lies."""
    if test.kind == "target":
        if max(abs(found.low), abs(found.high)) <= test.matters:
            return SUPPORTED
        return REFUTED if found.low > test.matters or found.high < -test.matters else OPEN
    above, below = found.low >= test.matters, found.high < test.matters
    if test.kind == "below":
        above, below = below, found.low > test.matters
    return SUPPORTED if above else REFUTED if below else OPEN


def seeds_needed(test: Expectation, found: Difference, seeds: int) -> int:
    """About how many seeds would decide, were the effect what it is: intervals shrink by root n.

    It has to leave the boundary that it holds now; no more than 999.
    """
    value = abs(found.value) if test.kind == "target" else found.value
    gap, reach = abs(value - test.matters), (found.high - found.low) / 2
    if not (math.isfinite(reach) and gap > 0):
        return MANY
    more = np.arange(seeds + 1, MANY + 1)
    groups = 2 if test.second else 1
    quantiles = stats.t.ppf(TAIL, groups * (more - 1)) / stats.t.ppf(TAIL, groups * (seeds - 1))
    enough = more[reach * quantiles * np.sqrt(seeds / more) <= gap]
    return int(enough[0]) if len(enough) else MANY
