"""The page of a comparison: verdict, pictures and sortable tables, in HTML and in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from keras_gencmp.reports import rendering
from keras_gencmp.runs.files import write_text


class Image(NamedTuple):
    """A picture file, what it shows for those who do not see it, and a caption."""

    path: Path
    alt: str
    caption: str = ""


class Picture(NamedTuple):
    """Some images under one heading, side by side where there is room, with a sentence on them.

    ``small`` images, as grids of samples are, stand closer than charts.
    """

    heading: str
    images: Sequence[Image]
    text: str = ""
    small: bool = False


class Cell(NamedTuple):
    """A cell as it is read, and the number by which its column is sorted, if it has one."""

    text: str
    value: float | None = None


class SortableTable(NamedTuple):
    """Heads and rows of cells; the first ``dim`` rows are those of baselines."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    dim: int = 0


class Page(NamedTuple):
    """The content of a page, in the order in which it is read.

    ``costs`` is a second table, under its heading ``second``. ``every`` holds all scores where
    ``scores`` has the main ones only, and ``pairs`` the tests of all pairs of models.
    """

    title: str
    introduction: str
    verdict: Sequence[str]
    scores: SortableTable
    remarks: Sequence[str]
    first: Sequence[Picture]
    more: Sequence[Picture]
    costs: SortableTable
    command: str
    files: Sequence[str]
    second: str = "What it cost"
    every: SortableTable | None = None
    pairs: SortableTable | None = None


def write(page: Page, folder: Path, name: str = "report") -> list[Path]:
    """Write a page into a folder: NAME.html with all images inside, and NAME.md beside them."""
    values = {**page._asdict(), "folder": folder}
    paths = folder / f"{name}.html", folder / f"{name}.md"
    write_text(paths[0], rendering.html("comparison", values))
    write_text(paths[1], rendering.markdown("comparison", values))
    return list(paths)
