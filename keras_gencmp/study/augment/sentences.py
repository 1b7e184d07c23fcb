"""The answer of an augmentation study in words: gains, and what speaks against trusting them."""

from __future__ import annotations

from keras_gencmp.study.augment.augmentation import Gain, Outcome
from keras_gencmp.study.augment.plan import AUGMENTED, REAL, Declaration
from keras_gencmp.study.augment.shares import share_alone, signed
from keras_gencmp.study.augment.support import called, warning


def sentences(declaration: Declaration, outcome: Outcome) -> list[str]:
    """For each budget what the best generated images gain over real ones, with the interval.

    Before them whether there are test images enough, after them the alarms of the generators.
    """
    found = []
    for labels in dict.fromkeys(gain.labels for gain in outcome.gains):
        for base in (REAL, AUGMENTED):
            gains = [g for g in outcome.gains if _is_of(g, labels, base)]
            if gains:
                best = max(gains, key=lambda g: g.difference.value if g.difference else 0.0)
                found.append(sentence(best, declaration, outcome))
    return [*filter(None, [warning(outcome.support)]), *found, *alarm_sentences(outcome)]


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
    return f"{start}{_verdict(gain)}"


def _verdict(gain: Gain) -> str:
    test = gain.difference
    if test is None:
        return "; one seed says nothing about the difference."
    value, low, high = signed(test)
    if not test.has_interval:
        return f"; the gain is {value} points in every seed, so that its spread is not known."
    verdict = "no significant gain"
    if test.significant:
        verdict = "a significant gain" if test.value > 0 else "significantly worse"
    return (
        f": {verdict} ({value} points, 95 % interval {low} to {high}, paired over {gain.seeds} "
        f"seeds, p = {test.adjusted:.2g} after Holm's correction)."
    )


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
