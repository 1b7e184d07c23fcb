"""What a report prints, beside what we run: settings.

A cell of the report's column holds what is printed there, or a dash.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from keras_gencmp.assembly import components
from keras_gencmp.data import Splits
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.reports.page import Section, Table

NONE = "—"


def settings(row: Mapping[str, Any], plan: Recipe, splits: Splits) -> Section:
    """The settings of one model as the report prints them, beside those of our recipe.

    ``row`` has "number", "recipe", perhaps "why" and "remark", and "lines": each has a "name", the
    "printed" value ("" where the report prints none), the dotted "key" of ours, and with "means"
    the value of ours that would be the same, where the printed text is not that value itself.
    A line whose reason is another than the row's has a "why" of its own.
    """
    ours = values_of(plan, splits)
    lines = [
        (line["name"], line["printed"] or NONE, text_of(plan, ours, line["key"]))
        for line in row["lines"]
    ]
    name = row["recipe"]
    table = Table(f"Settings of {name}", ("setting", "report", "ours"), lines)
    text = "The settings that it prints; a dash stands where it prints none."
    return Section(row["number"], text, [], [table], note(row, plan, splits))


def note(row: Mapping[str, Any], plan: Recipe, splits: Splits) -> str:
    """In which settings ours differ from what is printed, why, and what is set for this page.

    The row's "remark" stands last.
    """
    usual = recipe.load(plan.name)
    ours, usually = values_of(plan, splits), values_of(usual, splits)
    different = differing(row, plan, splits)
    here = [
        line
        for line in row["lines"]
        if value_at(ours, line["key"]) != value_at(usually, line["key"])
        and (line in different or not line["printed"])
    ]
    own = [line for line in different if line not in here]
    for_page = [
        f"{line['name']} (the recipe has {text_of(usual, usually, line['key'])})" for line in here
    ]
    sentences = [] if different else [same(row)]
    if own:
        names = "; ".join(line["name"] for line in own)
        sentences += [f"Ours differs in: {names}.", *reasons(row, own)]
    sentences += [f"Set for this page: {'; '.join(for_page)}."] if for_page else []
    return " ".join([*sentences, *([row["remark"]] if "remark" in row else [])])


def reasons(row: Mapping[str, Any], different: Sequence[Mapping[str, Any]]) -> list[str]:
    """Why lines of a row differ, each reason once: the line's own, the row's or the recipe's."""
    usual = row.get("why") or f"The recipe says why: gencmp recipes {row['recipe']}."
    return list(dict.fromkeys(line.get("why", usual) for line in different))


def same(row: Mapping[str, Any]) -> str:
    """What is said where none of our settings is another than the printed one."""
    if any(line["printed"] for line in row["lines"]):
        return "We run what the report prints."
    return "It prints none of these: ours are the recipe's."


def differing(row: Mapping[str, Any], plan: Recipe, splits: Splits) -> list[Mapping[str, Any]]:
    """The lines in which our value is another than the report prints."""
    ours = values_of(plan, splits)
    return [
        line
        for line in row["lines"]
        if line["printed"] and not is_same(line, value_at(ours, line["key"]))
    ]


def is_same(line: Mapping[str, Any], ours: Any) -> bool:
    """Whether our value is the printed one."""
    theirs = line["means"] if "means" in line else float(line["printed"].replace(",", ""))
    return bool(ours == theirs)


def values_of(plan: Recipe, splits: Splits) -> dict[str, Any]:
    """The recipe as nested tables, in which models, networks and optimizers have all their options.

    The table "splits" holds the numbers of images.
    """
    table = plan.to_dict()
    table["model"] = {**_defaults(components.model_class(plan.model.name)), **table["model"]}
    for role, part in plan.networks.items():
        defaults = _defaults(components.network_builder(part.name))
        table["networks"][role] = {**defaults, **table["networks"][role]}
    for player, part in plan.optimizers.items():
        table["optimizers"][player] = {
            **components.optimizer(part).get_config(),
            **table["optimizers"][player],
        }
    names = ("train", "validation", "test")
    table["splits"] = {name: len(getattr(splits, name).images) for name in names}
    return table


def _defaults(function: Callable[..., Any]) -> dict[str, Any]:
    """The options of a function or class that have a default, with it."""
    known = inspect.signature(function).parameters.values()
    return {each.name: each.default for each in known if each.default is not each.empty}


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
    value = value_at(ours, key)
    return f"{value:,}" if type(value) is int else str(value)
