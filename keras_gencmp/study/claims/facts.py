"""What stands beside the tests of a claim: its trainings, its protocol, and other measures."""

from __future__ import annotations

from statistics import fmean
from typing import Any

from keras_gencmp.evaluation import statement
from keras_gencmp.study.claims.claim import Claim
from keras_gencmp.study.claims.measures import values
from keras_gencmp.study.compare.on_the_way import stages
from keras_gencmp.study.compare.results import Entry, Results


def facts(claim: Claim, results: Results | None) -> dict[str, Any]:
    """The facts of a claim as JSON takes them; empty ones for a claim without trainings."""
    if results is None:
        return {"protocol": "", "trainings": [], "real": {}, "beside": {}}
    scores = [score for row in results.baselines for score in row.scores.values()]
    labels = [entry.label for entry in results.entries if entry.runs]
    return {
        "protocol": statement.line(results.protocol.statement, scores),
        "trainings": [_training(e, claim, results) for e in results.entries if e.runs],
        "real": _real(claim, results),
        "beside": {name: values(name, results, labels) for name in claim.shows},
    }


def _training(entry: Entry, claim: Claim, results: Results) -> dict[str, Any]:
    """What one model was trained for, means over its seeds; KID at the end and a stage before."""
    cost, ways = entry.cost, [stages(run) for run in entry.runs]
    images = len(results.protocol.splits.train.labels)
    last, before = ([way[i].kid for way in ways if len(way) > 1] for i in (-1, -2))
    return {
        "model": entry.label,
        "budget": claim.budget,
        "steps": cost.steps,
        "epochs": cost.images / images if cost.images else None,
        "flops": cost.flops / cost.steps if cost.flops else None,
        "seconds": cost.processor_seconds,
        "kid": fmean(last) if last else None,
        "kid_before": fmean(before) if before else None,
    }


def _real(claim: Claim, results: Results) -> dict[str, float]:
    """What real images score in the columns that a claim is about."""
    names = {*(test.measure for test in claim.tests), *claim.shows}
    floor = results.floor()
    known = {name: floor[name].value for name in sorted(names & set(floor))}
    return {name: value for name, value in known.items() if value is not None}
