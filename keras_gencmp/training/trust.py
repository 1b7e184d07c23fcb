"""Which trainings leave runs that only --trust opens."""

from __future__ import annotations

from keras_gencmp import data
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.recipes.trust import code_paths
from keras_gencmp.runs.run import Run


def needs_trust(plan: Recipe) -> bool:
    """Whether a run of this recipe loads code outside the package, so that --trust opens it."""
    return bool(code_paths(plan.to_dict())) or data.is_outside(plan.data.dataset)


def trust_flag(plan: Recipe) -> str:
    """What a command that opens a run of this recipe ends with: " --trust", or nothing."""
    return " --trust" if needs_trust(plan) else ""


def go_on(run: Run) -> str:
    """The command that continues a run, after the words for it."""
    return f"go on with: gencmp resume {run.directory}{trust_flag(run.recipe)}"
