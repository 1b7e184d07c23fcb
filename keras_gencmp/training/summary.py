"""The summary of a training: where and why it ended, its best epoch, and its alarms."""

from __future__ import annotations

from math import isfinite, nan
from typing import Any

from keras_gencmp.recipes.schema import Schedule
from keras_gencmp.runs import alarms, history
from keras_gencmp.runs import quality as quality_rows
from keras_gencmp.runs.history import Row
from keras_gencmp.runs.run import Run
from keras_gencmp.training import early_stopping

COMPLETE = "all epochs are done"


def summary(run: Run) -> dict[str, Any]:
    """The end of a run as its histories show it, for ``metrics.json``; seconds are wall-clock."""
    losses = history.read(run.history_file)
    timing = history.read(run.timing_file, needed=["seconds"])
    quality = quality_rows.read(run.quality_file) if run.quality_file.exists() else []
    quality_rows.check_complete(quality, run.quality_file)
    raised = alarms.raised(losses, quality)
    return {
        "seconds": round(sum(row["seconds"] for row in timing), 1),
        "last_epoch": losses[-1],
        "stopped_at": int(losses[-1]["epoch"]),
        "reason": reason(run.recipe.schedule, quality),
        "alarms": [f"epoch {alarm.epoch}: {alarm.message}" for alarm in raised],
        **(best(run, quality, timing) if quality else {}),
    }


def best(run: Run, quality: list[Row], timing: list[Row]) -> dict[str, Any]:
    """The best epoch with its KID and standard error, and by what they were measured."""
    row = quality_rows.best(quality)
    every = [each.get("evaluation_seconds", nan) for each in timing]
    seconds = sum(each for each in every if isfinite(each))  # empty where it was not asked for
    return {
        "best_epoch": int(row["epoch"]),
        "best_kid": row["kid"],
        "best_kid_error": row["kid_error"],
        "evaluation": {**(run.environment["evaluation"] or {}), "seconds": round(seconds, 1)},
    }


def reason(schedule: Schedule, quality: list[Row]) -> str:
    """Why a training ended, as a sentence."""
    if early_stopping.applies(schedule, quality):
        return f"early stopping: in {schedule.patience} evaluations KID has not measurably fallen"
    return COMPLETE
