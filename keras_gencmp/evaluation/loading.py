"""Metrics with their functions loaded, and checked to ask only for what an evaluation provides."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.inputs import Inputs
from keras_gencmp.evaluation.model_inputs import ModelInputs
from keras_gencmp.evaluation.score import Score
from keras_gencmp.metrics.metric import ARROWS, Column, Metric
from keras_gencmp.registry import load_path


class LoadedMetric(NamedTuple):
    """A row of the registry with its function, and the inputs that its parameters ask for."""

    metric: Metric
    function: Callable[..., Any]
    parameters: tuple[str, ...]

    def is_in(self, scores: Mapping[str, Score]) -> bool:
        """Whether cached scores hold its columns in its version; those of external ones never."""
        return not self.metric.external and all(
            column.name in scores and scores[column.name].version == self.metric.version
            for column in self.metric.columns
        )


def load_metric(metric: Metric, path: str = "") -> LoadedMetric:
    """A metric's function, or the one at ``path``; UserError for one that cannot be a metric."""
    function = load_path(path or metric.path, "metric")
    asked = parameters(function, metric.path)
    if metric.external:
        metric = replace(metric, columns=(_stated_column(metric, function),))
    return LoadedMetric(metric, function, asked)


def names(kind: type[Inputs]) -> set[str]:
    """The names that parameters of metrics may have."""
    members = inspect.getmembers(kind, lambda each: isinstance(each, property | cached_property))
    return {name for name, _ in members if not name.startswith("_")}


def parameters(function: Any, metric: str) -> tuple[str, ...]:
    """The inputs that a function asks for; UserError for one that no metric can be."""
    try:
        asked = inspect.signature(function).parameters.values()
    except (TypeError, ValueError) as error:
        raise UserError(f"metric {metric!r} is no function whose parameters are known") from error
    known = names(ModelInputs)
    by_name = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    for each in asked:
        optional = each.default is not each.empty or each.kind not in by_name
        if each.name not in known and not optional:
            raise UserError(
                f"metric {metric!r} asks for {each.name!r}, which is no input of a metric: "
                f"choose from {', '.join(sorted(known))}"
            )
    return tuple(each.name for each in asked if each.name in known and each.kind in by_name)


def _stated_column(metric: Metric, function: Any) -> Column:
    """The column of an external metric, by the attributes of its function where it has some."""
    better = getattr(function, "better", "")
    if better not in ARROWS:
        choices = ", ".join(filter(None, ARROWS))
        raise UserError(f"{metric.path}.better is one of {choices}, not {better!r}")
    title, unit = getattr(function, "title", metric.name), getattr(function, "unit", "")
    return Column(metric.name, title, better, unit, ratio=getattr(function, "ratio", False))
