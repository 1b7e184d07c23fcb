"""Changes of a run's plan while it is under way: a longer schedule, other options of optimizers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypedDict

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.recipes.recipe import Recipe, override
from keras_gencmp.runs import history, locks, own_code, quality
from keras_gencmp.runs.run import Run
from keras_gencmp.runs.tables import read_table
from keras_gencmp.training.callbacks.log import print_and_log

# What may change without another model, other data or another order of its images.
FREE = ("schedule.epochs", "schedule.evaluate_every", "schedule.stop_when_saturated")
FREE += ("schedule.patience",)
OF_OPTIMIZERS = re.compile(r"optimizers\.\w+\.(?!name$)\w+")
# Learning-rate schedules over fractions of the training, and options that say the same of a loss.
OVER_FRACTIONS = ("cosine", "two_cosines", "linear")
RAMPS = ("final_information", "fine_tuning")


def change(run: Run, changes: Mapping[str, Any]) -> Run:
    """The run with some keys of its recipe changed, ready to be resumed, as a line of its log says.

    The schedule's end and the options of optimizers may change. A learning rate counts from the
    next step on. The changes are kept in changes.json. UserError for other keys, for an end that
    lies behind, and for a run that early stopping would end at once.
    """
    with locks.training(run.directory):
        plan = checked(run, changes)
        before = run.recipe
        lines = [*_lines(before, plan), *_evaluated_at_end(run, plan)]
        _record(run, before, plan)
        runs.write_json(run.recipe_file, plan.to_dict())
        run.metrics_file.unlink(missing_ok=True)
        changed = Run(run.directory, trust=run.trust)
        for line in lines:
            print_and_log(changed, line)
        return changed


def depends_on_end(plan: Recipe) -> bool:
    """Whether steps of a training depend on how many are planned."""
    rates = [part.options.get("learning_rate") for part in plan.optimizers.values()]
    names = [rate.get("name") for rate in rates if isinstance(rate, Mapping)]
    ramps = any(plan.model.options.get(option) for option in RAMPS)
    return ramps or any(name in OVER_FRACTIONS for name in names)


def checked(run: Run, changes: Mapping[str, Any]) -> Recipe:
    """The recipe with the changes, if they are ones that a run under way can have."""
    own_code.check(run)
    for key in changes:
        if key not in FREE and not OF_OPTIMIZERS.fullmatch(key):
            raise UserError(
                f"{key} cannot change while a run is under way: {', '.join(FREE)} and the options "
                "of optimizers can; for the rest train a new run, as with --init"
            )
    plan = override(run.recipe, changes)
    reached = _reached(run)
    if plan.schedule.epochs < reached:
        raise UserError(
            f"{run.name} has been trained for {reached} epochs: give more of them by --epochs"
        )
    early = run.finished and "reason" in run.outcome and reached < run.outcome["epochs"]
    if early and plan.schedule.stop_when_saturated:
        raise UserError(
            f"{run.name} ended by early stopping: to go on add "
            "--set schedule.stop_when_saturated=false "
            f"--set schedule.evaluate_every={run.recipe.schedule.evaluation_period}"
        )
    return plan


def _reached(run: Run) -> int:
    """The epochs that a run has been trained for."""
    if run.finished:
        return run.outcome.get("stopped_at", run.outcome["epochs"])
    return len(history.read(run.history_file)) if run.history_file.exists() else 0


def _lines(before: Recipe, plan: Recipe) -> Iterator[str]:
    """The changes in words, and what they mean for the bits."""
    for key, old, new in _differences(before, plan):
        yield f"changed {key}: {old} -> {new}"
    if before.schedule.epochs != plan.schedule.epochs and depends_on_end(plan):
        yield (
            "its schedule depends on the end of the training: the steps so far followed that of "
            f"{before.schedule.epochs} epochs, so that the run differs from one planned for "
            f"{plan.schedule.epochs}"
        )


def _evaluated_at_end(run: Run, plan: Recipe) -> Iterator[str]:
    """What it means for the bits that a run was evaluated after its end, which now is none."""
    period, epoch = plan.schedule.evaluation_period, run.recipe.schedule.epochs
    if not period or not epoch % period or epoch == plan.schedule.epochs:
        return
    if run.quality_file.exists() and quality.read(run.quality_file)[-1]["epoch"] == epoch:
        yield (
            f"it was evaluated after epoch {epoch}, its end so far, as a run planned for "
            f"{plan.schedule.epochs} is not: best state and early stopping may differ"
        )


def _record(run: Run, before: Recipe, plan: Recipe) -> None:
    """Add the changes to changes.json; those of a call that was killed after it stand there."""
    earlier = _recorded(run)
    new = [
        {"key": key, "before": old, "after": after}
        for key, old, after in _differences(before, plan)
    ]
    if earlier[-len(new) :] != new:
        runs.write_json(run.changes_file, {"changes": [*earlier, *new]})


class _Changes(TypedDict):
    """What changes.json holds."""

    changes: list[dict[str, Any]]


def _recorded(run: Run) -> list[dict[str, Any]]:
    if not run.changes_file.exists():
        return []
    return read_table(_Changes, run.changes_file, "delete it to go on without it")["changes"]


def _differences(before: Recipe, plan: Recipe) -> Iterator[tuple[str, Any, Any]]:
    old, new = (dict(_flat(recipe.to_dict())) for recipe in (before, plan))
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            yield key, old.get(key), new.get(key)


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
