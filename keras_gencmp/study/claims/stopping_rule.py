"""A stopping rule: where a loss, or KID, has saturated, and what stopping there costs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from keras_gencmp.runs import history
from keras_gencmp.runs.run import Run
from keras_gencmp.study.claims.subject import Subject
from keras_gencmp.study.compare.on_the_way import stages

PATIENCE = 2  # stages without improvement after which a stopping rule stops
SATURATED = 0.01  # relative improvement of a loss below which it counts as none


def saturation(values: Sequence[float], patience: int = PATIENCE) -> int | None:
    """The index of the value after which a rule stops: no gain for ``patience`` values; else None.

    A gain is a value below the last gain, or the first value, by more than 1 % of it, as in Keras's
    early stopping: small falls that add up to it are one. None where a NaN comes first, as nothing
    is known of the loss there.
    """
    best, since = math.inf, 0
    for index, value in enumerate(values):
        if math.isnan(value):
            return None
        gained = value < best - SATURATED * abs(best) if math.isfinite(best) else True
        best, since = (value, 0) if gained else (best, since + 1)
        if since >= patience:
            return index
    return None


def stopped_by_loss(patience: int) -> Callable[[Subject], float]:
    """log(KID where the loss has saturated / lowest KID): 0 where stopping there costs nothing.

    NaN where the rule has not stopped the training: what it costs is then not known.
    """

    def measure(subject: Subject) -> float:
        return _cost_of_stopping(subject, saturation(_losses(subject.run), patience))

    return measure


def stopped_by_kid(subject: Subject) -> float:
    """log(KID where KID has not fallen for some stages / lowest KID); NaN where it never stops."""
    kids = [stage.kid for stage in stages(subject.run)]
    return _cost_of_stopping(subject, saturation(kids))


def _losses(run: Run) -> list[float]:
    """The loss that a training would be stopped by: on validation images where there is one."""
    rows = history.read(run.history_file)
    names = [name for name in rows[0] if name.startswith("val_")]
    named = next((name for name in names if "elbo" in name or "loss" in name), "")
    key = named or "generator_loss"
    return [row.get(key, math.nan) for row in rows]


def _cost_of_stopping(subject: Subject, index: int | None) -> float:
    if index is None:
        return math.nan
    kids = [max(stage.kid, 1e-3) for stage in stages(subject.run)]
    return math.log(kids[min(index, len(kids) - 1)] / min(kids))
