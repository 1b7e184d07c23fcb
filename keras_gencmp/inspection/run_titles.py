"""The title of a run's picture: which model, which data, and after how many steps."""

from __future__ import annotations

from keras_gencmp.recipes.schema import Schedule
from keras_gencmp.runs import history
from keras_gencmp.runs.run import Run

ENOUGH_STEPS = 2000  # with fewer, the images of most models have no clear shapes
FIRST_LOOK_STEPS = 4000  # more than the first look of any recipe of the package


def run_title(run: Run, step: int | None = None) -> str:
    """The run, its data and its step, as in "dcgan/20260101-120000, digits, step 300".

    Without ``step`` it is the last one in the history of the run's losses. A training of few steps,
    whose epochs are no passes over the data, is a first look.
    """
    from keras_gencmp.figures.titles import plain  # the command line loads no Matplotlib for help

    plan = run.recipe
    reached = last_step(run) if step is None else step
    short = " (first look)" if is_first_look(plan.schedule) else ""
    return plain(f"{run.name}, {plan.data.dataset}, step {reached:,}{short}")


def is_first_look(schedule: Schedule) -> bool:
    """Whether a schedule counts in steps, and has no more than a first look has at most."""
    return 0 < schedule.epochs * schedule.epoch_steps <= FIRST_LOOK_STEPS


def last_step(run: Run) -> int:
    """The last step of a finished run, or the last whose losses a run has recorded, or 0."""
    if run.finished:
        return run.outcome["steps"]
    if not run.iterations_file.exists():
        return 0
    return int(history.read(run.iterations_file, "step")[-1]["step"])


def steps_per_epoch(run: Run, reached: int | None = None) -> int:
    """The training steps of an epoch of a run, from what its histories have recorded; at least 1.

    Of single steps only some are recorded, the last of an epoch not always among them: whoever
    knows the step at the end of the last epoch gives it as ``reached``.
    """
    if run.recipe.schedule.epoch_steps:
        return run.recipe.schedule.epoch_steps
    if not run.history_file.exists():
        return 1
    epochs = int(history.read(run.history_file)[-1]["epoch"])
    steps = last_step(run) if reached is None else reached
    return max(1, -(-steps // epochs))
