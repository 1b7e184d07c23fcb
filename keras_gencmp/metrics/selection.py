"""Which metrics are computed: those that are named, or the usual ones."""

from __future__ import annotations

from collections.abc import Iterable

from keras_gencmp.errors import UserError
from keras_gencmp.metrics.metric import CLASSES, JUDGE, Column, Metric
from keras_gencmp.metrics.registry import METRICS, external
from keras_gencmp.registry import is_path


def columns(metrics: Iterable[Metric]) -> dict[str, Column]:
    """The columns of metrics by name, in their order."""
    return {column.name: column for metric in metrics for column in metric.columns}


def for_every_model(column: str) -> bool:
    """Whether a reader looks for the score in every row: it needs images and the judge alone."""
    owners = [m for m in METRICS.values() if column in {each.name for each in m.columns}]
    return all(set(metric.needs) <= {JUDGE, CLASSES} for metric in owners)


def default(*, runs: bool) -> tuple[Metric, ...]:
    """The metrics that are computed where none is named; ``runs`` is False for real images."""
    usual = (metric for metric in METRICS.values() if metric.default)
    return tuple(metric for metric in usual if runs or not metric.costly)


def chosen(names: Iterable[str]) -> tuple[Metric, ...]:
    """The metrics named, in the order of the registry, and then those of files and modules.

    UserError with the nearest name for an unknown one, and for an external metric whose name is
    that of another one.
    """
    names = [name.strip() for name in names]
    paths = [_from_path(name) for name in dict.fromkeys(names) if is_path(name)]
    known = {METRICS[name].name for name in names if not is_path(name)}
    for metric in paths:
        if sum(metric.name == other.name for other in paths) > 1 or metric.name in _taken():
            raise UserError(f"{metric.path} has the name of another metric: rename the function")
    return (*(METRICS[name] for name in METRICS if name in known), *paths)


def _from_path(path: str) -> Metric:
    return external(path.rpartition(":")[2], path)


def _taken() -> set[str]:
    """The names of metrics and of their columns, which stand side by side in tables and files."""
    return {*METRICS, *columns(METRICS.values())}
