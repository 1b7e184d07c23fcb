"""The terminal: what gencmp prints on stdout and on stderr.

On a terminal, text is wrapped at its width and errors are red, unless ``NO_COLOR`` is set. In a
pipe or a file every message is one line, and a table is one line a row with tabs between the cells.
Text that others wrote (class names, recipes, folders) is printed without its control characters.
Rich is imported at the first message.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live

# Between two items of one line: where the line is too long, it is broken here first.
GAP = "  "
BAR = 20  # characters of a progress bar

_live: Live | None = None


def clean(text: object) -> str:
    """Text in which every character that does not print is written as its escape, as in ``\\x1b``.

    Line breaks and tabs stay. A terminal that gets the rest moves no cursor and changes no colour.
    """
    return "".join(
        char if char.isprintable() or char in "\n\t" else char.encode("unicode_escape").decode()
        for char in str(text)
    )


def say(text: object, *, wrap: bool = False) -> None:
    """Print a result on stdout. Only prose is wrapped: paths and documents stay as they are."""
    _print(_stdout(), clean(text), wrap=wrap)


def note(text: object) -> None:
    """Print a line on stderr; a terminal breaks it first where two spaces separate its items."""
    console = _stderr()
    _print(console, fill(clean(text), console.width) if console.is_terminal else clean(text))


def error(text: object) -> None:
    """Print ``Error: ...`` on stderr, in red on a terminal."""
    _print(_stderr(), f"Error: {clean(text)}", style="red")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table on stdout: with heads on a terminal, otherwise tab-separated and without."""
    lines = [[" ".join(clean(cell).split()) for cell in row] for row in rows]
    console = _stdout()
    if not console.is_terminal:
        for line in lines:
            _print(console, "\t".join(line))
        return
    from rich.table import Table
    from rich.text import Text

    grid = Table(*heads, box=None, pad_edge=False, padding=(0, len(GAP), 0, 0))
    for line in lines:
        grid.add_row(*(Text(cell, overflow="fold") for cell in line))
    console.print(grid)


def progress(text: str, share: float | None = None, details: str = "") -> None:
    """Show work in progress under the last line of a terminal, in place of what stood there.

    ``share`` in [0, 1] is drawn as a bar, ``details`` stand on lines of their own. Where stderr is
    no terminal, nothing is printed.
    """
    global _live
    console = _stderr()
    if not console.is_terminal:
        return
    picture = _picture(clean(text), share, fill(clean(details), console.width))
    if _live is None:
        from rich.live import Live

        _live = Live(
            picture,
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        _live.start()
        console.show_cursor(True)  # a process that is killed could not bring it back
    _live.update(picture, refresh=True)


def clear() -> None:
    """Remove what :func:`progress` shows."""
    global _live
    if _live is not None:
        _live.stop()
        _live = None


def fill(text: str, width: int) -> str:
    """Text whose items, two spaces apart, are set in lines of at most ``width`` characters.

    An item is broken only where it is wider than a line. All lines but the first are indented.
    """
    lines: list[str] = []
    for item in text.split(GAP):
        if lines and len(lines[-1]) + len(GAP) + len(item) <= width:
            lines[-1] += GAP + item
        else:
            lines.append(f"{GAP}{item}" if lines else item)
    return "\n".join(lines)


def _picture(text: str, share: float | None, details: str) -> RenderableType:
    """A line with its bar, and the details under it."""
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    line = Table.grid(padding=(0, len(GAP), 0, 0))
    bar = (
        []
        if share is None
        else [ProgressBar(1, share, BAR, complete_style="cyan", finished_style="cyan")]
    )
    line.add_row(*bar, Text(text))
    return Group(line, Text(details)) if details else line


def _print(console: Console, text: str, style: str = "", wrap: bool = True) -> None:
    """Print clean text; only a terminal wraps it."""
    if not console.is_terminal:
        print(text, file=console.file, flush=True)  # Rich would turn tabs into spaces
        return
    from rich.text import Text

    console.print(Text(text, style), soft_wrap=not wrap)


@cache
def _stdout() -> Console:
    return _console(stderr=False)


@cache
def _stderr() -> Console:
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    return Console(
        stderr=stderr,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
        markup=False,
        highlight=False,
        emoji=False,
    )
