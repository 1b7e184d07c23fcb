"""A report reproduced: systems trained, figures drawn, numbers beside ours, on one page."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keras_gencmp import assembly, runs
from keras_gencmp.data import Splits
from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.saving import save
from keras_gencmp.inspection import run_figures
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe
from keras_gencmp.reports.page import Section, Table, write
from keras_gencmp.runs import history
from keras_gencmp.runs.run import Run
from keras_gencmp.theory import small_gan
from keras_gencmp.training import trainer
from keras_gencmp.training.data import data_of_run

FOLDER = Path(__file__).parent
PIXELS = 784


@dataclass(frozen=True)
class Trained:
    """A finished run with its model and the data it was trained on."""

    run: Run
    model: GenerativeModel
    splits: Splits


def letters() -> list[str]:
    """The reports that can be reproduced."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def reproduce(letter: str, folder: Path, quick: bool, data_dir: str | None) -> list[Path]:
    """Train a report's systems, draw its figures, and write page.md and page.html.

    What an earlier call has trained below the folder is used again; what it began is resumed.
    """
    report = tomllib.loads((FOLDER / f"{letter}.toml").read_text(encoding="utf-8"))
    systems = {name: trained(name, folder, quick, data_dir) for name in recipes_of(report)}
    parts = [*figures(report, systems, folder), *numbers(report, systems)]
    return write(folder, report["title"], introduction(report, systems, quick), parts)


def recipes_of(report: dict[str, Any]) -> list[str]:
    """The recipes that a report's figures and numbers need, in the order of their mention."""
    drawn = [text.split() for figure in report["figure"] for text in figure["draw"]]
    named = [name for verb, name in drawn if verb != "theory"]
    told = [row["recipe"] for kind in ("setting", "losses") for row in report.get(kind, ())]
    return list(dict.fromkeys([*named, *told]))


def trained(name: str, folder: Path, quick: bool, data_dir: str | None) -> Trained:
    """The run of a recipe below the folder: found, resumed or trained."""
    root = folder / "runs"
    found = [run for run in runs.every(root) if run.directory.parent.name == name]
    if not found:
        plan = recipe.load(name)
        run = trainer.train(recipe.first_look(plan) if quick else plan, root, data_dir=data_dir)
    else:
        run = found[-1] if found[-1].finished else trainer.resume(found[-1], data_dir)
    splits = data_of_run(run, data_dir)
    return Trained(run, assembly.load(run), splits)


def introduction(report: dict[str, Any], systems: dict[str, Trained], quick: bool) -> str:
    """What the report is, and what stands here in its place."""
    data = ", ".join(sorted({each.splits.name for each in systems.values()}))
    look = " This is a first look, of some hundred steps at most." if quick else ""
    return f"{report['text']} Ours are trained on {data}.{look}"


def figures(report: dict[str, Any], systems: dict[str, Trained], folder: Path) -> Iterator[Section]:
    """The report's figures, each drawn anew."""
    for figure in report["figure"]:
        drawn = [draw(*text.split(), systems, folder) for text in figure["draw"]]
        images = [path.relative_to(folder) for path in drawn if isinstance(path, Path)]
        tables = [table for table in drawn if isinstance(table, Table)]
        yield Section(figure["number"], figure["says"], images, tables, figure["note"])


def draw(kind: str, name: str, systems: dict[str, Trained], folder: Path) -> Path | Table:
    """One picture, or for an architecture its table of layers."""
    if kind == "theory":
        return theory_figure(name, folder / "theory")
    system = systems[name]
    if kind == "architecture":
        return layers(system.model, name)
    path = folder / "figures" / f"{name}-{kind}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "data":
        return save(grid(system.splits.test.images[:100], 10), path)
    return save(run_figures.drawings(system.run, system.model, system.splits)[kind](), path)


def theory_figure(name: str, folder: Path) -> Path:
    """A theory figure, drawn with all the others at its first mention."""
    path = folder / f"{name}.png"
    if not path.exists():
        list(small_gan.draw_all(folder))
    return path


def layers(model: GenerativeModel, name: str) -> Table:
    """The layers of a model's networks by kind, with the shapes they give and their weights."""
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


def numbers(report: dict[str, Any], systems: dict[str, Trained]) -> Iterator[Section]:
    """The report's settings and printed losses, ours beside them."""
    for row in report.get("setting", ()):
        yield setting(row, systems[row["recipe"]].run)
    for row in report.get("losses", ()):
        yield printed_losses(row, systems[row["recipe"]].run)


def setting(row: dict[str, Any], run: Run) -> Section:
    """The report's settings of one system beside those that were run."""
    ours = {key: value_at(run.recipe.to_dict(), key) for key in row["values"]}
    lines = [(key, str(theirs), str(ours[key])) for key, theirs in row["values"].items()]
    differ = [key for key, theirs in row["values"].items() if theirs != ours[key]]
    note = f"Ours differs in {', '.join(differ)}." if differ else "The settings are the same."
    table = Table(f"Settings of {row['recipe']}", ("setting", "report", "ours"), lines)
    recipe_note = f" The header of the recipe ({row['recipe']}) says why." if differ else ""
    return Section(row["number"], f"Settings of {row['recipe']}.", [], [table], note + recipe_note)


def value_at(table: dict[str, Any], key: str) -> Any:
    """The value at a dotted key."""
    for step in key.split("."):
        table = table[step]
    return table


def printed_losses(row: dict[str, Any], run: Run) -> Section:
    """Losses per epoch as the report scales them, ours beside them."""
    ours = {int(each["epoch"]): each for each in history.read(run.history_file)}
    beta = run.recipe.model.options.get("beta", 1.0)
    lines = []
    for epoch, *theirs in zip(row["epochs"], row["training"], row["validation"], strict=True):
        mine = (
            [scaled(ours[epoch], beta, prefix) for prefix in ("", "val_")] if epoch in ours else []
        )
        lines.append((str(epoch), *map(str, theirs), *(mine or ("not reached", "not reached"))))
    heads = ("epoch", "report", "report, validation", "ours", "ours, validation")
    table = Table("Losses per pixel", heads, lines)
    return Section(row["number"], "Loss and validation loss per epoch.", [], [table], row["note"])


def scaled(epoch: dict[str, float], beta: float, prefix: str) -> str:
    """(reconstruction + beta KL) / pixels of one epoch, as text."""
    total = epoch[f"{prefix}reconstruction"] + beta * epoch[f"{prefix}kl"]
    return f"{total / PIXELS:.4f}"
