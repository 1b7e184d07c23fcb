"""The scores of a set of images against the held-out real images of a protocol, under its judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from keras_gencmp.evaluation import fidelity, memory, pixels, variety
from keras_gencmp.evaluation.progress import step
from keras_gencmp.evaluation.protocol import ImageSet, Protocol
from keras_gencmp.evaluation.score import Score, absent

JUDGELESS = ("sharpness", "parzen", "cas", "nll")


class Family(NamedTuple):
    """Scores that one computation gives: their names, and the function of (protocol, images)."""

    names: tuple[str, ...]
    score: Callable[[Protocol, ImageSet], list[Score]]


FAMILIES = {
    "fid": Family(("fid",), fidelity.fid),
    "kid": Family(("kid",), fidelity.kid),
    "prdc": Family(("precision", "recall", "density", "coverage"), fidelity.prdc),
    "is": Family(("inception_score",), variety.inception),
    "classes": Family(("class_kl", "missing_classes"), variety.class_histogram),
    "conditional": Family(("conditional_accuracy",), variety.obedience),
    "per-class": Family(("class_fid", "class_recall"), variety.per_class),
    "diversity": Family(("diversity",), variety.diversity),
    "sharpness": Family(("sharpness",), pixels.sharpness),
    "c2st": Family(("c2st",), fidelity.c2st),
    "memorisation": Family(("auth_pct", "copying"), memory.memorisation),
    "parzen": Family(("parzen",), pixels.parzen),
    "fid-infinity": Family(("fid_infinity",), fidelity.extrapolated),
    "vendi": Family(("vendi",), variety.vendi),
    "modes": Family(("modes", "modes_kl"), pixels.modes),
}


def scores(
    protocol: Protocol, made: ImageSet, families: Mapping[str, Family], row: str = ""
) -> list[Score]:
    """All scores of the families, without ratios; one that is not defined says why."""
    found = []
    for name, family in families.items():
        step(row, name)
        found += attempt(family.names, lambda family=family: family.score(protocol, made))
    return [stamped(protocol, score) for score in found]


def attempt(names: Iterable[str], compute: Callable[[], list[Score]]) -> list[Score]:
    """The scores computed, or absent ones with the sentence of the ValueError."""
    try:
        return compute()
    except ValueError as error:
        return absent(names, plain(error))


def plain(error: ValueError) -> str:
    """An error's sentence as a remark in a table; names such as InfoGAN keep their capitals."""
    text = str(error).splitlines()[0].rstrip(".")
    first = text.split(" ")[0][1:]
    return text if first != first.lower() else text[:1].lower() + text[1:]


def stamped(protocol: Protocol, score: Score) -> Score:
    """The score with the judge, where one was asked, and the seed."""
    judge = score.judge or protocol.judge.identity
    judge = None if score.name in JUDGELESS or score.value is None else judge
    return score._replace(judge=judge, seed=protocol.seed)
