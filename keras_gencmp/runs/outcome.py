"""metrics.json: the outcome of a finished training."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypedDict

from keras_gencmp.recipes.hints import Range
from keras_gencmp.recipes.schema import Line
from keras_gencmp.runs.tables import read_table

Whole = Annotated[int, Range(ge=0)]


class _Needed(TypedDict):
    """What every finished training has."""

    epochs: Whole
    steps: Whole
    seconds: float
    last_epoch: dict[str, float]
    test: dict[str, float]


class Outcome(_Needed, total=False):
    """The end of a training: its losses, where and why it ended, alarms, and its best epoch.

    ``last_epoch`` holds the losses of the last epoch, ``test`` those on the test split. The best
    epoch, by the lowest KID, is there only where the training was evaluated.
    """

    stopped_at: Whole
    reason: Line
    alarms: list[Line]
    best_epoch: Whole
    best_kid: float
    best_kid_error: float
    evaluation: dict[str, Any]


def read(path: Path) -> Outcome:
    """The outcome in a file; UserError where a value is missing or of a wrong type."""
    return read_table(Outcome, path, "gencmp resume writes it anew")
