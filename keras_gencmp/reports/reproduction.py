"""A report reproduced: its models trained, its figures and numbers beside ours, on a page."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from keras_gencmp import assembly, runs
from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.saving import save
from keras_gencmp.inspection.run_figures import TrainedRun, available
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe
from keras_gencmp.reports.comparison import printed_losses, settings
from keras_gencmp.reports.page import Section, Table, write
from keras_gencmp.theory import all_figures
from keras_gencmp.training import trainer
from keras_gencmp.training.data import data_of_run

FOLDER = Path(__file__).parent
DATA_IMAGES, COLUMNS = 100, 10


def letters() -> list[str]:
    """The reports that can be reproduced."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def reproduce(letter: str, folder: Path, quick: bool, data_dir: str | None) -> list[Path]:
    """Train a report's models, draw its figures, and write page.md and page.html.

    What an earlier call has trained below the folder is used again; an unfinished run is resumed.
    """
    report = tomllib.loads((FOLDER / f"{letter}.toml").read_text(encoding="utf-8"))
    trained = {name: train(name, folder, quick, data_dir) for name in recipes_of(report)}
    sections = [*figures(report, trained, folder), *numbers(report, trained)]
    return write(folder, report["title"], introduction(report, trained, quick), sections)


def recipes_of(report: Mapping[str, Any]) -> list[str]:
    """The recipes that a report's figures and numbers need, in the order of their mention."""
    drawn = [text.split() for figure in report["figure"] for text in figure["draw"]]
    in_figures = [name for kind, name in drawn if kind != "theory"]
    tables = [row["recipe"] for kind in ("setting", "losses") for row in report.get(kind, ())]
    return list(dict.fromkeys([*in_figures, *tables]))


def train(name: str, folder: Path, quick: bool, data_dir: str | None) -> TrainedRun:
    """The run of a recipe below the folder: an existing one, resumed if need be, or a new one."""
    root = folder / "runs"
    existing = [run for run in runs.every(root) if run.directory.parent.name == name]
    if not existing:
        plan = recipe.load(name)
        run = trainer.train(recipe.first_look(plan) if quick else plan, root, data_dir=data_dir)
    else:
        run = existing[-1] if existing[-1].finished else trainer.resume(existing[-1], data_dir)
    return TrainedRun(run, assembly.load(run), data_of_run(run, data_dir))


def introduction(report: Mapping[str, Any], trained: Mapping[str, TrainedRun], quick: bool) -> str:
    """What the report is, and on which data this page was trained."""
    data = ", ".join(sorted({each.splits.name for each in trained.values()}))
    short = " Each model was trained for a few hundred steps at most." if quick else ""
    return f"{report['text']} Ours are trained on {data}.{short}"


def figures(
    report: Mapping[str, Any], trained: Mapping[str, TrainedRun], folder: Path
) -> Iterator[Section]:
    """The report's figures, each drawn from our models."""
    for figure in report["figure"]:
        drawn = [draw(*text.split(), trained, folder) for text in figure["draw"]]
        images = [path.relative_to(folder) for path in drawn if isinstance(path, Path)]
        tables = [table for table in drawn if isinstance(table, Table)]
        yield Section(figure["number"], figure["report"], images, tables, figure["note"])


def draw(kind: str, name: str, trained: Mapping[str, TrainedRun], folder: Path) -> Path | Table:
    """One image file, or for an architecture its table of layers."""
    if kind == "theory":
        return theory_figure(name, folder / "theory")
    if kind == "architecture":
        return layers(trained[name].model, name)
    path = folder / "figures" / f"{name}-{kind}.png"
    if kind == "data":
        return save(grid(trained[name].splits.test.images[:DATA_IMAGES], COLUMNS), path)
    return save(available(trained[name])[kind](), path)


def theory_figure(name: str, folder: Path) -> Path:
    """A figure of the theory; all of them are drawn when the first one is asked for."""
    path = folder / f"{name}.png"
    if not path.exists():
        list(all_figures.write(folder))
    return path


def layers(model: GenerativeModel, name: str) -> Table:
    """The layers of a model's networks with their output shapes and numbers of weights."""
    rows = [
        (
            role,
            type(layer).__name__,
            " x ".join(map(str, layer.output.shape[1:])),
            f"{layer.count_params():,}",
        )
        for role in model.roles
        for layer in getattr(model, role).layers
    ]
    return Table(f"Networks of {name}", ("network", "layer", "output", "weights"), rows)


def numbers(report: Mapping[str, Any], trained: Mapping[str, TrainedRun]) -> Iterator[Section]:
    """The report's settings and printed losses, beside ours."""
    for row in report.get("setting", ()):
        yield settings(row, trained[row["recipe"]].run)
    for row in report.get("losses", ()):
        yield printed_losses(row, trained[row["recipe"]].run)
