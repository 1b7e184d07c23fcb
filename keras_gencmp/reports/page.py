"""A page of figures and tables, written as Markdown and as one HTML file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from keras_gencmp.reports import rendering
from keras_gencmp.runs.files import write_text


class Picture(NamedTuple):
    """An image file, by its path relative to the page, and what it shows."""

    path: Path
    caption: str


class Table(NamedTuple):
    """A title, the names of the columns, and rows of text."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


class Section(NamedTuple):
    """One figure or table of a report, with ours.

    ``report`` says what the report shows, ``pictures`` and ``tables`` are ours, and ``note`` says
    how they differ.
    """

    heading: str
    report: str
    pictures: Sequence[Picture]
    tables: Sequence[Table]
    note: str


def write(folder: Path, title: str, introduction: str, sections: Sequence[Section]) -> list[Path]:
    """Write ``page.md`` and ``page.html``, which has its images inside, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    values = {
        "title": title,
        "introduction": introduction,
        "sections": sections,
        "folder": folder,
    }
    write_text(folder / "page.md", rendering.markdown("page", values))
    write_text(folder / "page.html", rendering.html("page", values))
    return [folder / "page.md", folder / "page.html"]
