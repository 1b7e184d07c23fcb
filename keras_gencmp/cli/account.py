"""The data of a command: whether they can be read, and once what was read and done to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from keras_gencmp import data
from keras_gencmp.runs.run import Run
from keras_gencmp.terminal import console

if TYPE_CHECKING:
    from keras_gencmp.data import Splits

TOLD = f"{__name__}.told"  # the key of a command's datasets whose account is printed already


def check_data(members: Sequence[Run], dataset: str) -> None:
    """UserError where what runs were trained on, or without runs a dataset, cannot be read."""
    for run in members:
        data.check_place(run.recipe.data.dataset, run.name)
    for name in {run.recipe.data.dataset for run in members} or {dataset}:
        data.check(name)


def tell(splits: Splits) -> Splits:
    """Print on stderr what was read, unless this command has done so; the same splits.

    Where the verb has an option for the size of the images, the line names it.
    """
    context = click.get_current_context()
    told: set[str] = context.meta.setdefault(TOLD, set())
    if splits.digest not in told:
        told.add(splits.digest)
        for line in splits.summary.lines(*_option(context.command)):
            console.note(line)
    return splits


def _option(command: click.Command) -> tuple[str, Sequence[int]]:
    """How the verb's user sets the side of the images, and the sides that it takes."""
    for option in command.params:
        if option.name == "image_size" and isinstance(option.type, click.Choice):
            return "--image-size {}", [int(side) for side in option.type.choices]
    return "", ()
