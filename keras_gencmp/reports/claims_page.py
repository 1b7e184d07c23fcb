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
VERDICTS = ("supported", "refuted", "not decided")
SIDES = ("first", "second")
SUMMARY = ("claim", "reports", "verdict", "its tests")
HEADS = ("what is expected", "means", "effect and interval", "p (Holm)", "verdict", "refuted by")


def write(claims: Sequence[Mapping[str, Any]], figures: Path, page: Path) -> list[Path]:
    """Write a Markdown page of claims with results; their figures go into a folder beside it."""
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
        "table": Table("Tests", HEADS, [_test(*pair) for pair in _pairs(claim)]),
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
    """A number with three significant digits."""
    return NONE if value is None else f"{value:.3g}"


def _line(claim: Mapping[str, Any]) -> tuple[str, ...]:
    counts = Counter(each["verdict"] for each in claim["decisions"])
    tests = ", ".join(f"{counts[each]} {each}" for each in VERDICTS if counts[each])
    title = f"{claim['name']}. {claim['claim']}"
    return title, " ".join(claim["reports"]), claim["verdict"], tests


def _pairs(claim: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    tests = claim["tests"] or [{}] * len(claim["decisions"])
    return list(zip(claim["decisions"], tests, strict=True))


def _test(decision: Mapping[str, Any], test: Mapping[str, Any]) -> tuple[str, ...]:
    effect, p = number(decision["effect"]), number(decision["p"])
    if decision["low"] is not None:
        effect += f" ({number(decision['low'])} to {number(decision['high'])})"
    verdict = decision["verdict"]
    if decision["needed"]:
        verdict += f"; about {decision['needed']} seeds would decide"
    if decision["note"]:
        verdict += f" ({decision['note']})"
    return decision["says"], _means(decision, test), effect, p, verdict, test.get("refuted", "")


def _means(decision: Mapping[str, Any], test: Mapping[str, Any]) -> str:
    """The mean of the first models' means, and of the second ones' where there are some."""
    if test.get("kind") == "spread":
        return NONE
    sides = [[decision["by_model"].get(name) for name in test.get(side, ())] for side in SIDES]
    means = [_mean_of_means(side) for side in sides if side]
    return " against ".join(means) or NONE


def _mean_of_means(models: Sequence[Sequence[float] | None]) -> str:
    known = [fmean(values) for values in models if values]
    return f"{fmean(known):.4g}" if known else NONE


def _values(claim: Mapping[str, Any]) -> Iterator[str]:
    """A line for each measure and model with the values of its runs."""
    known: dict[tuple[str, str], list[float]] = {}
    for decision, test in _pairs(claim):
        for label, values in decision["by_model"].items():
            known[test.get("measure", ""), label] = values
    for (measure, label), values in known.items():
        if values:
            yield f"{measure}, {label}: {', '.join(map(number, values))}"
