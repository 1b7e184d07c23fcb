"""Folders of exports: whether a name that a user gives is one, and not that of a run."""

from __future__ import annotations

from pathlib import Path

from keras_gencmp import runs
from keras_gencmp.recipes import recipe


def is_export(name: str, root: Path = runs.ROOT) -> bool:
    """Whether a name is the folder of an export, and not that of a run.

    A folder of something else may be called as runs below ``root`` are: "latest", or the name of a
    recipe, whose latest run is meant.
    """
    if holds_export(name):
        return True
    if name in ("latest", *recipe.names()) or not Path(name).is_dir():
        return False
    return not holds_run(Path(name)) and not holds_run(root / name)


def holds_run(folder: Path) -> bool:
    """Whether a folder is that of a run, or of a recipe's runs."""
    return any(any(folder.glob(pattern)) for pattern in ("recipe.json", "*/recipe.json"))


def holds_export(name: str) -> bool:
    """Whether a folder holds a SavedModel, or versions of one."""
    folder = Path(name)
    files = ("saved_model.pb", "[0-9]*/saved_model.pb")
    return not (folder / "recipe.json").exists() and any(
        any(folder.glob(pattern)) for pattern in files
    )
