"""The page of the claims: a table of verdicts, and for each claim its tests and its figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from keras_gencmp.reports import rendering
from keras_gencmp.reports.page import Table
from keras_gencmp.runs.files import write_bytes, write_text

NONE = "—"
MANY = 999  # seeds, the most that are told apart
VERDICTS = ("supported", "refuted", "not decided")  # of tests
COSTS = ("flops", "steps", "epochs", "seconds", "kid", "kid_before")
SIDES = ("first", "second")
POINTS = "points"  # of shares, which are kept as numbers up to 1
SCALES = {POINTS: 100.0}
EFFECTS = {"spread": "log ratio", "share": "of the runs"}  # units of kinds of tests
SUMMARY = ("claim", "reports", "verdict", "its tests")
TRAININGS = (
    "budget",
    "model",
    "FLOPs of a step",
    "steps",
    "epochs",
    "processor seconds",
    "KID at the end",
    "KID one stage before",
)
HEADS = ("what is expected", "means", "effect and interval", "p (Holm)", "verdict", "refuted by")


def write(claims: Sequence[Mapping[str, Any]], figures: Path, page: Path) -> list[Path]:
    """Write a Markdown page of claims with results; their figures go into a folder beside it.

    A claim may have ``units`` of its measures by their names, and under "" that of effects without
    a measure.
    """
    folder = page.with_suffix("")
    copied = {}
    for claim in claims:
        figure = figures / f"{claim['name']}.png"
        if figure.exists():
            copied[claim["name"]] = folder / figure.name
            write_bytes(copied[claim["name"]], figure.read_bytes())
    values = {
        "summary": Table("Verdicts", SUMMARY, [_line(c) for c in claims]),
        "sections": [section(c, copied.get(c["name"]), page.parent) for c in claims],
        "trainings": Table("Trainings", TRAININGS, _trainings(claims)),
        "protocols": _protocols(claims),
    }
    write_text(page, rendering.markdown("claims", values))
    return [page, *copied.values()]


def section(claim: Mapping[str, Any], figure: Path | None, folder: Path) -> dict[str, Any]:
    """What the template needs of one claim."""
    return {
        "name": claim["name"],
        "claim": claim["claim"],
        "verdict": claim["verdict"],
        "how": how(claim),
        "remark": claim["remark"],
        "table": Table(
            "Tests", HEADS, [_test(*pair, claim.get("units", {})) for pair in _pairs(claim)]
        ),
        "values": list(_values(claim)),
        "image": figure.relative_to(folder) if figure else None,
        "command": claim["command"],
    }


def how(claim: Mapping[str, Any]) -> str:
    """How a claim was tested: models, budget, seeds and data in one sentence."""
    if not claim["models"]:
        return ""
    seeds = f"{claim['seeds']} seed{'s' if claim['seeds'] > 1 else ''}"
    names = ", ".join(claim["models"])
    return f"{names}; {claim['budget']} each, {seeds}, {claim['data']}."


def number(value: float | None) -> str:
    """A number with four significant digits."""
    return NONE if value is None else f"{value:.4g}"


def measured(text: str, unit: str) -> str:
    """A text of numbers with their unit; nothing is of no unit."""
    return text if text == NONE or not unit else f"{text} {unit}"


def _protocols(claims: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Each protocol with the names of the claims that it is of."""
    names: dict[str, list[str]] = {}
    for claim in claims:
        if claim["protocol"]:
            names.setdefault(claim["protocol"], []).append(claim["name"])
    return [(line, ", ".join(names[line])) for line in sorted(names)]


def _line(claim: Mapping[str, Any]) -> tuple[str, ...]:
    counts = Counter(each["verdict"] for each in claim["decisions"])
    tests = ", ".join(f"{counts[each]} {each}" for each in VERDICTS if counts[each])
    title = f"{claim['name']}. {claim['claim']}"
    return title, " ".join(claim["reports"]), claim["verdict"], tests


def _pairs(claim: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    tests = claim["tests"] or [{}] * len(claim["decisions"])
    return list(zip(claim["decisions"], tests, strict=True))


def _test(
    decision: Mapping[str, Any], test: Mapping[str, Any], units: Mapping[str, str]
) -> tuple[str, ...]:
    unit = EFFECTS.get(test.get("kind", ""), units.get(test.get("measure", ""), ""))
    means, effect = measured(_means(decision, test), unit), measured(_effect(decision, unit), unit)
    verdict = decision["verdict"]
    if decision["needed"]:
        about = "more than" if decision["needed"] >= MANY else "about"
        verdict += f"; {about} {decision['needed']} seeds would decide"
    if decision["note"]:
        verdict += f" ({decision['note']})"
    p, refuted = number(decision["p"]), test.get("refuted", "")
    return decision["says"], means, effect, p, verdict, refuted


def _effect(decision: Mapping[str, Any], unit: str) -> str:
    """The effect of a test and its interval, in the unit in which it is shown."""
    ends = [decision[key] for key in ("effect", "low", "high")]
    scale = SCALES.get(unit, 1.0)
    effect, low, high = (number(None if end is None else scale * end) for end in ends)
    return effect if low == NONE else f"{effect} ({low} to {high})"


def _means(decision: Mapping[str, Any], test: Mapping[str, Any]) -> str:
    """The mean of the first models' means, and of the second ones' where there are some."""
    if test.get("kind") == "spread":
        return NONE
    sides = [[decision["by_model"].get(name) for name in test.get(side, ())] for side in SIDES]
    means = [_mean_of_means(side) for side in sides if side]
    return " against ".join(means) or NONE


def _mean_of_means(models: Sequence[Sequence[float] | None]) -> str:
    known = [fmean(values) for values in models if values]
    return number(fmean(known)) if known else NONE


def _values(claim: Mapping[str, Any]) -> Iterator[str]:
    """A line for each measure and model with the values of its runs."""
    known: dict[tuple[str, str], list[float]] = {}
    for decision, test in _pairs(claim):
        for label, values in decision["by_model"].items():
            known[test.get("measure", ""), label] = values
    for measure, models in claim["beside"].items():
        known |= {(measure, label): values for label, values in models.items()}
    units = claim.get("units", {})
    for (measure, label), values in known.items():
        if values:
            text = ", ".join(map(number, values))
            yield f"{measure}, {label}: {measured(text, units.get(measure, ''))}"
    for measure, value in claim["real"].items():
        yield f"{measure}, real images: {measured(number(value), units.get(measure, ''))}"


def _trainings(claims: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """A line for each model and budget, from the first claim that has it."""
    known = {(t["budget"], t["model"]): t for claim in claims for t in reversed(claim["trainings"])}
    return [(*key, *(number(known[key][name]) for name in COSTS)) for key in sorted(known)]
