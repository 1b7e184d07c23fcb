"""The declaration of a comparison: models, data, seeds, budget, and how they are evaluated."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.registry import is_path
from keras_gencmp.runs import own_code
from keras_gencmp.runs.run import Run
from keras_gencmp.study.compare.variants import Model
from keras_gencmp.study.costs import budget as budgets
from keras_gencmp.study.costs.budget import Budget
from keras_gencmp.training.trust import own_paths

# What all models of a comparison share, whatever their recipes say.
SHARED = {"data.validation": -1}


@dataclass(frozen=True)
class Declaration:
    """What a comparison is: models, dataset, seeds, budget, and how they are evaluated.

    ``code`` holds the digests of the files outside the package that it trains and scores with.
    Without ``on_the_way`` trainings are scored at their end alone, which saves up to a third of
    their time.
    """

    models: tuple[Model, ...]
    dataset: str
    data_dir: str | None
    seeds: int
    budget: Budget
    metrics: tuple[str, ...]
    n: int
    code: Mapping[str, str] = field(default_factory=dict)
    on_the_way: bool = True

    @property
    def trained(self) -> list[Model]:
        """The models that are trained, without the finished runs."""
        return [model for model in self.models if model.run is None]

    def to_json(self) -> dict[str, Any]:
        """Everything on which the results depend, as JSON holds it."""
        table = {
            "models": [_model_table(model) for model in self.models],
            "dataset": self.dataset,
            "data_dir": self.data_dir,
            "seeds": self.seeds,
            "budget": str(self.budget),
            "metrics": list(self.metrics),
            "n": self.n,
            "code": dict(self.code),
            **({} if self.on_the_way else {"on_the_way": False}),
        }
        return dict(json.loads(json.dumps(table)))  # tuples are lists, as they are read back


def declared(
    models: Sequence[Model],
    dataset: str,
    data_dir: str | None,
    seeds: int,
    budget: Budget,
    metrics: Sequence[str],
    n: int,
) -> Declaration:
    """The declaration of models that all get the same data."""
    check_sizes(models)
    changes = {"data.dataset": dataset, **SHARED}
    same = [
        model if model.run else model._replace(plan=recipe.override(model.plan, changes))
        for model in models
    ]
    paths = [path for model in same if model.run is None for path in own_paths(model.plan)]
    code = own_code.digests([*paths, *filter(is_path, metrics)])
    return Declaration(tuple(same), dataset, data_dir, seeds, budget, tuple(metrics), n, code)


def check_sizes(models: Sequence[Model]) -> None:
    """UserError unless all models are of images of one size and number of channels."""
    sizes = {
        (model.plan.data.image_size, model.plan.data.channels): model.label for model in models
    }
    if len(sizes) > 1:
        (one, first), (other, second), *_ = sizes.items()
        channels = f",channels={one[1]}" if one[1] else ""  # 0: those of the data
        raise UserError(
            f"{first} is of {one[0]} x {one[0]} images, {second} of {other[0]} x {other[0]}, or of "
            f"other channels: give them one size, as in {second}:image_size={one[0]}{channels}"
        )


def from_json(facts: Mapping[str, Any]) -> Declaration:
    """The declaration that :meth:`Declaration.to_json` wrote."""
    return Declaration(
        tuple(_model(each) for each in facts["models"]),
        facts["dataset"],
        facts["data_dir"],
        facts["seeds"],
        budgets.parse(facts["budget"]),
        tuple(facts["metrics"]),
        facts["n"],
        facts.get("code", {}),
        facts.get("on_the_way", True),
    )


def different(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The keys in which two declarations differ, but for the place of data and digests of code."""
    left_out = ("data_dir", "code")
    return [key for key in now if key not in left_out and before.get(key) != now[key]]


def _model_table(model: Model) -> dict[str, Any]:
    run = str(model.run.directory.resolve()) if model.run else None
    best = bool(model.run and model.run.best)
    return {"label": model.label, "recipe": model.plan.to_dict(), "run": run, "best": best}


def _model(table: Mapping[str, Any]) -> Model:
    run = Run(Path(table["run"]), best=table["best"], trust=True) if table["run"] else None
    return Model(table["label"], recipe.parse(table["recipe"]), run)
