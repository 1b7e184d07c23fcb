"""The answer of a choice in words: which model, how good, how sure, what more time would buy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from keras_gencmp.evaluation.rounding import plain, with_error
from keras_gencmp.evaluation.score import Score
from keras_gencmp.runs.run import Run
from keras_gencmp.study.choose.order import basis, best_first
from keras_gencmp.study.compare.comparison import Finished
from keras_gencmp.study.compare.on_the_way import Stage, stages
from keras_gencmp.study.compare.ranking import shortfall
from keras_gencmp.study.compare.results import Entry
from keras_gencmp.study.compare.verdict import few_images

# Shares of what real images score, from which samples are called good enough.
GOOD = 0.7
HOUR = 3600.0
CHOSEN_BY = (
    "The same images chose the model, which flatters its scores a little: before you rely on them, "
    "score it on images that were kept apart."
)


class Answer(NamedTuple):
    """Sentences, and the run that is ready to be sampled from; None where all diverged."""

    sentences: list[str]
    run: Run


def answer(finished: Sequence[Finished], cores: int) -> Answer:
    """What the last rung of a schedule says."""
    last = finished[-1]
    best = best_first(last)[0]
    run = best_run(best, last)
    said = [opening(finished), beside_real(best, last), how_sure(last), more_time(run, last, cores)]
    return Answer([*said, *alarms(run)], run)


def best_run(entry: Entry, finished: Finished) -> Run:
    """The run of an entry with the best score, of those that have one."""
    column, results = finished.ranking.column, finished.results
    scored = entry.scored(column.name)
    return min(scored, key=lambda pair: shortfall(column, pair[1], results))[0]


def opening(finished: Sequence[Finished]) -> str:
    """Which model is the best, and whether it is good enough, as far as the scores can say."""
    last, count = finished[-1], len(finished[0].results.entries)
    best = best_first(last)[0]
    enough = good_enough(best, last)
    if enough is None:
        return (
            f"{best.label} looks best of {count} models, {basis(last)}. "
            f"{last.results.protocol.n} test images are too few to say whether it is good enough: "
            "precision and coverage are not defined for them."
        )
    bar = f"{GOOD:g} times the precision and coverage of real images"
    if enough:
        return f"{best.label} is the best of {count} models {basis(last)}, and has {bar} or more."
    return (
        f"None of {count} models has {bar} yet, which would be good enough; the best "
        f"{basis(last)} is {best.label}."
    )


def good_enough(entry: Entry, finished: Finished) -> bool | None:
    """Whether precision and coverage are 0.7 of what real images have, or more.

    None where one of them is not defined, as for few test images.
    """
    floor = finished.results.floor()
    pairs = [(entry.score(name), floor.get(name)) for name in ("precision", "coverage")]
    if not all(_known(*pair) for pair in pairs):
        return None
    return all(ours.value >= GOOD * real.value for ours, real in pairs)  # type: ignore


def beside_real(entry: Entry, finished: Finished) -> str:
    """The scores of the answer beside those of real images."""
    floor, texts = finished.results.floor(), []
    for name in (finished.ranking.column.name, "precision", "coverage"):
        ours, real = entry.score(name), floor.get(name)
        if _known(ours, real):
            title = finished.results.columns[name].title
            texts.append(f"{title} {_text(ours)} (real {_text(real)})")
    said = f"Beside held-out real images: {', '.join(texts)}; ± is half of the 95 % interval."
    return f"{said} {CHOSEN_BY}" if len(finished.results.entries) > 1 else said


def how_sure(finished: Finished) -> str:
    """Whether the two models of the last rung can be told apart."""
    names = [entry.label for entry in best_first(finished)]
    if len(names) < 2:
        return f"No other model of the last rung has a rank: {_lacks(finished, names[0])}."
    best, other = names[:2]
    if few_images(finished.results):
        return (
            f"{finished.results.protocol.n} test images are few: with others {other} might come "
            "first. Look at the samples of both."
        )
    test = finished.ranking.between(best, other)
    if test is None:
        if len(finished.ranking.shortfalls[best]) > 1:
            return f"Seeds without a score leave {best} and {other} without a test."
        return f"One seed is too few to tell {best} from {other}."
    title = finished.ranking.column.title
    interval = f"{plain(test.low, 3)} to {plain(test.high, 3)}"
    if test.significant:
        return f"{other} falls short of it in {title}, by {interval} (95 % interval)."
    return (
        f"It cannot be told from {other} by {test.n[0]} seeds: the difference in {title} has "
        f"the 95 % interval {interval}."
    )


def _lacks(finished: Finished, best: str) -> str:
    """Why no model stands beside the best one."""
    title = finished.ranking.column.title
    apart = [entry.label for entry in finished.ranking.apart if entry.label != best]
    return f"{', '.join(apart)} lacks {title} of a seed" if apart else "it is the only one"


def more_time(run: Run, finished: Finished, cores: int) -> str:
    """What another hour would buy if quality went on as over the last half of the training."""
    if few_images(finished.results):
        return "What more time would buy cannot be said by so few images."
    found = stages(run)
    slope = fall(found[len(found) // 2 :])
    end = found[-1] if found else None
    if end is None or slope is None or end.kid <= 0 or slope >= -0.02:
        return (
            "KID of the validation images has not measurably fallen over the last half of the "
            "training: more time alone may buy little."
        )
    later = end.kid * ((end.seconds + HOUR * cores) / end.seconds) ** slope
    real = finished.results.floor().get("kid")
    least = (real.high or 0.0) if real else 0.0
    reached = f"to about {plain(later, 2)}" if later > least else "to near that of real images"
    return (
        f"If KID of the validation images goes on falling as over the last half of the training, "
        f"another hour takes it from {plain(end.kid, 3)} {reached}; that is a guess."
    )


def alarms(run: Run) -> list[str]:
    """The last alarm of a training in a sentence, where there was one."""
    raised = run.outcome.get("alarms", [])
    return [f"Alarm in its training, {raised[-1]}."] if raised else []


def next_commands(run: Run) -> list[str]:
    """Samples of the model, a longer training of it, and whether it copies its training images."""
    longer = 3 * run.outcome["epochs"]
    return [
        f"gencmp sample {run.directory} -o samples.png",
        f"gencmp resume {run.directory} --epochs {longer}",
        f"gencmp evaluate {run.directory} --metrics memorisation",
    ]


def fall(found: Sequence[Stage]) -> float | None:
    """The slope of log KID against log seconds; None where it has no meaning."""
    if len(found) < 3 or min(stage.kid for stage in found) <= 0:
        return None
    x = [math.log(stage.seconds) for stage in found]
    y = [math.log(stage.kid) for stage in found]
    return float(np.polyfit(x, y, 1)[0])


def _text(score: Score | None) -> str:
    assert score is not None and score.value is not None
    return with_error(score.value, score.margin)


def _known(*scores: Score | None) -> bool:
    return all(score is not None and score.value is not None for score in scores)
