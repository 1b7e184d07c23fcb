"""The order of the models of a rung: by one score, or by several where the test images are few."""

from __future__ import annotations

from statistics import fmean

from keras_gencmp.study.compare import ranking as rankings
from keras_gencmp.study.compare.comparison import Finished
from keras_gencmp.study.compare.results import Entry

# Few test images make each single score coarse: noise may have a lower KID than a digit then.
SEVERAL = ("kid", "class_kl", "sharpness", "diversity")
ENOUGH = 129  # test images, the least for FID


def is_few(finished: Finished) -> bool:
    """Whether the test images are too few for one score to order models by."""
    return finished.results.protocol.n < ENOUGH


def best_first(finished: Finished) -> list[Entry]:
    """The models from the best: by the ranking, or by their mean rank in several scores.

    A model without any of the scores, whose training diverged, is left out.
    """
    if not is_few(finished):
        return finished.ranking.entries
    ranks = [_ranks(finished, name) for name in _several(finished)]
    known = [entry for entry in finished.ranking.entries if all(entry.label in r for r in ranks)]
    if not known:
        return finished.ranking.entries
    return sorted(known, key=lambda entry: fmean(rank[entry.label] for rank in ranks))


def basis(finished: Finished) -> str:
    """By what the models are ordered, in words."""
    if not is_few(finished):
        return f"by {finished.ranking.column.title}"
    titles = [finished.results.columns[name].title for name in _several(finished)]
    if len(titles) == 1:
        return f"by {titles[0]}"
    return f"by the mean rank in {', '.join(titles[:-1])} and {titles[-1]}"


def _several(finished: Finished) -> list[str]:
    scored = [
        name for name in SEVERAL if any(entry.values(name) for entry in finished.results.entries)
    ]
    return scored or [finished.ranking.column.name]


def _ranks(finished: Finished, name: str) -> dict[str, int]:
    ranking = rankings.rank(finished.results, name)
    return {entry.label: place for place, entry in enumerate(ranking.entries)}
