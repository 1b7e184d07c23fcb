"""Decisions: what the results of an experiment say about a claim."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from keras_gencmp.metrics.estimate import TAIL
from keras_gencmp.study.claims.claim import Claim, Expectation
from keras_gencmp.study.claims.measures import values
from keras_gencmp.study.compare.results import Results
from keras_gencmp.study.statistics import ALPHA, Difference, contrast, holm

SUPPORTED, REFUTED, OPEN = "supported", "refuted", "not decided"
LEAST_SEEDS = 3


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
    effects = [effect(test, known) for test, known in zip(claim.tests, measured, strict=True)]
    corrected = holm(effects)
    return [
        decision(test, difference, known)
        for test, difference, known in zip(claim.tests, corrected, measured, strict=True)
    ]


def overall(decisions: Sequence[Decision]) -> str:
    """The verdict of a claim: supported by all of its tests, or refuted by one."""
    verdicts = {each.verdict for each in decisions}
    if REFUTED in verdicts:
        return REFUTED
    return SUPPORTED if verdicts == {SUPPORTED} else OPEN


def effect(test: Expectation, measured: dict[str, list[float]]) -> Difference | None:
    """The effect of a test; None where a model has fewer than three values."""
    groups = [[measured[name] for name in side] for side in (test.first, test.second)]
    if min(len(group) for side in groups for group in side) < LEAST_SEEDS:
        return None
    if test.kind == "spread":
        return spread(*(np.concatenate([_centred(each) for each in side]) for side in groups))
    if test.kind == "target":
        return contrast(groups[0], target=test.target)
    return contrast(*groups)


def spread(first: np.ndarray, second: np.ndarray) -> Difference:
    """log(s1 / s2) with the interval of the F distribution, for values about their means.

    The p-value is that of equal spreads, two-sided.
    """
    variances = first.var(ddof=1), second.var(ddof=1)
    freedom = len(first) - 1, len(second) - 1
    if min(variances) <= 0.0:
        return Difference(0.0, -math.inf, math.inf, 1.0, 1.0, "F", (len(first), len(second)))
    ratio = float(variances[0] / variances[1])
    upper = float(stats.f.ppf(TAIL, *freedom))
    lower = float(stats.f.ppf(1 - TAIL, *freedom))
    tail = float(stats.f.sf(ratio, *freedom))
    p = 2.0 * min(tail, 1.0 - tail)
    low, high = 0.5 * math.log(ratio / upper), 0.5 * math.log(ratio / lower)
    return Difference(0.5 * math.log(ratio), low, high, p, p, "F", (len(first), len(second)))


def decision(
    test: Expectation, found: Difference | None, measured: dict[str, list[float]]
) -> Decision:
    """The verdict of one test from its effect."""
    seeds = min(map(len, measured.values()))
    if found is None:
        note = f"a model has {seeds} values; {LEAST_SEEDS} are the least"
        return Decision(test.says, OPEN, None, None, None, None, seeds, LEAST_SEEDS, measured, note)
    verdict = verdict_of(test, found)
    needed = seeds_needed(test, found, seeds) if verdict == OPEN else 0
    p = None if test.kind in ("target", "below") else found.adjusted
    return Decision(
        test.says, verdict, found.value, found.low, found.high, p, seeds, needed, measured
    )


def verdict_of(test: Expectation, found: Difference) -> str:
    """Supported, refuted, or not decided, by the interval and the effect that would matter."""
    if test.kind == "target":
        if max(abs(found.low), abs(found.high)) <= test.matters:
            return SUPPORTED
        return REFUTED if found.low > test.matters or found.high < -test.matters else OPEN
    if test.kind == "below":
        if found.high < test.matters:
            return SUPPORTED
        return REFUTED if found.low > test.matters else OPEN
    if found.high < test.matters:
        return REFUTED
    surely = found.low > 0.0 and found.adjusted < ALPHA
    return SUPPORTED if surely and found.value >= test.matters else OPEN


def seeds_needed(test: Expectation, found: Difference, seeds: int) -> int:
    """About how many seeds would decide, were the effect what it is: intervals shrink by root n.

    It has to leave the boundary that it holds now; no more than 999.
    """
    boundary = 0.0 if found.value >= test.matters and test.kind != "below" else test.matters
    gap = abs(abs(found.value) - boundary) if test.kind == "target" else abs(found.value - boundary)
    reach = (found.high - found.low) / 2
    if not (math.isfinite(reach) and gap > 0):
        return 999
    return int(min(999, max(seeds + 1, math.ceil(seeds * (reach / gap) ** 2))))


def _centred(group: Sequence[float]) -> np.ndarray:
    return np.asarray(group, float) - np.mean(group)
