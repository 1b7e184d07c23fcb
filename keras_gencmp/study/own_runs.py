"""Runs in the folder of a study: they may come from somebody else, as the folder may.

Whoever repeats a command has chosen its recipes, and not what a recipe.json in the folder says.
"""

from __future__ import annotations

from dataclasses import replace

from keras_gencmp import data, runs
from keras_gencmp.errors import UserError
from keras_gencmp.recipes.recipe import Recipe, load_from_run
from keras_gencmp.recipes.schema import Data
from keras_gencmp.runs import own_code
from keras_gencmp.runs.run import Run

OTHER = "holds another training: name a new folder with -o"


def check_own(run: Run, plan: Recipe, problem: str = OTHER) -> None:
    """UserError where a folder holds the training of another recipe, or links out of it.

    After it, the run may be trusted: it names no code but that of the plan. Of the data only a
    reader outside of the package counts, for a training completes the rest. ``problem`` is what is
    said of the folder. Code of one's own must be what it was when the run began.
    """
    if not run.recipe_file.exists():
        return
    runs.check_folder(run)
    found = load_from_run(run.recipe_file, run.name, trust=True)  # nothing of it is run here
    names = {each.data.dataset for each in (found, plan)}
    foreign = len(names) > 1 and data.is_outside(found.data.dataset)
    if foreign or what_trains(found) != what_trains(plan):
        raise UserError(f"{run.directory} {problem}")
    own_code.check(run)


def what_trains(plan: Recipe) -> Recipe:
    """A recipe without its texts and data."""
    texts = {"summary": "", "source": "", "caveat": "", "read": (), "report": (), "quick": {}}
    return replace(plan, data=Data(), **texts)
