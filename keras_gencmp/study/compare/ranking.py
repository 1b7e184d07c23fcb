"""Rankings: models in the order of a score, and which differences between them the data show."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import NamedTuple

from keras_gencmp.errors import UserError
from keras_gencmp.metrics.metric import HALF, HIGH, REAL, Column
from keras_gencmp.registry import nearest
from keras_gencmp.study.compare.results import Entry, Results
from keras_gencmp.study.statistics import Difference, holm, welch

USUAL = ("fid", "kid", "nll", "elbo")


class Pair(NamedTuple):
    """Two models, and the difference of their shortfalls: above 0 where the first is worse."""

    first: str
    second: str
    difference: Difference | None


class Ranking(NamedTuple):
    """Entries from the best to the worst by one column, and all pairs of them compared.

    ``apart`` have no rank: their scores are of something else, as p(x|y) is not p(x), or some of
    their seeds have none. A score may be undefined because a training failed, as FID of a class
    that is lost, so that the other seeds would flatter the model. Only where this is so of every
    model are they ranked by the scores that there are, and not tested against each other.
    """

    column: Column
    entries: list[Entry]
    shortfalls: dict[str, list[float]]
    pairs: list[Pair]
    apart: Sequence[Entry] = ()

    def between(self, better: str, worse: str) -> Difference | None:
        """By how much one model falls short more than another; None with too few seeds."""
        for pair in self.pairs:
            if (pair.first, pair.second) == (worse, better):
                return pair.difference
        raise KeyError((better, worse))


def rank(results: Results, name: str) -> Ranking:
    """The ranking by a column; UserError where no model has a score in it."""
    scored = [entry for entry in results.entries if entry.values(name)]
    if not scored:
        known = [each for each in results.columns if any(e.values(each) for e in results.entries)]
        raise UserError(f"no model has a score {name!r}: {nearest(name, known)}")
    column = results.columns[name]
    alike, others = comparable(scored, name)
    whole = [entry for entry in alike if not entry.unscored(name)]
    shortfalls = {
        entry.label: [shortfall(column, value, results) for value in entry.values(name)]
        for entry in whole or alike
    }
    ordered = sorted(whole or alike, key=lambda entry: fmean(shortfalls[entry.label]))
    partly = [entry for entry in alike if entry not in ordered]
    return Ranking(column, ordered, shortfalls, _pairs(shortfalls, ordered, whole), others + partly)


def _pairs(
    shortfalls: Mapping[str, Sequence[float]], ordered: Sequence[Entry], whole: Sequence[Entry]
) -> list[Pair]:
    """All pairs of the models in their order, tested where these are ``whole``."""
    names = [entry.label for entry in ordered]
    pairs = list(itertools.combinations(names, 2))
    tests = [welch(shortfalls[worse], shortfalls[better]) for better, worse in pairs]
    corrected = holm(tests if whole else [None] * len(pairs))
    both = zip(pairs, corrected, strict=True)
    return [Pair(worse, better, test) for (better, worse), test in both]


def comparable(entries: Sequence[Entry], name: str) -> tuple[list[Entry], list[Entry]]:
    """The entries whose scores are of the same thing, most of them where not all are; the others.

    Of as many on both sides those of the first entry.
    """
    kinds = [kind_of(entry, name) for entry in entries]
    known = list(filter(None, kinds)) or [""]
    main = max(known, key=known.count)
    pairs = list(zip(entries, kinds, strict=True))
    same = [entry for entry, kind in pairs if kind in (main, "")]
    return same, [entry for entry, kind in pairs if kind not in (main, "")]


def kind_of(entry: Entry, name: str) -> str:
    """What a likelihood is of: the binarisation, and whether the label is given.

    "" for other scores, and for those of an earlier version, of which nobody knows.
    """
    details = [row.scores[name].detail or {} for row in entry.rows if name in row.scores]
    return next((str(each["pixels"]) for each in details if "pixels" in each), "")


def shortfall(column: Column, value: float, results: Results) -> float:
    """By how much a score falls short of the ideal, up to a constant: lower is always better."""
    if column.better == HIGH:
        return -value
    if column.better == HALF:
        return abs(value - 0.5)
    if column.better == REAL:
        real = results.floor().get(column.name)
        return abs(value - (real.value if real and real.value is not None else 1.0))
    return value


def usual(results: Results, names: Sequence[str] = USUAL) -> str:
    """The column by which models are ranked where none is named: the first that has scores.

    ``names`` are looked at first.
    """
    for name in (*names, *results.columns):
        if any(entry.values(name) for entry in results.entries):
            return name
    raise UserError("no model has any score: every training diverged")
