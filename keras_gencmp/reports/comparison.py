"""The numbers that a report prints, beside those of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_gencmp.reports.page import Section, Table
from keras_gencmp.runs import history
from keras_gencmp.runs.run import Run

PIXELS = 784
NOT_REACHED = ("not reached", "not reached")
HEADS = ("epoch", "report", "report, validation", "ours", "ours, validation")


def settings(row: Mapping[str, Any], run: Run) -> Section:
    """The report's settings of one model beside those of the run.

    ``row`` has the "number" of the report's table, the "recipe", and "values" by dotted key.
    """
    ours = {key: value_at(run.recipe.to_dict(), key) for key in row["values"]}
    lines = [(key, str(theirs), str(ours[key])) for key, theirs in row["values"].items()]
    differ = [key for key, theirs in row["values"].items() if theirs != ours[key]]
    reason = f" The header of the recipe ({row['recipe']}) says why." if differ else ""
    note = f"Ours differs in {', '.join(differ)}." if differ else "The settings are the same."
    table = Table(f"Settings of {row['recipe']}", ("setting", "report", "ours"), lines)
    return Section(row["number"], f"Settings of {row['recipe']}.", [], [table], note + reason)


def value_at(table: Mapping[str, Any], key: str) -> Any:
    """The value at a dotted key of nested tables."""
    for step in key.split("."):
        table = table[step]
    return table


def printed_losses(row: Mapping[str, Any], run: Run) -> Section:
    """The losses per pixel that the report prints for some epochs, beside those of the run.

    ``row`` has "number", "note", and the columns "epochs", "training" and "validation".
    """
    ours = {int(each["epoch"]): each for each in history.read(run.history_file)}
    beta = run.recipe.model.options.get("beta", 1.0)
    lines = []
    for epoch, *theirs in zip(row["epochs"], row["training"], row["validation"], strict=True):
        reached = epoch in ours
        cells = [per_pixel(ours[epoch], beta, split) for split in ("", "val_")] if reached else ()
        lines.append((str(epoch), *map(str, theirs), *(cells or NOT_REACHED)))
    table = Table("Losses per pixel", HEADS, lines)
    return Section(row["number"], "Loss and validation loss per epoch.", [], [table], row["note"])


def per_pixel(epoch: Mapping[str, float], beta: float, prefix: str) -> str:
    """(reconstruction + beta KL) / pixels of one epoch, as text; ``prefix`` names the split."""
    total = epoch[f"{prefix}reconstruction"] + beta * epoch[f"{prefix}kl"]
    return f"{total / PIXELS:.4f}"
