"""A study: the claims of the reports, each decided by its experiment, and a page of verdicts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from keras_gencmp.figures.against_cost import intervals
from keras_gencmp.figures.saving import save
from keras_gencmp.figures.titles import add_title, plain
from keras_gencmp.metrics.estimate import over_seeds
from keras_gencmp.reports import claims_page
from keras_gencmp.runs import locks
from keras_gencmp.runs.files import write_json
from keras_gencmp.study.claims import claim as claims
from keras_gencmp.study.claims import special
from keras_gencmp.study.claims.claim import Claim
from keras_gencmp.study.claims.decision import LEAST_SEEDS, Decision, decide, overall
from keras_gencmp.study.claims.facts import facts
from keras_gencmp.study.claims.measures import axis_of, unit_of
from keras_gencmp.study.compare.comparison import Pool, carried_out
from keras_gencmp.study.compare.declaration import declared
from keras_gencmp.study.compare.plan import folder_name
from keras_gencmp.study.compare.records import finite
from keras_gencmp.study.compare.results import Results
from keras_gencmp.study.compare.variants import models
from keras_gencmp.study.costs.budget import parse
from keras_gencmp.study.files import ClaimTable, read_claim

N = 10_000


class Settings(NamedTuple):
    """What a user chooses for a study; a budget or seeds in place of those of the claims."""

    dataset: str
    data_dir: str | None
    jobs: int
    budget: str = ""
    seeds: int = 0


def conduct(
    names: Sequence[str], folder: Path, settings: Settings, tell: Callable[[str], None]
) -> list[Path]:
    """Decide claims in a folder, and write their results; shared trainings are done once.

    An interrupted study goes on where it stopped. The paths of the results.
    """
    pools: dict[str, Pool] = {}
    paths = []
    with locks.working(folder) as lock:
        for name in names:
            claim = chosen(claims.load(name), settings)
            tell(f"{name}: {claim.claim}")
            if claim.special:
                decisions = special.decide(claim.special, folder)
                paths.append(keep(claim, decisions, folder, settings.dataset, None))
                continue
            key = folder_name(f"{claim.budget}-{settings.dataset}")
            pool = pools.setdefault(key, Pool(folder / "runs" / key, {}))
            results = experiment(claim, folder, settings, tell, lock, pool)
            paths.append(keep(claim, decide(claim, results), folder, results.data, results))
    return paths


def chosen(claim: Claim, settings: Settings) -> Claim:
    """A claim with the budget and the seeds that the user chose in place of its own."""
    if claim.special:
        return claim
    return replace(
        claim, budget=settings.budget or claim.budget, seeds=settings.seeds or claim.seeds
    )


def experiment(
    claim: Claim,
    folder: Path,
    settings: Settings,
    tell: Callable[[str], None],
    lock: int,
    pool: Pool,
) -> Results:
    """The comparison that decides a claim."""
    declaration = declared(
        models(claim.models),
        settings.dataset,
        settings.data_dir,
        claim.seeds,
        parse(claim.budget),
        claim.metrics,
        N,
    )
    where = folder / "comparisons" / claim.name
    return carried_out(declaration, where, settings.jobs, tell, lock, pool)[1]


def keep(
    claim: Claim, decisions: Sequence[Decision], folder: Path, data: str, results: Results | None
) -> Path:
    """Write the result of a claim as JSON, with a figure of what its first test is about."""
    figures = folder / "figures"
    if results is not None:
        measure = claim.tests[0].measure
        rows = _rows(measure, claim, decisions)
        if rows:
            target = claim.tests[0].target if claim.tests[0].kind == "target" else None
            figure = intervals(rows, axis_of(measure, results), target, "as claimed")
            title = f"{claim.name}, {plain(data)}: {plain(claim.claim)}"
            save(add_title(figure, title), figures / f"{claim.name}.png")
    else:
        special.draw(claim.special, figures / f"{claim.name}.png", folder)
    table = {
        **asdict(claim),
        "data": data,
        **facts(claim, results),
        "decisions": [each._asdict() for each in decisions],
        "command": f"gencmp study {claim.name} --dataset {data} -o DIR",
    }
    path = folder / "results" / f"{claim.name}.json"
    path.parent.mkdir(exist_ok=True)
    write_json(path, finite(table))
    return path


def _rows(measure: str, claim: Claim, decisions: Sequence[Decision]) -> list[tuple[Any, ...]]:
    """The values of a measure in all tests that are about it, a row for each model."""
    known: dict[str, list[float]] = {}
    for test, decision in zip(claim.tests, decisions, strict=True):
        known |= decision.by_model if test.measure == measure else {}
    return [_row(label, values) for label, values in known.items() if values]


def _row(label: str, values: Sequence[float]) -> tuple[Any, ...]:
    if len(values) < LEAST_SEEDS:
        return label, fmean(values), None, None, values
    estimate = over_seeds(values)
    return label, estimate.value, estimate.low, estimate.high, values


def publish(folder: Path, page: Path) -> list[Path]:
    """Write the page of all claims that have results, with their figures beside it."""
    found = sorted((folder / "results").glob("K*.json"), key=_number)
    return claims_page.write([_judged(read_claim(p)) for p in found], folder / "figures", page)


def _judged(claim: ClaimTable) -> dict[str, Any]:
    """The result of a claim with the verdict that its tests give by today's rule, and units."""
    verdict = overall([each["verdict"] for each in claim["decisions"]])
    return {**claim, "verdict": verdict, "units": _units(claim)}


def _units(claim: ClaimTable) -> dict[str, str]:
    """The unit of each measure of a claim, and under "" that of a special experiment."""
    tested = (test.get("measure", "") for test in claim["tests"])
    names = {*tested, *claim["beside"], *claim["real"]}
    return {"": special.UNITS.get(claim.get("special", ""), "")} | {n: unit_of(n) for n in names}


def _number(path: Path) -> int:
    return int(re.sub(r"\D", "", path.stem) or 0)
