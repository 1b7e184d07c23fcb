"""Components in a recipe's tables: a name, and the options that what it names is called with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_gencmp.recipes.schema import OPTIMIZER_OPTIONS, SCHEDULE_OPTIONS, Component
from keras_gencmp.recipes.validation import RecipeError, check_table, check_value

PLAIN = str | float | bool | None


def component(table: Any, where: str) -> Component:
    """The component that a table describes, ``{"name": ..., **options}``, or a bare name."""
    if isinstance(table, str):
        return Component(table)
    options = dict(check_table(table, where))
    name = options.pop("name", None)
    if not isinstance(name, str):
        raise RecipeError(f"{where} needs a name")
    return Component(name, options)


def components(table: Any, group: str) -> dict[str, Component]:
    """The components of a group, such as "networks", by their role."""
    parts = check_table(table, group)
    return {role: component(part, f"{group}.{role}") for role, part in parts.items()}


def to_table(part: Component) -> dict[str, Any]:
    """The table that :func:`component` reads back."""
    return {"name": part.name, **part.options}


def check_optimizers(optimizers: Mapping[str, Component]) -> None:
    """RecipeError for an option of an optimizer that is out of its range, or no plain value.

    Only a learning rate may be a table: the schedule that it follows. Keras would take any other
    table as the description of an object, and build that.
    """
    for player, optimizer in optimizers.items():
        for key, value in optimizer.options.items():
            where = f"optimizers.{player}.{key}"
            if key == "use_ema" and value is not False:
                raise RecipeError(
                    f"{where} has no effect on samples: set schedule.average, as 0.999, instead"
                )
            if key == "learning_rate" and isinstance(value, Mapping):
                _check_schedule(component(value, where), where)
            else:
                check_value(OPTIMIZER_OPTIONS.get(key, PLAIN), value, where)


def _check_schedule(schedule: Component, where: str) -> None:
    """The options of a learning rate's schedule are plain values and lists of numbers."""
    for key, value in schedule.options.items():
        plain = list[float] if isinstance(value, list | tuple) else PLAIN
        hint = SCHEDULE_OPTIONS.get(key, plain)
        check_value(hint, value, f"{where}.{key}")
