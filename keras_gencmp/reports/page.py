"""A page of figures and tables, written as Markdown and as HTML."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from keras_gencmp.runs.files import write_text

STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "img{max-width:100%}table{border-collapse:collapse;font-size:85%}"
    "td,th{border:1px solid #ccc;padding:.2em .6em;text-align:left}"
)


class Table(NamedTuple):
    """A title, the names of the columns, and rows of text."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


class Section(NamedTuple):
    """One figure or number: what the source says, ours (images, tables), and how they differ."""

    number: str
    says: str
    images: Sequence[Path]
    tables: Sequence[Table]
    note: str


def write(folder: Path, title: str, introduction: str, parts: Sequence[Section]) -> list[Path]:
    """Write ``page.md`` and ``page.html`` into a folder; image paths are relative to it."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {"page.md": markdown, "page.html": hypertext}
    for name, form in pages.items():
        write_text(folder / name, form(title, introduction, parts))
    return [folder / name for name in pages]


def markdown(title: str, introduction: str, parts: Sequence[Section]) -> str:
    """The page as Markdown."""
    blocks = [f"# {title}", introduction]
    for part in parts:
        blocks += [f"## {part.number}", f"Report: {part.says}"]
        blocks += [f"![{part.number}]({path.as_posix()})" for path in part.images]
        blocks += ["\n".join(_markdown_table(table)) for table in part.tables]
        blocks += [f"{part.note}"]
    return "\n\n".join(blocks) + "\n"


def hypertext(title: str, introduction: str, parts: Sequence[Section]) -> str:
    """The page as HTML; every text is escaped."""
    say = html.escape
    blocks = [f"<h1>{say(title)}</h1>", f"<p>{say(introduction)}</p>"]
    for part in parts:
        blocks += [f"<h2>{say(part.number)}</h2>", f"<p>Report: {say(part.says)}</p>"]
        blocks += [f'<p><img src="{say(p.as_posix())}" alt=""></p>' for p in part.images]
        blocks += [_html_table(table) for table in part.tables]
        blocks += [f"<p>{say(part.note)}</p>"]
    head = f'<meta charset="utf-8"><title>{say(title)}</title><style>{STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n' + "\n".join(
        [*blocks, "</body></html>\n"]
    )


def _markdown_table(table: Table) -> list[str]:
    rows = [table.heads, tuple("---" for _ in table.heads), *table.rows]
    return [f"{table.title}:", "", *(f"| {' | '.join(row)} |" for row in rows)]


def _html_table(table: Table) -> str:
    rows = [("th", table.heads), *(("td", row) for row in table.rows)]
    body = "".join(
        "<tr>" + "".join(f"<{tag}>{html.escape(text)}</{tag}>" for text in row) + "</tr>\n"
        for tag, row in rows
    )
    return f"<p>{html.escape(table.title)}:</p><table>{body}</table>"
