"""The answer of an augmentation study in words: gains, and what speaks against trusting them."""

from __future__ import annotations

from keras_gencmp.study.augment.augmentation import Outcome
from keras_gencmp.study.augment.gains import Gain
from keras_gencmp.study.augment.plan import AUGMENTED, REAL, Declaration
from keras_gencmp.study.augment.shares import share_alone, signed
from keras_gencmp.study.augment.support import called, warning
from keras_gencmp.study.compare.verdict import FEW
from keras_gencmp.study.statistics import Difference


def sentences(declaration: Declaration, outcome: Outcome) -> list[str]:
    """For each budget what the best generated images gain over real ones, with the interval.

    Before them whether there are test images enough, after them whether the training images are
    the same in every seed, and the alarms of the generators.
    """
    before = [warning(outcome.support), _fixed(outcome)]
    found = []
    for labels in dict.fromkeys(gain.labels for gain in outcome.gains):
        for base in (REAL, AUGMENTED):
            gains = [g for g in outcome.gains if _is_of(g, labels, base)]
            if gains:
                best = max(gains, key=lambda g: g.difference.value if g.difference else 0.0)
                found.append(sentence(best, declaration, outcome))
    same = _same(declaration, outcome)
    return [*filter(None, before), *found, *filter(None, [same]), *alarm_sentences(outcome)]


def _fixed(outcome: Outcome) -> str:
    """The sentence that test images are held fixed in the results of an earlier version."""
    if outcome.over_images:
        return ""
    return (
        f"The gains hold for these {outcome.support.images:,} test images, and others might give "
        "other gains: results of an earlier version have intervals over seeds alone."
    )


def _same(declaration: Declaration, outcome: Outcome) -> str:
    """The sentence that the training images do not vary between the seeds."""
    if not outcome.same:
        return ""
    return (
        f"With {max(declaration.labels)} labels a class every seed has the same training images "
        f"of {outcome.same}, all that there are: others might give other gains."
    )


def _is_of(gain: Gain, labels: int, base: str) -> bool:
    return gain.labels == labels and gain.base == base and " + " in gain.arm


def sentence(gain: Gain, declaration: Declaration, outcome: Outcome) -> str:
    """What one arm gains, in words that the interval allows."""
    on, measure, test = outcome.support, outcome.measure, gain.difference
    ours, base = (outcome.means[gain.labels, arm] for arm in (gain.arm, gain.base))
    of = f" of {called(declaration.rare)}" if declaration.rare else ""
    few = f" and {declaration.rare_images}{of}" if declaration.rare else ""
    budget = f"With {gain.labels} labels a class{few}"
    best = f"the best arm with generated images, {gain.arm},"
    images = f"{on.images:,} test image{'' if on.images == 1 else 's'}"
    if ours.value == base.value == 1.0:
        return (
            f"{budget} {best} and {gain.base} both classify all of the {images}{of} right, in "
            "every seed: there is nothing to gain."
        )
    if test and not test.has_interval and test.value == 0.0:
        return (
            f"{budget} {best} and {gain.base} have the same {measure} in every seed, "
            f"{share_alone(ours)} % on average, on {images}: there is no gain."
        )
    start = (
        f"{budget} {best} has {share_alone(ours)} % {measure} against {share_alone(base)} % of "
        f"{gain.base}, on {images}"
    )
    return f"{start}{_verdict(gain, outcome)}"


def _verdict(gain: Gain, outcome: Outcome) -> str:
    test = gain.difference
    if test is None:
        return "; one seed says nothing about the difference."
    value, low, high = signed(test)
    if not test.has_interval:
        return f"; the gain is {value} points in every seed, so that its spread is not known."
    over = f"{gain.seeds} seeds" + (" and the test images" if outcome.over_images else "")
    return (
        f": {_word(test, outcome)} ({value} points, 95 % interval {low} to {high}, paired over "
        f"{over}, p = {test.adjusted:.2g} after Holm's correction)."
    )


def _word(test: Difference, outcome: Outcome) -> str:
    """What a difference is called, where there are test images enough to call it something."""
    if warning(outcome.support):
        return "no verdict"
    if not test.significant:
        return "no significant gain"
    word = "a significant gain" if test.value > 0 else "significantly worse"
    of_these = not outcome.over_images and outcome.support.images < FEW
    return f"{word} on these images" if of_these else word


def alarm_sentences(outcome: Outcome) -> list[str]:
    """One sentence for each generator that has raised alarms: in how many seeds, and the first."""
    found = []
    for name in dict.fromkeys(generator for _, generator in outcome.alarms):
        seeds = {n: each for (n, generator), each in outcome.alarms.items() if generator == name}
        raised = {n: sum(map(bool, each)) for n, each in seeds.items()}
        counts = [
            f"in {count} of {len(seeds[n])} seeds with {n} labels a class"
            for n, count in raised.items()
            if count
        ]
        if counts:
            first = next(each[0] for of_seeds in seeds.values() for each in of_seeds if each)
            found.append(f"{name} raised alarms {', '.join(counts)}. The first: {first}.")
    return found
