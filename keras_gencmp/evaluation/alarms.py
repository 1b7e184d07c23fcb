"""The alarms of runs beside their scores: the last one of each, and in how many seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.score import Row
from keras_gencmp.runs import alarms, history
from keras_gencmp.runs import quality as quality_rows
from keras_gencmp.runs.run import Run


def last_alarm(run: Run) -> str:
    """The last alarm of a run, as in "epoch 3: ..."; "" where there is none.

    A run that is not finished has those of its histories so far.
    """
    try:
        raised = run.outcome.get("alarms", []) if run.finished else _so_far(run)
    except UserError:  # without a history that can be read no alarm is known
        return ""
    return raised[-1] if raised else ""


def _so_far(run: Run) -> list[str]:
    losses = history.read(run.history_file)
    quality = quality_rows.read(run.quality_file) if run.quality_file.exists() else []
    return [f"epoch {each.epoch}: {each.message}" for each in alarms.raised(losses, quality)]


def notes(rows: Sequence[Row]) -> list[str]:
    """One sentence for each model with alarms: the last one, and in how many of its seeds.

    Runs whose means are a row of their own are told with that row.
    """
    told: set[str] = set()
    sentences = []
    for row in sorted(rows, key=lambda row: -len(row.alarms)):
        if not told.issuperset(row.alarms):
            told |= set(row.alarms)
            sentences += [_sentence(row.name, row.alarms)] if any(row.alarms.values()) else []
    return sentences


def _sentence(name: str, of_runs: Mapping[str, str]) -> str:
    raised = [alarm for alarm in of_runs.values() if alarm]
    seeds = f" in {len(raised)} of {len(of_runs)} seeds, the last" if len(of_runs) > 1 else ""
    return f"{name}: alarm{seeds}: {raised[-1]}"
