"""Quality on the way: KID of validation images after each stage, against what that had cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from keras_gencmp.figures.against_cost import Path, against_cost
from keras_gencmp.runs import history
from keras_gencmp.runs import quality as quality_rows
from keras_gencmp.runs.run import Run
from keras_gencmp.study.compare.plan import Plan
from keras_gencmp.study.compare.results import Entry, Results


class Stage(NamedTuple):
    """After an evaluation: the epoch, its KID, and the processor seconds so far."""

    epoch: int
    kid: float
    seconds: float


def stages(run: Run) -> list[Stage]:
    """The evaluations of a run; none where its training was not evaluated."""
    if not run.quality_file.exists():
        return []
    timing = history.read(run.timing_file, needed=["seconds"])
    spent = np.cumsum([row.get("processor_seconds", row["seconds"]) for row in timing])
    rows = quality_rows.read(run.quality_file)
    return [Stage(int(r["epoch"]), r["kid"], float(spent[int(r["epoch"]) - 1])) for r in rows]


def quality_against_cost(plan: Plan, results: Results) -> Figure | None:
    """The figure of all trained models; None where no training was evaluated on its way."""
    entries = [entry for entry in results.entries if entry.label in plan.paces and entry.runs]
    if not any(stages(run) for entry in entries for run in entry.runs):
        return None
    measures: dict[str, Callable[[Entry, np.ndarray, np.ndarray], np.ndarray]] = {
        "training images": lambda entry, steps, _: steps * plan.paces[entry.label].cost.images,
        "FLOPs": lambda entry, steps, _: steps * plan.paces[entry.label].cost.flops,
        "processor seconds": lambda _entry, _steps, seconds: seconds,
    }
    panels = {
        name: {entry.label: _path(entry, measure) for entry in entries}
        for name, measure in measures.items()
    }
    return against_cost(panels, "KID, validation images")


def _path(entry: Entry, measure: Callable[[Entry, np.ndarray, np.ndarray], np.ndarray]) -> Path:
    """A model's KID along its training; seconds are the means over its seeds."""
    ways = [stages(run) for run in entry.runs]
    count = min(map(len, ways))
    epochs = np.array([stage.epoch for stage in ways[0][:count]], float)
    seconds = np.mean([[stage.seconds for stage in way[:count]] for way in ways], axis=0)
    steps = epochs * entry.plan.schedule.epoch_steps
    quality = np.array([[stage.kid for stage in way[:count]] for way in ways])
    return Path(measure(entry, steps, seconds), quality)
