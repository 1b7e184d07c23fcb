"""The outcome of a training: where and why it ended, its best epoch, and what came up in it."""

from __future__ import annotations

from typing import Any

from keras_gencmp import alarms, history, saturation
from keras_gencmp.runs import Run

COMPLETE = "all epochs are done"


def outcome(run: Run) -> dict[str, Any]:
    """The end of a run as its histories tell it, for ``metrics.json``.

    ``best_epoch`` and the KID and standard error of its evaluation are there where the run was
    evaluated.
    """
    losses = history.read(run.history_file)
    quality = history.read(run.quality_file) if run.quality_file.exists() else []
    raised = alarms.raised(losses, quality)
    end = {"stopped_at": int(losses[-1]["epoch"]), "reason": reason(run, quality)}
    end["alarms"] = [f"epoch {alarm.epoch}: {alarm.words}" for alarm in raised]
    if quality:
        best = saturation.best(quality)
        end |= {"best_epoch": int(best["epoch"]), "best_kid": best["kid"]}
        end["best_kid_error"] = best["kid_error"]
    return end


def reason(run: Run, quality: list[history.Row]) -> str:
    """Why a training ended, in plain words."""
    schedule = run.recipe.schedule
    if schedule.stop_when_saturated and saturation.saturated(quality, schedule.patience):
        return (
            f"saturated: in {schedule.patience} evaluations KID has not fallen "
            "by more than its standard error"
        )
    return COMPLETE
