"""A report reproduced: its models trained, its figures and numbers beside ours, on a page."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from keras_gencmp.figures.grid import grid
from keras_gencmp.figures.saving import save
from keras_gencmp.inspection.run_figures import available
from keras_gencmp.reports import first_look, systems
from keras_gencmp.reports.comparison import printed_losses, settings
from keras_gencmp.reports.layers import layers, printed_layers
from keras_gencmp.reports.page import Section, Table, write
from keras_gencmp.reports.systems import Choices, System
from keras_gencmp.terminal import console
from keras_gencmp.theory import all_figures

FOLDER = Path(__file__).parent
DATA_IMAGES, COLUMNS = 100, 10
FIRST_LOOK = " (first look)"
UNTRAINED = ("theory", "architecture", "data")  # kinds of figures that need no training


def letters() -> list[str]:
    """The reports that can be reproduced."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read(letter: str) -> dict[str, Any]:
    """What a report shows and prints."""
    return tomllib.loads((FOLDER / f"{letter}.toml").read_text(encoding="utf-8"))


def all_recipes() -> list[str]:
    """The recipes of all reports."""
    return sorted({name for letter in letters() for name in systems.names_of(read(letter))})


def reproduce(
    letter: str, folder: Path, choices: Choices, tell: Callable[[str], None]
) -> list[Path]:
    """Train a report's models, draw its figures, and write page.md and page.html.

    What an earlier call with the same choices has trained below the folder is used again; an
    unfinished run is resumed. ``tell`` is called with lines on how long it will take.
    """
    report, root = read(letter), folder / "runs"
    plans = [systems.plan_of(name, choices) for name in systems.names_of(report)]
    tell_durations(systems.durations(plans, choices, root), tell)
    known = {plan.name: systems.system(plan, choices, root) for plan in plans}
    sections = [*figures(report, known, folder, letter), *numbers(report, known, choices.quick)]
    return write(folder, report["title"], introduction(report, known, choices.quick), sections)


def tell_durations(lines: list[tuple[str, float]], tell: Callable[[str], None]) -> None:
    """Say for each training and in all how long it is expected to take."""
    for text, length in lines:
        tell(f"{text}, about {console.duration(length)}")
    if lines:
        whole = sum(length for _, length in lines)
        tell(f"in all about {console.duration(whole)}, and a minute or more for the figures")


def introduction(report: Mapping[str, Any], known: Mapping[str, System], quick: bool) -> str:
    """What the report is, and with which data, seed and steps this page was trained."""
    data = ", ".join(sorted({each.splits.name for each in known.values()}))
    seeds = ", ".join(sorted({str(each.plan.schedule.seed) for each in known.values()}))
    text = f"{report['text']} Ours are trained on {data} with seed {seeds}."
    if not quick:
        return text
    steps = "; ".join(
        f"{name} {each.plan.schedule.epochs * each.plan.schedule.epoch_steps:,}"
        for name, each in known.items()
        if each.run is not None
    )
    return f"{text} This is a first look. Steps of training: {steps}."


def figures(
    report: Mapping[str, Any], known: Mapping[str, System], folder: Path, letter: str
) -> Iterator[Section]:
    """The report's figures, each drawn from our models."""
    for figure in report["figure"]:
        asked = [tuple(text.split()) for text in figure["draw"]]
        missing = [name for kind, name in asked if is_missing(kind, name, known)]
        drawn = [
            draw(kind, name, known, folder)
            for kind, name in asked
            if not is_missing(kind, name, known)
        ]
        images = [path.relative_to(folder) for path in drawn if isinstance(path, Path)]
        tables = [table for table in drawn if isinstance(table, Table)]
        note = " ".join([figure["note"], *(reason(known[name], letter) for name in missing)])
        heading = figure["number"] + FIRST_LOOK * any(
            is_short(kind, name, known) for kind, name in asked
        )
        yield Section(heading, figure["report"], images, tables, note)


def is_missing(kind: str, name: str, known: Mapping[str, System]) -> bool:
    """Whether a figure needs the training of a system that is left out."""
    return kind not in UNTRAINED and known[name].run is None


def is_short(kind: str, name: str, known: Mapping[str, System]) -> bool:
    """Whether a figure is that of a first look."""
    return kind not in UNTRAINED and known[name].plan.schedule.epoch_steps > 0


def reason(system: System, letter: str) -> str:
    """Why a system is left out of a first look."""
    return first_look.reason(system.plan, len(system.splits.train.images), letter)


def draw(kind: str, name: str, known: Mapping[str, System], folder: Path) -> Path | Table:
    """One image file, or for an architecture its table of layers."""
    if kind == "theory":
        return theory_figure(name, folder / "theory")
    if kind == "architecture":
        return layers(known[name].model, name)
    path = folder / "figures" / f"{name}-{kind}.png"
    if kind == "data":
        splits = known[name].splits
        title = f"{splits.name}, {DATA_IMAGES} images of the test split"
        return save(grid(splits.test.images[:DATA_IMAGES], COLUMNS, title), path)
    return save(available(known[name].trained)[kind](), path)


def theory_figure(name: str, folder: Path) -> Path:
    """A figure of the theory; the group that it belongs to is drawn when it is asked for."""
    path = folder / f"{name}.png"
    if not path.exists():
        for drawn, figure in all_figures.group_of(name)():
            save(figure, folder / f"{drawn}.png")
    return path


def numbers(
    report: Mapping[str, Any], known: Mapping[str, System], quick: bool
) -> Iterator[Section]:
    """The report's settings, layers and printed losses, beside ours."""
    for row in report.get("setting", ()):
        yield _short(settings(row, known[row["recipe"]].plan), quick)
    for row in report.get("layers", ()):
        yield printed_layers(row, known[row["recipe"]].model)
    for row in report.get("losses", ()):
        yield _short(printed_losses(row, known[row["recipe"]].trained.run), quick)


def _short(section: Section, quick: bool) -> Section:
    """A section of numbers, named a first look where it is one."""
    return section._replace(heading=section.heading + FIRST_LOOK * quick)
