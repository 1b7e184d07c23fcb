"""The rows of the table of ablations: an option, and a recipe without and with it."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from keras_gencmp.errors import UserError
from keras_gencmp.metrics.metric import Column
from keras_gencmp.metrics.registry import METRICS
from keras_gencmp.recipes.reading import read_plain
from keras_gencmp.registry import nearest

if TYPE_CHECKING:
    from keras_gencmp.study.compare.declaration import Declaration

FILE = Path(__file__).parent / "ablations.toml"
DATASET, SEEDS = "mnist", 3


@dataclass(frozen=True)
class Ablation:
    """An option in words, and the two trainings that tell what it is worth.

    ``off`` and ``on`` are variants as ``gencmp compare`` takes them, both trained for ``budget``;
    ``fair`` says why that is fair, and ``why`` what the ``metric``, of ``n`` images, tells of it.
    """

    name: str
    option: str
    off: str
    on: str
    budget: str
    fair: str
    metric: str
    why: str
    n: int = 10_000
    dataset: str = DATASET
    seeds: int = SEEDS

    @property
    def column(self) -> Column:
        """The score that tells: the first of the metric."""
        return METRICS[self.metric].columns[0]

    def declaration(self) -> Declaration:
        """The comparison of both variants."""
        from keras_gencmp.study.compare.declaration import declared
        from keras_gencmp.study.compare.variants import models
        from keras_gencmp.study.costs.budget import parse

        both = models([self.off, self.on])
        budget, metrics = parse(self.budget), [self.metric]
        made = declared(both, self.dataset, None, self.seeds, budget, metrics, self.n)
        return replace(made, on_the_way=False)


def every() -> list[Ablation]:
    """The rows that are declared, in their order."""
    return [Ablation(name, **table) for name, table in read_plain(FILE).items()]


def chosen(
    names: Sequence[str], dataset: str = DATASET, seeds: int = 0, budget: str = ""
) -> list[Ablation]:
    """The rows of these names, all without any, with what the user chose in place of their own.

    UserError for an unknown name.
    """
    known = {row.name: row for row in every()}
    for name in names:
        if name not in known:
            raise UserError(f"unknown row {name!r}: {nearest(name, known)}")
    return [
        replace(row, dataset=dataset, seeds=seeds or row.seeds, budget=budget or row.budget)
        for row in known.values()
        if not names or row.name in names
    ]


def command(row: Ablation) -> str:
    """What trains this row alone, with what the user chose in place of what is declared."""
    usual = next(each for each in every() if each.name == row.name)
    words = ["bin/benchmark", "ablations", "--only", row.name]
    for name in ("dataset", "seeds", "budget"):
        value = getattr(row, name)
        words += [f"--{name}", str(value)] if value != getattr(usual, name) else []
    return shlex.join(words)


def digest(row: Ablation) -> str:
    """12 digits of everything on which the numbers of a row depend; its words are not among them.

    The recipes are: a row whose recipe has changed is trained anew.
    """
    from keras_gencmp.study.own_runs import what_trains

    models = row.declaration().models
    plans = [replace(what_trains(each.plan), data=each.plan.data).to_dict() for each in models]
    settings = [row.budget, row.seeds, row.metric, METRICS[row.metric].version, row.n]
    text = json.dumps([plans, settings], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
