"""The numbers that a report prints, beside those of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_gencmp.recipes import recipe
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
    name, theirs = row["recipe"], row["values"]
    ours = {key: value_at(run.recipe.to_dict(), key) for key in theirs}
    by_recipe = {key: value_at(recipe.load(name).to_dict(), key) for key in theirs}
    lines = [(key, str(value), str(ours[key])) for key, value in theirs.items()]
    table = Table(name, ("setting", "report", "ours"), lines)
    note = difference(name, theirs, ours, by_recipe)
    return Section(row["number"], f"Settings of {name}.", [], [table], note)


def difference(
    name: str, theirs: Mapping[str, Any], ours: Mapping[str, Any], by_recipe: Mapping[str, Any]
) -> str:
    """How the settings of a run differ from the report's, and for which reason."""
    own = [key for key in theirs if ours[key] != theirs[key] and by_recipe[key] != theirs[key]]
    here = [key for key in theirs if ours[key] != theirs[key] and by_recipe[key] == theirs[key]]
    header = f"Ours differs in {', '.join(own)}: the header of the recipe {name} says why."
    shortened = f"The recipe has the report's {', '.join(here)}, this training does not."
    return " ".join([header] * bool(own) + [shortened] * bool(here)) or "The settings are the same."


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
