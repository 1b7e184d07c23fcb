"""The terminal: what gencmp prints on stdout and on stderr.

On a terminal, text is wrapped at its width and errors are red, unless ``NO_COLOR`` is set. In a
pipe or a file every message is one line, and a table is one line a row with tabs between the cells.
A notebook is such a file, in which all comes on stdout.
Text that others wrote (class names, recipes, folders) is printed without its control characters.
Rich is imported at the first message.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live

# Between two items of one line: where the line is too long, it is broken here first.
GAP = "  "

_live: Live | None = None


def escape_unknown() -> None:
    """Characters that a standard stream's encoding lacks are written as escapes from now on.

    A name in another script, or a ± in ASCII, would end the command that prints it.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def clean(text: object) -> str:
    """Text in which every character that does not print is written as its escape, as in ``\\x1b``.

    Line breaks and tabs stay. A terminal that gets the rest moves no cursor and changes no colour.
    """
    return "".join(
        char if char.isprintable() or char in "\n\t" else char.encode("unicode_escape").decode()
        for char in str(text)
    )


def one_line(text: object) -> str:
    """Clean text in which line breaks are written as escapes, too: no name can begin a line."""
    return clean(text).replace("\n", "\\n")


def result(text: object, *, wrap: bool = False) -> None:
    """Print text on stdout. Only prose is wrapped: paths and documents stay as they are."""
    _print(stdout(), clean(text), wrap=wrap)


def note(text: object) -> None:
    """Print a line on stderr; a terminal breaks it first where two spaces separate its items."""
    console = _stderr()
    line = one_line(text)
    _print(console, fill(line, console.width) if console.is_terminal else line)


def error(text: object) -> None:
    """Print ``Error: ...`` on stderr, in red on a terminal."""
    _print(_stderr(), f"Error: {one_line(text)}", style="red")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table on stdout: with heads on a terminal, otherwise tab-separated and without."""
    lines = [[" ".join(clean(cell).split()) for cell in row] for row in rows]
    console = stdout()
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


@contextmanager
def live() -> Iterator[Live | None]:
    """A display under the last line of a terminal within a block; None where there is none.

    :func:`note` and :func:`error` print above it. It has no thread: ``update(..., refresh=True)``.
    """
    clear()
    try:
        yield _start_live()
    finally:
        clear()


def progress(text: object) -> None:
    """Show what is being done under the last line of a terminal, until :func:`clear`."""
    display = _live or _start_live()
    if display is not None:
        from rich.text import Text

        display.update(Text(clean(text)), refresh=True)


def has_display() -> bool:
    """Whether stderr is a terminal on which :func:`progress` can show something."""
    console = _stderr()
    return console.is_terminal and not console.is_dumb_terminal


@contextmanager
def restored() -> Iterator[None]:
    """The display as it is, shown again after a block in which :func:`progress` replaces it.

    Where there is no display, none is left.
    """
    before = None if _live is None else _live.get_renderable()
    try:
        yield
    finally:
        if before is None:
            clear()
        elif _live is not None:
            _live.update(before, refresh=True)


def clear() -> None:
    """Remove the display under the last line."""
    global _live
    if _live is not None:
        _live.stop()
        _live = None


def duration(seconds: float) -> str:
    """Seconds in the largest unit that still has two digits."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


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


def _start_live() -> Live | None:
    global _live
    if not has_display():
        return None
    from rich.live import Live

    console = _stderr()
    # Results on stdout may go elsewhere, and stay where they are.
    _live = Live(console=console, auto_refresh=False, transient=True, redirect_stdout=False)
    _live.start()
    console.show_cursor(True)  # a process that is killed could not bring it back
    return _live


def _print(console: Console, text: str, style: str = "", wrap: bool = True) -> None:
    """Print clean text; only a terminal wraps it."""
    if not console.is_terminal:
        # A notebook shows what comes on stderr on red, as if it were an error.
        file = sys.stdout if console.is_jupyter else console.file
        print(text, file=file, flush=True)  # Rich would turn tabs into spaces
        return
    from rich.text import Text

    console.print(Text(text, style), soft_wrap=not wrap)


def stdout() -> Console:
    """The console of results."""
    return _console(stderr=False)


def _stderr() -> Console:
    """The console of the display where there is one, so that it moves down for what is printed."""
    return _console(stderr=True) if _live is None else _live.console


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    return Console(
        stderr=stderr,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
        markup=False,
        highlight=False,
        emoji=False,
    )
