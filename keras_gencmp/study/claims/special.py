"""Experiments of claims that no comparison of trainings decides: theory, and augmentation."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from keras_gencmp.errors import UserError
from keras_gencmp.figures.saving import save
from keras_gencmp.figures.titles import add_title
from keras_gencmp.metrics.estimate import TAIL
from keras_gencmp.registry import nearest
from keras_gencmp.reports.claims_page import POINTS
from keras_gencmp.runs.tables import read_table
from keras_gencmp.study.claims.claim import Expectation
from keras_gencmp.study.claims.decision import (
    LEAST_SEEDS,
    NO_SPREAD,
    OPEN,
    REFUTED,
    SUPPORTED,
    Decision,
    seeds_needed,
    verdict_of,
)
from keras_gencmp.study.files import ANEW, AugmentResults
from keras_gencmp.study.statistics import Difference
from keras_gencmp.theory.closed_forms import js, kl_integrand, uniform_divergences
from keras_gencmp.theory.divergence_figures import without_overlap

TOLERANCE = 1e-3
GAIN = 0.01  # of accuracy: what would matter


def decide(name: str, folder: Path) -> list[Decision]:
    """The decisions of a special experiment, which may need results in the folder of the study."""
    if name not in SPECIAL:
        raise UserError(f"unknown experiment {name!r}: {nearest(name, SPECIAL)}")
    return SPECIAL[name](folder)


def draw(name: str, path: Path, folder: Path) -> None:
    """The figure of a special experiment, where it has one."""
    if name == "theory":
        save(add_title(without_overlap(), "JS and KL divergence as the overlap ends"), path)


def theory(_: Path) -> list[Decision]:
    """KL and JS of uniform densities that do not overlap, in closed form and by quadrature."""
    x = np.linspace(-1.0, 4.0, 500_001)
    p, q = ((x >= a) & (x < a + 1.0) for a in (0.0, 2.0))
    densities = p.astype(float), q.astype(float)
    exact_kl, exact_js = uniform_divergences(2.0)
    numeric = js(x, *densities)
    infinite = math.isinf(exact_kl) and bool(np.isinf(kl_integrand(*densities)).any())
    near = abs(exact_js - math.log(2)) < 1e-12 and abs(numeric - math.log(2)) < TOLERANCE
    return [
        _certain("KL is infinite: p is positive where q is 0", infinite, math.inf),
        _certain("JS is log 2, in closed form and by quadrature", near, numeric),
    ]


def _certain(says: str, holds: bool, value: float) -> Decision:
    verdict = SUPPORTED if holds else REFUTED
    shown = value if math.isfinite(value) else None
    return Decision(says, verdict, shown, None, None, None, 0, 0, {}, "no chance is involved")


def augmentation(folder: Path) -> list[Decision]:
    """Whether generated images raised a classifier's accuracy, from the results of augment."""
    file = folder / "augment" / "results.json"
    if not file.exists():
        says = "generated images raise the accuracy by one point or more"
        note = f"run gencmp augment -o {folder / 'augment'} first"
        return [Decision(says, OPEN, None, None, None, None, 0, 3, {}, note)]
    table = read_table(AugmentResults, file, ANEW)
    claimed = [gain for gain in table["gains"] if _is_claimed(gain["arm"])]
    return [_of_gain(gain, len(claimed)) for gain in claimed]


def _is_claimed(arm: str) -> bool:
    """Whether an arm is what the claim is about: real images and as many of a GAN."""
    return arm.startswith("real + 1 x ") and "gan" in arm


def _of_gain(gain: Mapping[str, Any], tests: int) -> Decision:
    """The decision of one of so many ``tests``, by the rule and the intervals of all claims."""
    says = f"{gain['arm']} beats {gain['base']} with {gain['labels']} labels a class, by a point"
    value, seeds, p = float(gain["value"]), int(gain["seeds"]), float(gain["p"])
    freedom = gain.get("freedom") or max(seeds - 1, 1)
    tails = stats.t.ppf([1.0 - (1.0 - TAIL) / tests, TAIL], freedom)
    low, high = (value + (gain[end] - value) * tails[0] / tails[1] for end in ("low", "high"))
    found = Difference(value, float(low), float(high), p, p, "paired t", (seeds, seeds))
    if seeds < LEAST_SEEDS:
        note = f"{seeds} seeds; {LEAST_SEEDS} are the least"
        return Decision(says, OPEN, value, None, None, None, seeds, LEAST_SEEDS, {}, note)
    if not found.has_interval:
        return Decision(says, OPEN, value, None, None, None, seeds, 0, {}, NO_SPREAD)
    test = Expectation(says, "gain", (gain["arm"],), GAIN, "an interval that ends below a point")
    verdict = verdict_of(test, found)
    ends = (verdict, value, found.low, found.high, p, seeds)
    if verdict == OPEN and freedom != seeds - 1:  # a part of the interval is no matter of seeds
        return Decision(says, *ends, 0, {}, "more seeds and more test images would narrow it")
    needed = seeds_needed(test, found, seeds) if verdict == OPEN else 0
    return Decision(says, *ends, needed, {})


# Of the effects of each experiment: a gain is a share of all test images.
UNITS = {"theory": "nats", "augment": POINTS}
SPECIAL: Mapping[str, Callable[[Path], list[Decision]]] = {
    "theory": theory,
    "augment": augmentation,
}
