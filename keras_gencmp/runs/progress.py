"""How far the training of a run is."""

from __future__ import annotations

from keras_gencmp.runs import history
from keras_gencmp.runs.run import Run


def reached(run: Run) -> str:
    """The epochs that a run has done, as "27 of 40 epochs"; UserError for a damaged history."""
    done = len(history.read(run.history_file)) if run.history_file.exists() else 0
    return f"{done} of {run.recipe.schedule.epochs} epochs"
