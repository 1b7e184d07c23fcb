"""What a report prints, beside what we run: settings, and losses.

A cell of the report's column holds what is printed there, or a dash.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from keras_gencmp.assembly import components
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.reports.page import Section, Table
from keras_gencmp.runs import history
from keras_gencmp.runs.run import Run

PIXELS = 784
NONE = "—"
NOT_REACHED = ("not reached", "not reached")
LOSS_HEADS = (
    "epoch",
    "loss (report)",
    "val_loss (report)",
    "training (ours)",
    "validation (ours)",
)


def settings(row: Mapping[str, Any], plan: Recipe) -> Section:
    """The settings of one model as the report prints them, beside those of our recipe.

    ``row`` has "number", "recipe", perhaps "why", and "lines": each has a "name", the "printed"
    value ("" where the report prints none), the dotted "key" of ours, and with "means" the value of
    ours that would be the same, where the printed text is not that value itself.
    """
    ours = values_of(plan)
    lines = [
        (line["name"], line["printed"] or NONE, text_of(plan, ours, line["key"]))
        for line in row["lines"]
    ]
    name = row["recipe"]
    table = Table(f"Settings of {name}", ("setting", "report", "ours"), lines)
    return Section(row["number"], "The settings that it prints.", [], [table], note(row, plan))


def note(row: Mapping[str, Any], plan: Recipe) -> str:
    """In which settings ours differ from what is printed, and where the reason is written."""
    different = differing(row, plan)
    if not different:
        return "We run what the report prints; a dash stands where it prints nothing."
    usual = recipe.load(plan.name)
    for_page = [key for key in different if key not in differing(row, usual)]
    ours = [key for key in different if key not in for_page]
    sentences = [f"Ours differs in {', '.join(ours)}."] if ours else []
    if ours:
        sentences.append(row.get("why") or f"The header of the recipe ({plan.name}) says why.")
    if for_page:
        sentences.append(f"Set for this page: {', '.join(for_page)}.")
    return " ".join(sentences)


def differing(row: Mapping[str, Any], plan: Recipe) -> list[str]:
    """The keys whose value is another than the report prints."""
    ours = values_of(plan)
    return [
        line["key"]
        for line in row["lines"]
        if line["printed"] and not is_same(line, value_at(ours, line["key"]))
    ]


def is_same(line: Mapping[str, Any], ours: Any) -> bool:
    """Whether our value is the printed one."""
    theirs = line["means"] if "means" in line else float(line["printed"])
    return bool(ours == theirs)


def values_of(plan: Recipe) -> dict[str, Any]:
    """The recipe as nested tables, in which networks and optimizers have all their options."""
    table = plan.to_dict()
    for role, part in plan.networks.items():
        known = inspect.signature(components.network_builder(part.name)).parameters.values()
        defaults = {each.name: each.default for each in known if each.default is not each.empty}
        table["networks"][role] = {**defaults, **table["networks"][role]}
    for player, part in plan.optimizers.items():
        table["optimizers"][player] = {
            **components.optimizer(part).get_config(),
            **table["optimizers"][player],
        }
    return table


def value_at(table: Mapping[str, Any], key: str) -> Any:
    """The value at a dotted key of nested tables."""
    for step in key.split("."):
        table = table[step]
    return table


def text_of(plan: Recipe, ours: Mapping[str, Any], key: str) -> str:
    """Our value at a dotted key; a training that counts no epochs has steps in their place."""
    schedule = plan.schedule
    if key == "schedule.epochs" and schedule.epoch_steps:
        return f"{schedule.epochs * schedule.epoch_steps:,} steps in place of epochs"
    return str(value_at(ours, key))


def printed_losses(row: Mapping[str, Any], run: Run) -> Section:
    """The losses per pixel that the report prints for some epochs, beside those of the run.

    ``row`` has "number", "note", and the columns "epochs", "training" and "validation". A first
    look counts no epochs, and so reaches none of them.
    """
    plan = run.recipe
    short = bool(plan.schedule.epoch_steps)
    ours = {} if short else {int(each["epoch"]): each for each in history.read(run.history_file)}
    beta = plan.model.options.get("beta", 1.0)
    lines = []
    for epoch, *theirs in zip(row["epochs"], row["training"], row["validation"], strict=True):
        reached = epoch in ours
        cells = [per_pixel(ours[epoch], beta, split) for split in ("", "val_")] if reached else ()
        lines.append((str(epoch), *map(str, theirs), *(cells or NOT_REACHED)))
    table = Table("Losses per pixel", LOSS_HEADS, lines)
    return Section(row["number"], "Loss and validation loss per epoch.", [], [table], row["note"])


def per_pixel(epoch: Mapping[str, float], beta: float, prefix: str) -> str:
    """(reconstruction + beta KL) / pixels of one epoch, as text; ``prefix`` names the split."""
    total = epoch[f"{prefix}reconstruction"] + beta * epoch[f"{prefix}kl"]
    return f"{total / PIXELS:.4f}"
