"""Runs on disk: a new one started, one found by its name, and all of them."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from keras_gencmp.errors import UserError
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.registry import nearest
from keras_gencmp.runs import locks, own_code
from keras_gencmp.runs.files import UNFINISHED, check_writable, write_json
from keras_gencmp.runs.run import BEST, Run
from keras_gencmp.runs.tables import read_json

ROOT = Path("runs")
TIME = "%Y%m%d-%H%M%S"
STAMP = re.compile(r"(\d{8}-\d{6})(?:-(\d+))?")  # the name of a run, after when it began


def start(
    recipe: Recipe,
    root: Path = ROOT,
    directory: Path | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Run:
    """A new run's directory with its recipe in it; a directory that holds something is refused.

    ``facts`` is the content of environment.json; of the code that they name there will be copies.
    The recipe is written last, and with it the run
    begins: what a process leaves that was killed before is no run, and its folder can be used.
    The run is trusted: whoever starts it has chosen its recipe.
    """
    try:
        run = Run(_made(directory) if directory else _unused(root, recipe.name), trust=True)
        with locks.training(run.directory):
            check_unused(run.directory)
            run.figures.mkdir(exist_ok=True)
            run.samples.mkdir(exist_ok=True)
            if facts is not None:
                write_json(run.environment_file, facts)
                own_code.keep(run.code, facts.get("code", {}))
            write_json(run.recipe_file, recipe.to_dict())
    except OSError as error:
        raise UserError(
            f"cannot write to {error.filename or directory or root}: {error.strerror}"
        ) from error
    return run


def check_unused(folder: Path) -> None:
    """UserError unless a run can begin in a folder, which need not be there."""
    check_writable(folder)
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file: name a new folder for the run")
    if folder.exists() and not _is_unused(Run(folder)):
        raise UserError(f"{folder} is not empty: name a new folder for the run")


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
    folders = [file.parent for file in root.glob("*/*/recipe.json")]
    return [Run(folder, trust=trust) for folder in sorted(folders, key=_age)]


def check_folder(run: Run) -> None:
    """UserError where a file of a run is a link out of it, or neither a file nor a folder.

    Writing to a link would write elsewhere, and a pipe would be waited for.
    """
    home = run.directory.resolve()
    for path in run.directory.rglob("*"):
        if path.is_symlink() and not path.resolve().is_relative_to(home):
            raise UserError(
                f"{path} is a link to {path.resolve()}, outside of the run: "
                "put the file itself in its place, or delete the link"
            )
        if not path.is_file() and not path.is_dir():
            raise UserError(f"{path} is neither a file nor a folder: delete it")


def _named(name: str, root: Path) -> Run:
    if not name:
        raise UserError("name a run: its folder, its recipe, or latest")
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


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _age(folder: Path) -> tuple[str, int, str]:
    """What runs are sorted by: when they began, by their names, and by number within a second.

    A folder that was named by hand began when its environment was written.
    """
    if STAMP.fullmatch(folder.name):
        return *_order(folder.name), ""
    run = Run(folder)
    first = run.environment_file if run.environment_file.exists() else run.recipe_file
    return time.strftime(TIME, time.localtime(first.stat().st_mtime)), 0, folder.name


def _order(name: str) -> tuple[str, int]:
    """The time in the name of a run, and the number of those of one second."""
    match = STAMP.fullmatch(name)
    return (match[1], int(match[2] or 1)) if match else ("", 0)


def _unused(root: Path, name: str) -> Path:
    """A new folder named after the time; two processes that begin at once get one each.

    Where a clock was set back, the time is that of the run before: the latest comes last.
    """
    now = time.strftime(TIME)
    names = [run.directory.name for run in every(root)]
    last = max((_order(each) for each in names if STAMP.fullmatch(each)), default=("", 0))
    stamp, first = (now, 1) if now > last[0] else (last[0], last[1] + 1)
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + 1000):
        with suppress(FileExistsError):
            path = folder / (stamp if number == 1 else f"{stamp}-{number}")
            path.mkdir()
            return path
    raise UserError(f"{folder} holds a thousand runs of this second: name a folder for the run")


def _is_unused(run: Run) -> bool:
    """Whether a folder holds nothing but what was left of a run that never began."""
    names = {path.name for path in run.directory.iterdir() if not path.name.endswith(UNFINISHED)}
    if run.environment_file.name in names and not _is_environment(run.environment_file):
        return False
    inside = [each for folder in (run.figures, run.samples) for each in folder.glob("*")]
    own = {run.environment_file.name, run.figures.name, run.samples.name, locks.NAME}
    own |= {run.code.name} if run.environment_file.name in names else set()
    return names <= own and not inside


def _is_environment(path: Path) -> bool:
    try:
        return "data_digest" in read_json(path)
    except UserError:
        return False
