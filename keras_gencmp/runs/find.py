"""Runs on disk: a new one started, one found by its name, and all of them."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from keras_gencmp.errors import UserError
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.registry import nearest
from keras_gencmp.runs.files import write_text
from keras_gencmp.runs.run import BEST, Run

ROOT = Path("runs")


def start(recipe: Recipe, root: Path = ROOT, directory: Path | None = None) -> Run:
    """A new run's directory with its recipe in it; a directory that holds something is refused.

    The run is trusted: whoever starts it has chosen its recipe.
    """
    run = Run(directory or _unused(root / recipe.name), trust=True)
    try:
        if run.directory.exists() and any(run.directory.iterdir()):
            raise UserError(f"{run.directory} is not empty: name a new folder for the run")
        run.figures.mkdir(parents=True)
        run.samples.mkdir()
    except OSError as error:
        raise UserError(f"cannot write to {run.directory}: {error.strerror}") from error
    write_text(run.recipe_file, recipe.to_json())
    return run


def find(name: str, root: Path = ROOT, trust: bool = False) -> Run:
    """The run with that path, that name ("dcgan", "dcgan/20260131-120000"), or the ``latest``.

    With ``@best`` after any of them, its best state. Opening a run executes none of its code;
    ``trust`` allows its recipe to name some. UserError for an unknown name, and for a run whose
    folder holds links to files elsewhere.
    """
    if name.endswith(BEST):
        return _best(find(name.removesuffix(BEST), root, trust))
    run = replace(_named(name, root), trust=trust)
    check_folder(run)
    return run


def every(root: Path = ROOT, trust: bool = False) -> list[Run]:
    """All runs under a root, the oldest first."""
    files = sorted(root.glob("*/*/recipe.json"), key=lambda file: file.parent.name)
    return [Run(file.parent, trust=trust) for file in files]


def check_folder(run: Run) -> None:
    """UserError where a file of a run is a link out of it, or neither a file nor a folder.

    Writing to a link would write elsewhere, and a pipe would be waited for.
    """
    home = run.directory.resolve()
    for path in run.directory.iterdir():
        if path.is_symlink() and not path.resolve().is_relative_to(home):
            raise UserError(
                f"{path} is a link to {path.resolve()}, outside of the run: "
                "put the file itself in its place, or delete the link"
            )
        if not path.is_file() and not path.is_dir():
            raise UserError(f"{path} is neither a file nor a folder: delete it")


def _named(name: str, root: Path) -> Run:
    for candidate in (Path(name), root / name):
        if (candidate / "recipe.json").is_file():
            return Run(candidate)
    matches = [run for run in every(root) if name in ("latest", run.directory.parent.name)]
    if matches:
        return matches[-1]
    if Path(name).is_dir() and name not in ("latest",):
        raise UserError(f"{name} is not a run: it holds no recipe.json")
    names = {text for run in every(root) for text in (run.directory.parent.name, run.name)}
    hint = nearest(name, sorted(names)) if names else "train one first, as in: gencmp train dcgan"
    raise UserError(f"no run {name!r} under {root}: {hint}")


def _best(run: Run) -> Run:
    if not run.best_file.exists():
        raise UserError(f"{run.name} has no best state: train it with --evaluate-every 1")
    return replace(run, best=True)


def _unused(folder: Path) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S")
    names = [stamp, *(f"{stamp}-{number}" for number in range(2, 1000))]
    return next(path for name in names if not (path := folder / name).exists())
