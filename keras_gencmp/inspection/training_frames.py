"""The animation of a training: samples of the same latents, by the step, with their losses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from keras_gencmp.figures.animation import animate
from keras_gencmp.figures.grid import clear_mosaic
from keras_gencmp.figures.themes import LIGHT
from keras_gencmp.inspection.run_curves import label
from keras_gencmp.inspection.run_titles import steps_per_epoch
from keras_gencmp.runs import history
from keras_gencmp.runs.run import Run

NAME = "training.gif"
COLUMNS = 8
SHOWN = 2  # losses at most in a caption


class Moment(NamedTuple):
    """Samples (n, h, w, c) at a step of a training, and what stands under them."""

    step: int
    images: np.ndarray
    caption: str


def animation(
    run: Run,
    path: Path,
    title: str | None = None,
    theme: str = LIGHT,
    reached: int | None = None,
) -> Path | None:
    """Write the animation of a run's training; None where only its start was stored.

    It is 8 samples wide. ``title`` takes the place of the names of the recipe and its data, and
    ``reached`` is the step at the end of the last epoch, where the run is not finished yet.
    """
    stored = moments(run, title, reached)
    if len(stored) < 2:
        return None
    frames = [clear_mosaic(each.images, COLUMNS) for each in stored]
    return animate(frames, path, captions=[each.caption for each in stored], theme=theme)


def moments(run: Run, title: str | None = None, reached: int | None = None) -> list[Moment]:
    """The stored samples of a run by their step: at a few early steps, and after every epoch."""
    per_epoch = steps_per_epoch(run, reached)
    files = dict(run.early_sample_files)
    files |= {epoch * per_epoch: file for epoch, file in run.sample_files.items()}
    rows = history.read(run.iterations_file, "step") if run.iterations_file.exists() else []
    head = title or f"{run.recipe.name} on {run.recipe.data.dataset}"
    plain = not run.recipe.schedule.epoch_steps
    return [
        Moment(
            step,
            run.read_sample_file(files[step]),
            f"{head}\n{place(step, per_epoch, plain)}{losses_at(rows, step)}",
        )
        for step in sorted(files)
    ]


def place(step: int, per_epoch: int, epochs: bool) -> str:
    """Where a training is, as in "epoch 3, step 180"; without ``epochs`` by its step alone."""
    if not step:
        return "before the first step"
    return f"epoch {-(-step // per_epoch)}, step {step:,}" if epochs else f"step {step:,}"


def losses_at(rows: Sequence[history.Row], step: int) -> str:
    """The losses of the last step that was recorded up to this one, or nothing."""
    before = [row for row in rows if row["step"] <= step]
    if not before:
        return ""
    row = before[-1]
    names = [name for name in row if name.endswith("loss")] or [*row][1:]
    texts = [f"{label(name)} {row[name]:.3f}" for name in names[:SHOWN]]
    return "".join(f", {text}" for text in texts)
