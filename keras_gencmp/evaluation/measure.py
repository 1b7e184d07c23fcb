"""Metrics computed for one row: functions called with their inputs, results as scores."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from keras_gencmp.errors import UserError
from keras_gencmp.evaluation import progress
from keras_gencmp.evaluation.inputs import Inputs
from keras_gencmp.evaluation.loading import LoadedMetric
from keras_gencmp.evaluation.score import Score, Scores
from keras_gencmp.evaluation.sufficiency import require_each_class, require_enough
from keras_gencmp.metrics import selection
from keras_gencmp.metrics.errors import MetricError, Undefined
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.metrics.metric import Metric

NOTHING: Mapping[str, Score] = MappingProxyType({})


def measure(
    inputs: Inputs, metrics: Iterable[LoadedMetric], row: str, known: Mapping[str, Score] = NOTHING
) -> Scores:
    """The scores of one row by column; ``row`` is its name in messages.

    What is ``known`` is not computed again. A metric that raises Undefined has scores without a
    value; any other error of its own ends the evaluation as a MetricError.
    """
    scores: Scores = {}
    protocol = inputs.protocol.statement.digest
    for loaded in metrics:
        if loaded.is_in(known):
            # Kept under the same protocol; the version of another metric may have been raised.
            scores |= {
                column.name: known[column.name]._replace(protocol=protocol)
                for column in loaded.metric.columns
            }
            continue
        progress.step(row, loaded.metric.name)
        judge = None
        try:
            require_enough(loaded.metric, inputs.protocol)
            require_each_class(loaded, inputs)
            arguments = {name: getattr(inputs, name) for name in loaded.parameters}
            with _named(loaded.metric, row):
                result = loaded.function(**arguments)
                estimates = _by_column(loaded.metric, result)
            judge = inputs.judge_of(loaded.parameters)
        except Undefined as reason:
            estimates = {column.name: reason for column in loaded.metric.columns}
        version = loaded.metric.version
        scores |= {
            name: _score(name, each, inputs, judge)._replace(protocol=protocol, version=version)
            for name, each in estimates.items()
        }
    return scores


def lasting(scores: Mapping[str, Score], metrics: Iterable[LoadedMetric]) -> Scores:
    """The scores that may be cached: those with a value, of metrics of this package.

    The code of an external metric may change at any time, and what has no value today may have one
    when its cause is mended.
    """
    own = selection.columns(each.metric for each in metrics if not each.metric.external)
    return {name: score for name, score in scores.items() if name in own and score.defined}


@contextmanager
def _named(metric: Metric, row: str) -> Iterator[None]:
    try:
        yield
    except (Undefined, UserError):
        raise
    except Exception as error:
        words = f"{type(error).__name__}: {error}"
        raise MetricError(f"metric {metric.name!r} failed for {row}: {words}") from error


def _by_column(metric: Metric, result: Any) -> dict[str, Estimate | Undefined]:
    """What a metric returned, by column; TypeError or ValueError for what is no score."""
    names = [column.name for column in metric.columns]
    if not isinstance(result, Mapping):
        return {names[0]: _estimate(result)}
    if metric.external:
        result = {f"{metric.name}_{key}": value for key, value in result.items()}
    elif list(result) != names:
        raise ValueError(f"its columns are {names}, but it returned {list(result)}")
    return {name: _estimate(value) for name, value in result.items()}


def _estimate(value: Any) -> Estimate | Undefined:
    if isinstance(value, Undefined):
        return value
    estimate = value if isinstance(value, Estimate) else Estimate(float(value))
    if not math.isfinite(estimate.value):
        raise ValueError(f"it returned {estimate.value}; a metric without a value raises Undefined")
    return estimate


def _score(name: str, result: Estimate | Undefined, inputs: Inputs, judge: str | None) -> Score:
    if isinstance(result, Undefined):
        return Score(name, None, seed=inputs.seed, note=result.reason, detail=result.detail)
    value, low, high, n, detail, note, of_images = result
    n = inputs.protocol.n if n is None else n
    about = {"note": note, "detail": detail, "of_images": of_images}
    # Python's numbers: a file would show that of NumPy as "np.float64(0.5)".
    ends = [None if number is None else float(number) for number in (value, low, high)]
    return Score(name, *ends, n, inputs.seed, judge, **about)
