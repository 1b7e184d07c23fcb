"""The outcome of a training: where and why it ended, its best epoch, and what came up in it."""

from __future__ import annotations

from typing import Any

from keras_gencmp.runs import history
from keras_gencmp.runs import quality as quality_rows
from keras_gencmp.runs.run import Run
from keras_gencmp.training import alarms, early_stopping

COMPLETE = "all epochs are done"


def outcome(run: Run) -> dict[str, Any]:
    """The end of a run as its histories tell it, for ``metrics.json``."""
    losses = history.read(run.history_file)
    quality = history.read(run.quality_file) if run.quality_file.exists() else []
    raised = alarms.raised(losses, quality)
    return {
        "stopped_at": int(losses[-1]["epoch"]),
        "reason": reason(run, quality),
        "alarms": [f"epoch {alarm.epoch}: {alarm.words}" for alarm in raised],
        **(best(run, quality) if quality else {}),
    }


def best(run: Run, quality: list[history.Row]) -> dict[str, Any]:
    """The best epoch with its KID and standard error, and what they were measured by."""
    row = quality_rows.best(quality)
    seconds = sum(each["evaluation_seconds"] for each in history.read(run.timing_file))
    return {
        "best_epoch": int(row["epoch"]),
        "best_kid": row["kid"],
        "best_kid_error": row["kid_error"],
        "evaluation": {**run.environment["evaluation"], "seconds": round(seconds, 1)},
    }


def reason(run: Run, quality: list[history.Row]) -> str:
    """Why a training ended, in plain words."""
    schedule = run.recipe.schedule
    if schedule.stop_when_saturated and early_stopping.saturated(quality, schedule.patience):
        return f"saturated: in {schedule.patience} evaluations KID has not measurably fallen"
    return COMPLETE
