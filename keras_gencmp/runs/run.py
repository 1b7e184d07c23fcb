"""A run: one training's directory, every path in it, and files that appear whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe as recipes
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.registry import nearest

ROOT = Path("runs")
BEST = "@best"  # after the name of a run: its best state, in the place of its last


@dataclass(frozen=True)
class Run:
    """The directory of one training: ``<root>/<recipe>/<stamp>``.

    ``best`` puts the state of the best evaluation in the place of the last one; what is drawn and
    scored of it stands apart.
    """

    directory: Path
    best: bool = False

    @property
    def name(self) -> str:
        """The run as a user may call it: recipe and stamp, and which state if not the last."""
        return f"{self.directory.parent.name}/{self.directory.name}{BEST if self.best else ''}"

    @property
    def recipe_file(self) -> Path:
        """The recipe after all overrides."""
        return self.directory / "recipe.json"

    @property
    def environment_file(self) -> Path:
        """Versions, device, threads, seed, data digest and command line."""
        return self.directory / "environment.json"

    @property
    def history_file(self) -> Path:
        """Mean losses per epoch."""
        return self.directory / "history.csv"

    @property
    def iterations_file(self) -> Path:
        """Losses of single training steps, about 50 an epoch."""
        return self.directory / "iterations.csv"

    @property
    def timing_file(self) -> Path:
        """Seconds per epoch: apart from the losses, which repeat to the bit."""
        return self.directory / "timing.csv"

    @property
    def quality_file(self) -> Path:
        """Scores of the samples, one row an evaluation; only where a training is evaluated."""
        return self.directory / "quality.csv"

    @property
    def checkpoint_file(self) -> Path:
        """The state of the run: weights, optimizers, clock, metrics."""
        return self.best_file if self.best else self.directory / "checkpoint.npz"

    @property
    def best_file(self) -> Path:
        """The state after the evaluation of the lowest KID so far."""
        return self.directory / "best.npz"

    @property
    def metrics_file(self) -> Path:
        """The figures of merit at the end; it exists only once a run is finished."""
        return self.directory / "metrics.json"

    @property
    def evaluation_file(self) -> Path:
        """The scores of the run beside real images, once they have been asked for."""
        return self.directory / f"evaluation{'-best' if self.best else ''}.json"

    @property
    def log_file(self) -> Path:
        """One plain line an epoch."""
        return self.directory / "train.log"

    @property
    def figures(self) -> Path:
        """The folder of pictures."""
        return self.directory / f"figures{'-best' if self.best else ''}"

    @property
    def samples(self) -> Path:
        """The folder of samples of the same latents, one array an epoch (uint8)."""
        return self.directory / "samples"

    @cached_property
    def recipe(self) -> Recipe:
        """The recipe that this run trains, read once."""
        return recipes.load(str(self.recipe_file))

    @cached_property
    def environment(self) -> dict[str, Any]:
        """What the run was started with, read once."""
        return read_json(self.environment_file)

    @property
    def finished(self) -> bool:
        """Whether the training has reached its end."""
        return self.metrics_file.exists()


def start(recipe: Recipe, root: Path = ROOT, directory: Path | None = None) -> Run:
    """A new run's directory with its recipe in it; a directory that holds something is refused."""
    run = Run(directory or _fresh(root / recipe.name))
    try:
        if run.directory.exists() and any(run.directory.iterdir()):
            raise UserError(f"{run.directory} is not empty: name a new folder for the run")
        run.figures.mkdir(parents=True)
        run.samples.mkdir()
    except OSError as error:
        raise UserError(f"cannot write to {run.directory}: {error.strerror}") from error
    write_text(run.recipe_file, recipe.to_json())
    return run


def find(name: str, root: Path = ROOT) -> Run:
    """The run with that path, that name ("dcgan", "dcgan/20260131-120000"), or the ``latest``.

    With ``@best`` after any of them, its best state.
    """
    if name.endswith(BEST):
        return _best(find(name.removesuffix(BEST), root))
    for candidate in (Path(name), root / name):
        if (candidate / "recipe.json").is_file():
            return Run(candidate)
    found = [run for run in every(root) if name in ("latest", run.directory.parent.name)]
    if found:
        return found[-1]
    if Path(name).is_dir() and name not in ("latest",):
        raise UserError(f"{name} is not a run: it holds no recipe.json")
    names = {text for run in every(root) for text in (run.directory.parent.name, run.name)}
    hint = nearest(name, sorted(names)) if names else "train one first, as in: gencmp train dcgan"
    raise UserError(f"no run {name!r} under {root}: {hint}")


def every(root: Path = ROOT) -> list[Run]:
    """All runs under a root, the oldest first."""
    files = root.glob("*/*/recipe.json")
    return [Run(file.parent) for file in sorted(files, key=lambda file: file.parent.name)]


def write_bytes(path: Path, content: bytes) -> None:
    """A file that appears whole or not at all: written beside, flushed, moved into place."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def write_text(path: Path, content: str) -> None:
    """A UTF-8 text file that appears whole or not at all."""
    write_bytes(path, content.encode())


def write_json(path: Path, table: Mapping[str, Any]) -> None:
    """A JSON file that appears whole or not at all."""
    write_text(path, json.dumps(table, indent=2) + "\n")


def read_json(path: Path) -> dict[str, Any]:
    """The table in a JSON file of a run."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise UserError(f"{path} is missing or damaged: {error}") from error


def _best(run: Run) -> Run:
    if not run.best_file.exists():
        raise UserError(f"{run.name} keeps no best state: train it with --evaluate-every 1")
    return replace(run, best=True)


def _fresh(folder: Path) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S")
    names = [stamp, *(f"{stamp}-{number}" for number in range(2, 1000))]
    return next(path for name in names if not (path := folder / name).exists())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
