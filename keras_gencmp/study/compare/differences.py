"""Differences between the best model and others in words, by what is better in a score."""

from __future__ import annotations

from collections.abc import Mapping

from keras_gencmp.evaluation.rounding import plain
from keras_gencmp.metrics.metric import HALF, HIGH, REAL, Column
from keras_gencmp.study.compare.ranking import Ranking
from keras_gencmp.study.statistics import EQUAL, Difference

SHOWN = 3  # of the differences of a ranking: a table has them all


def in_words(best: str, tests: Mapping[str, Difference], ranking: Ranking) -> list[str]:
    """A sentence for each of the models nearest to the best one, and before them that others are.

    ``tests`` are the differences of these models, in the order of the ranking.
    """
    said = [_sentence(best, name, test, ranking) for name, test in tests.items()]
    if len(said) <= SHOWN:
        return said
    return [f"Of {len(said)} models these are the three nearest to {best}.", *said[:SHOWN]]


def _sentence(best: str, name: str, test: Difference, ranking: Ranking) -> str:
    title, value = ranking.column.title, plain(test.value, 3)
    if test.value == 0.0:
        return f"{name} and {best} have the same {title}, {EQUAL}."
    start = f"{name} {_falls_short(ranking.column)} {best} by {value}"
    return f"{start} {_known(test, ranking)}." if test.has_interval else f"{start}, {EQUAL}."


def _falls_short(column: Column) -> str:
    """What a model is beside a better one: "is higher in FID than", "is lower in recall than"."""
    if column.better == HALF:
        return f"is further from one half in {column.title} than"
    if column.better == REAL:
        return f"is further from real images in {column.title} than"
    return f"is {'lower' if column.better == HIGH else 'higher'} in {column.title} than"


def _known(test: Difference, ranking: Ranking) -> str:
    """How sure a difference is: its interval, its test, the seeds and the p-value."""
    count = len([pair for pair in ranking.pairs if pair.difference])
    correction = f" after Holm's correction for {count} comparisons" if count > 1 else ""
    return (
        f"(95 % interval {plain(test.low, 3)} to {plain(test.high, 3)}; {test.test} test, "
        f"{test.n[1]} and {test.n[0]} seeds, {_p(test.adjusted)}{correction})"
    )


def _p(value: float) -> str:
    return "p below 0.0001" if value < 1e-4 else f"p = {value:.2g}"
