"""The losses that a report prints for some epochs, and their seconds, beside those of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_gencmp.reports import duration
from keras_gencmp.reports.comparison import NONE
from keras_gencmp.reports.page import Section, Table
from keras_gencmp.runs import history
from keras_gencmp.runs.run import Run

PIXELS = 784
NOT_REACHED = ("not reached", "not reached", "not reached")
OF_A_FIRST_LOOK = (
    "In the line of the first look the seconds are those of all its steps, and the training loss "
    "is the mean over the steps since the evaluation before the last."
)
HEADS = (
    "epoch",
    "loss (report)",
    "val_loss (report)",
    "seconds (report)",
    "training (ours)",
    "validation (ours)",
    "seconds (ours)",
)


def printed_losses(row: Mapping[str, Any], run: Run, images: int) -> Section:
    """The losses per pixel that the report prints for some epochs, beside those of the run.

    ``row`` has "number", "note", and the columns "epochs", "training", "validation" and "seconds".
    A first look counts no epochs, and so reaches none of them: it has a line of its own, which says
    how often it has seen the ``images`` of the training split.
    """
    short = run.recipe.schedule.epoch_steps > 0
    ours = {} if short else epochs(run)
    columns = (row[key] for key in ("epochs", "training", "validation", "seconds"))
    lines = [
        (*map(str, printed), *ours.get(printed[0], NOT_REACHED))
        for printed in zip(*columns, strict=True)
    ]
    lines = [first_look(run, images), *lines] if short else lines
    text = "Loss, validation loss and seconds of its epochs."
    note = f"{row['note']} {OF_A_FIRST_LOOK}" if short else row["note"]
    return Section(row["number"], text, [], [Table("Losses per pixel", HEADS, lines)], note)


def first_look(run: Run, images: int) -> tuple[str, ...]:
    """The line of a first look: its steps and passes over the data, its last losses, its seconds.

    Its training loss is the mean over the steps between its last two evaluations.
    """
    schedule = run.recipe.schedule
    steps = schedule.epochs * schedule.epoch_steps
    last = max(reached := epochs(run))
    spent = sum(row["seconds"] for row in history.read(run.timing_file, needed=["seconds"]))
    name = f"{duration.passes(run.recipe, images):.1f} ({steps:,} steps, first look)"
    return (name, *(NONE,) * 3, *reached[last][:2], f"{spent:.0f}")


def epochs(run: Run) -> dict[int, tuple[str, str, str]]:
    """Training loss and validation loss per pixel, and seconds, of each epoch as text."""
    beta = run.recipe.model.options.get("beta", 1.0)
    timing = history.read(run.timing_file, needed=["seconds"])
    seconds = {row["epoch"]: f"{row['seconds']:.0f}" for row in timing}
    return {
        int(row["epoch"]): (
            per_pixel(row, beta, ""),
            per_pixel(row, beta, "val_"),
            seconds[row["epoch"]],
        )
        for row in history.read(run.history_file)
    }


def per_pixel(epoch: Mapping[str, float], beta: float, prefix: str) -> str:
    """(reconstruction + beta KL) / pixels of one epoch, as text; ``prefix`` names the split."""
    total = epoch[f"{prefix}reconstruction"] + beta * epoch[f"{prefix}kl"]
    return f"{total / PIXELS:.4f}"
