"""A report reproduced: its models trained, its figures and numbers beside ours, on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from keras_gencmp.reports import contents, duration, pictures, systems
from keras_gencmp.reports.comparison import settings
from keras_gencmp.reports.layers import printed_layers
from keras_gencmp.reports.page import Section, write
from keras_gencmp.reports.pictures import LAYERS
from keras_gencmp.reports.printed_losses import printed_losses
from keras_gencmp.reports.systems import Choices, System
from keras_gencmp.terminal import console

FIRST_LOOK = " (first look)"


def reproduce(
    letter: str, folder: Path, choices: Choices, tell: Callable[[str], None]
) -> list[Path]:
    """Train a report's models, draw its figures, and write page.md and page.html.

    What an earlier call with the same choices has trained below the folder is used again; an
    unfinished run is resumed. ``tell`` is called with lines on how long it will take.
    """
    report, root = contents.read(letter), folder / "runs"
    names, left_out = contents.names_of(report), report.get("left_out", {})
    planned = systems.planned(names, choices, left_out)
    tell_durations(systems.durations(planned, root), tell)
    pictures.remove_theory(folder)  # an older version may have drawn them
    known = {each.plan.name: systems.system(each, root, choices.data_dir) for each in planned}
    sections = [*figure_sections(report, known, folder), *number_sections(report, known)]
    return write(folder, report["title"], introduction(report, known, choices.quick), sections)


def tell_durations(lines: list[tuple[str, float]], tell: Callable[[str], None]) -> None:
    """Say for each training and in all how long it is expected to take."""
    for text, length in lines:
        tell(f"{text}, about {console.duration(length)}")
    if lines:
        whole = sum(length for _, length in lines)
        rest = "if the machine does nothing else, and a minute or more for the figures"
        tell(f"in all about {console.duration(whole)} {rest}")


def introduction(report: Mapping[str, Any], known: Mapping[str, System], quick: bool) -> str:
    """What the report is, and with which data, seed and steps this page was trained."""
    data = ", ".join(sorted({each.splits.name for each in known.values()}))
    seeds = ", ".join(sorted({str(each.plan.schedule.seed) for each in known.values()}))
    text = f"{report['text']} Ours are trained on {data} with seed {seeds}."
    if not quick:
        return text
    steps = "; ".join(
        f"{name} {each.plan.schedule.epochs * each.plan.schedule.epoch_steps:,} ({passes(each)})"
        for name, each in known.items()
        if not each.left_out
    )
    text = f"{text} This is a first look. Steps of training: {steps}."
    missing = ", ".join(name for name, each in known.items() if each.left_out)
    return f"{text} Not trained: {missing}." if missing else text


def passes(system: System) -> str:
    """How often a first look of a system sees its training images, as text."""
    return f"{duration.passes(system.plan, len(system.splits.train.images)):.1f} epochs"


def figure_sections(
    report: Mapping[str, Any], known: Mapping[str, System], folder: Path
) -> Iterator[Section]:
    """The report's figures, each drawn from our models; why one is left out is said once."""
    explained: dict[str, str] = {}  # the figure that has the reason, by the name of a system
    for figure in report["figure"]:
        asked = contents.drawings(figure)
        missing = [name for kind, name in asked if pictures.is_missing(kind, name, known)]
        there = [pair for pair in asked if not pictures.is_missing(*pair, known)]
        short = any(pictures.is_short(*pair, known) for pair in there)
        reasons = []
        for name in dict.fromkeys(missing):
            before = explained.setdefault(name, figure["number"])
            again = f"{name} is not drawn here: see {before}."
            reasons.append(again if before != figure["number"] else reason(known[name]))
        remarks = [figure["first_look"]] if short and "first_look" in figure else []
        yield Section(
            figure["number"] + FIRST_LOOK * short,
            figure["report"],
            [pictures.picture(*pair, known, folder) for pair in there if pair[0] != LAYERS],
            [pictures.table(name, known) for kind, name in there if kind == LAYERS],
            " ".join([figure["note"], *remarks, *reasons]),
        )


def reason(system: System) -> str:
    """Why a system is left out of a first look, and how long its whole training would take."""
    name = system.plan.name
    count = duration.steps(system.plan, len(system.splits.train.images))
    length = console.duration(duration.seconds(name, count))
    return (
        f"{name} is left out of this first look: {system.left_out}. gencmp train {name} trains it: "
        f"{count:,} steps, about {length} on this machine."
    )


def number_sections(report: Mapping[str, Any], known: Mapping[str, System]) -> Iterator[Section]:
    """The report's settings, layers and printed losses, beside ours."""
    for row in report.get("setting", ()):
        system = known[row["recipe"]]
        counted = any(line["key"].startswith("schedule.") for line in row["lines"])
        yield _marked(settings(row, system.plan, system.splits), system, counted)
    for row in report.get("layers", ()):
        yield printed_layers(row, known[row["recipe"]].model)
    for row in report.get("losses", ()):
        system = known[row["recipe"]]
        images = len(system.splits.train.images)
        yield _marked(printed_losses(row, system.trained.run, images), system)


def _marked(section: Section, system: System, counted: bool = True) -> Section:
    """A section of numbers that says whether they are those of a first look, or of no training.

    Numbers that have nothing to do with the length of a training are not ``counted``.
    """
    if not counted:
        return section
    if system.left_out:
        note = f"{section.note} This is the recipe: {system.plan.name} was not trained here."
        return section._replace(note=note)
    short = bool(system.plan.schedule.epoch_steps)
    return section._replace(heading=section.heading + FIRST_LOOK * short)
