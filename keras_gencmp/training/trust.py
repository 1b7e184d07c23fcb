"""The code outside the package that trainings load, and which runs therefore need --trust."""

from __future__ import annotations

from keras_gencmp import data
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.recipes.trust import code_paths
from keras_gencmp.runs.run import Run


def own_paths(plan: Recipe) -> list[str]:
    """The paths of code outside the package that a training of this recipe loads."""
    reader = [plan.data.dataset] if data.is_outside(plan.data.dataset) else []
    return [*code_paths(plan.to_dict()).values(), *reader]


def needs_trust(plan: Recipe) -> bool:
    """Whether a run of this recipe loads code outside the package, so that --trust opens it."""
    return bool(own_paths(plan))


def trust_flag(plan: Recipe) -> str:
    """What a command that opens a run of this recipe ends with: " --trust", or nothing."""
    return " --trust" if needs_trust(plan) else ""


def go_on(run: Run) -> str:
    """The command that continues a run, after the words for it."""
    return f"go on with: gencmp resume {run.directory}{trust_flag(run.recipe)}"
