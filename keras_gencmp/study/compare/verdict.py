"""The verdict of a comparison in words, which says only what the intervals allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean

from keras_gencmp.evaluation.rounding import plain
from keras_gencmp.metrics.registry import METRICS
from keras_gencmp.study.compare.differences import in_words
from keras_gencmp.study.compare.ranking import Ranking, kind_of, shortfall
from keras_gencmp.study.compare.results import Entry, Results
from keras_gencmp.study.costs.budget import Budget
from keras_gencmp.study.statistics import Difference

# Test images below which a verdict speaks of these images alone: the least that FID is defined for.
# The tests over seeds hold the images fixed, and others of so few may rank the models otherwise.
FEW = METRICS["fid"].least
UNRANKED = "it has no rank, as the other seeds may flatter it"
RANKED = "it is ranked by the other seeds, which may flatter it"
TRIVIAL = ("pixel means", "noise")  # baselines that draw no image of the data


def verdict(results: Results, ranking: Ranking, budget: Budget | None) -> list[str]:
    """Sentences: who is better, by how much and how sure; real images; what diverged."""
    sentences = [*_below_trivial(results, ranking), *_of_few_images(results, ranking)]
    sentences += _differences(results, ranking, _at(budget))
    sentences += [*_apart(ranking), *_beside_real(results, ranking)]
    sentences += [
        f"{entry.label} diverged with {_seeds(entry.diverged)}, which its scores leave out."
        for entry in results.entries
        if entry.diverged
    ]
    return sentences


def _apart(ranking: Ranking) -> list[str]:
    """Which models have no rank: their scores are of something else, or seeds have none."""
    title, lacking = ranking.column.title, _lacking(ranking)
    ranked = {entry.label for entry in ranking.entries}
    found = [
        f"{label} has no {title} with {_seeds(seeds)}: {RANKED if label in ranked else UNRANKED}."
        for label, seeds in lacking.items()
    ]
    others = [entry for entry in ranking.apart if entry.label not in lacking]
    return [*found, *(_of_other_kind(entry, ranking) for entry in others)]


def _lacking(ranking: Ranking) -> dict[str, list[int]]:
    """The models with scores in some seeds and none in others, and these seeds."""
    found = [*ranking.entries, *ranking.apart]
    return {e.label: seeds for e in found if (seeds := e.unscored(ranking.column.name))}


def _of_other_kind(entry: Entry, ranking: Ranking) -> str:
    name, title = ranking.column.name, ranking.column.title
    main = next((kind for each in ranking.entries if (kind := kind_of(each, name))), "")
    return (
        f"{entry.label} has no rank by {title}, which is of {kind_of(entry, name)} for it and of "
        f"{main} for the others."
    )


def _at(budget: Budget | None) -> str:
    return f"at {budget.written} {_unit(budget.kind)}" if budget else "as they are trained"


def _unit(kind: str) -> str:
    return {"flops": "FLOPs", "seconds": "processor seconds"}.get(kind, kind)


def few_images(results: Results) -> bool:
    """Whether the test images are so few that others might rank the models otherwise."""
    return results.protocol.n < FEW


def overlap(first: Entry, second: Entry, column: str) -> bool:
    """Whether the intervals of two models in the table overlap, or one of them is not known."""
    ends = [(score.low, score.high) for each in (first, second) if (score := each.score(column))]
    lows, highs = [low for low, _ in ends], [high for _, high in ends]
    if len(ends) < 2 or None in lows or None in highs:
        return True
    return max(lows) <= min(highs)  # type: ignore[type-var]


def _of_few_images(results: Results, ranking: Ranking) -> list[str]:
    if not few_images(results):
        return []
    start = f"{results.protocol.n} test images are few:"
    if len(ranking.entries) == 1:
        return [f"{start} the scores hold for these images, and others might give other scores."]
    return [
        f"{start} the differences hold for these images, and others might rank the models "
        "otherwise."
    ]


def _differences(results: Results, ranking: Ranking, at: str) -> list[str]:
    names = [entry.label for entry in ranking.entries]
    title, best = ranking.column.title, names[0]
    if best in _lacking(ranking):
        return [f"No ranked model has {title} with every seed, so that none is called better."]
    if len(names) == 1:
        only = f"{best} is the only model with a score in {title}."
        return [only] if len(results.entries) > 1 and not ranking.apart else []
    tests = {name: ranking.between(best, name) for name in names[1:]}
    unsure = _unsure(results, ranking, tests)
    unknown = [name for name, test in tests.items() if test is None]
    significant = [name for name, test in tests.items() if test and test.significant]
    worse = [name for name in significant if name not in unsure]
    alike = [name for name, test in tests.items() if test and not test.significant]
    sentences = []
    if worse and len(worse) == len(tests) and not ranking.apart:
        sentences.append(f"{best} is better than every other model by {title} {at}.")
    elif worse:
        sentences.append(f"{best} is better by {title} {at} than {_listed(worse)}.")
    if alike:
        sentences.append(_no_difference(best, alike, ranking, at))
    sentences += _not_told(best, unsure, ranking) if unsure else []
    sentences += _one_seed(ranking) if unknown else []
    known = {name: test for name, test in tests.items() if test and name not in unsure}
    return [*sentences, *in_words(best, known, ranking)]


def _not_told(best: str, unsure: Sequence[str], ranking: Ranking) -> list[str]:
    return [
        f"The difference in {ranking.column.title} between {best} and {_listed(unsure)} cannot be "
        "told at so few images: their intervals in the table overlap, or one is not known."
    ]


def _one_seed(ranking: Ranking) -> list[str]:
    few = [entry.label for entry in ranking.entries if len(ranking.shortfalls[entry.label]) < 2]
    return [
        f"Nothing is said about differences that involve {_listed(few)}: one seed has no spread. "
        "Train with --seeds 3 or more."
    ]


def _unsure(
    results: Results, ranking: Ranking, tests: Mapping[str, Difference | None]
) -> list[str]:
    """Models that differ from the best over seeds, but not beyond the noise of few images."""
    best, *others = ranking.entries
    significant = [entry for entry in others if (t := tests[entry.label]) and t.significant]
    return [
        entry.label
        for entry in significant
        if few_images(results) and overlap(best, entry, ranking.column.name)
    ]


def _no_difference(best: str, alike: Sequence[str], ranking: Ranking, at: str) -> str:
    seeds = sorted({len(ranking.shortfalls[name]) for name in (best, *alike)})
    count = " to ".join(map(str, dict.fromkeys((seeds[0], seeds[-1]))))
    return (
        f"No difference in {ranking.column.title} between {best} and {_listed(alike)} can be told "
        f"{at} from {count} seeds each."
    )


def _below_trivial(results: Results, ranking: Ranking) -> list[str]:
    """A sentence where the best model scores no better than a generator that has learned nothing.

    The order of the models says nothing of what they can do then.
    """
    column, best = ranking.column, ranking.entries[0]
    ours = fmean(ranking.shortfalls[best.label])
    for row in results.baselines:
        score = row.scores.get(column.name)
        known = row.name in TRIVIAL and score is not None and score.value is not None
        if known and shortfall(column, score.value, results) <= ours:  # type: ignore
            alone = len(results.entries) == 1
            who, mend = (
                (f"{best.label} is not", "it is") if alone else ("No model is", "the models are")
            )
            return [
                f"{who} better by {column.title} than {row.name}, a generator that has learned "
                f"nothing: train longer before {mend} compared."
            ]
    return []


def _beside_real(results: Results, ranking: Ranking) -> list[str]:
    column, best = ranking.column, ranking.entries[0]
    real = results.floor().get(column.name)
    value = plain(fmean(best.values(column.name)), 3)
    alone = len(results.entries) == 1
    if real is None or real.value is None:
        return [f"{best.label} scores {value} in {column.title}."] if alone else []
    text = f"Held-out real images score {plain(real.value, 3)} in {column.title}"
    if not alone and best.label in _lacking(ranking):
        return [f"{text}."]
    return [f"{text}, {best.label if alone else 'the best model'} {value}."]


def _seeds(seeds: Sequence[int]) -> str:
    return f"seed{'s' if len(seeds) > 1 else ''} {', '.join(map(str, seeds))}"


def _listed(names: Sequence[str]) -> str:
    *head, last = names
    return f"{', '.join(head)} and {last}" if head else last
