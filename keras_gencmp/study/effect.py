"""The effect of one setting: a recipe trained with each of its values, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from keras_gencmp import assembly, data
from keras_gencmp.data import Splits
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.runs import own_code
from keras_gencmp.runs.run import Run
from keras_gencmp.study.compare.plan import folder_name
from keras_gencmp.study.compare.variants import Model
from keras_gencmp.study.costs import budget as budgets
from keras_gencmp.study.costs.budget import Budget, StepCost
from keras_gencmp.study.own_runs import OTHER
from keras_gencmp.training import trainer
from keras_gencmp.training.data import completed, is_of, load_each

# Budgets that need no measuring: equally many steps are a lesson's usual question.
KINDS = ("steps", "epochs", "images")


def train(
    models: Sequence[Model],
    dataset: str,
    data_dir: str | None,
    budget: Budget,
    folder: Path,
    tell: Callable[[str], None],
) -> Iterator[Run]:
    """Train every model for the budget, and yield its run; what is finished is not trained again.

    The runs are kept in the folder, and a training that was stopped goes on where it was. ``tell``
    is called before each. UserError for a budget of another kind, and where the folder holds other
    trainings, or ones of data or of code that have changed since.
    """
    if budget.kind not in KINDS:
        raise UserError(f"a budget is of {', '.join(KINDS)} here, not {budget.kind}")
    plans = [recipe.override(model.plan, {"data.dataset": dataset}) for model in models]
    data_of = list(load_each(plans, data_dir))
    runs = [Run(folder / "runs" / folder_name(model.label), trust=True) for model in models]
    scheduled = [
        completed(_scheduled(plan, splits, budget), splits)
        for plan, splits in zip(plans, data_of, strict=True)
    ]
    for run, plan, splits in zip(runs, scheduled, data_of, strict=True):
        _check(run, plan, splits)
    for number, (model, run, plan) in enumerate(zip(models, runs, scheduled, strict=True), start=1):
        own_code.check_all(folder)  # also while the values are trained, one after the other
        if not run.finished:
            tell(f"{number} of {len(models)}: {model.label}")
            _train(run, plan, data_dir)
        yield run


def _train(run: Run, plan: Recipe, data_dir: str | None) -> None:
    if run.recipe_file.exists():
        trainer.resume(run, data_dir, draw=False)
    else:
        trainer.train(plan, directory=run.directory, data_dir=data_dir, draw=False)


def _scheduled(plan: Recipe, splits: Splits, budget: Budget) -> Recipe:
    """A recipe that trains for the budget, without evaluations on the way."""
    size, batches = plan.schedule.batch_size, assembly.assemble(plan).batches_per_step
    per_epoch = data.steps_per_epoch(splits.train, size, batches)
    steps = budgets.steps(budget, StepCost(size * batches, 0.0, 0.0, 0.0, per_epoch), plan.name)
    changes = budgets.schedule(steps, plan, per_epoch) | {"schedule.evaluate_every": 0}
    return recipe.override(plan, changes)


def _check(run: Run, plan: Recipe, splits: Splits) -> None:
    """UserError where a folder holds the run of another recipe, of another budget or other data."""
    if not run.recipe_file.exists():
        return
    if run.recipe.to_dict() != plan.to_dict():
        raise UserError(f"{run.directory} {OTHER}")
    if not is_of(run, splits):
        raise UserError(
            f"{run.directory} holds a training of other data: name a new folder with -o"
        )
