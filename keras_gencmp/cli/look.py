"""The options of every verb that writes a figure: title, width, resolution and theme."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keras_gencmp.cli.numbers import FiniteRange
from keras_gencmp.terminal import console

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from keras_gencmp.figures.look import Look

THEMES = ("light", "dark")
KEY = f"{__name__}.given"


def _remember(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Keep the value of an option for :func:`look`, which the verb does not have to hand on."""
    ctx.meta.setdefault(KEY, {})[parameter.name] = value


OPTIONS = (
    click.option(
        "--title",
        expose_value=False,
        callback=_remember,
        help="Title of the figure.  [default: model, data and step]",
    ),
    click.option(
        "--width",
        type=FiniteRange(1, 100),
        metavar="INCHES",
        expose_value=False,
        callback=_remember,
        help="Width of the figure, in which text keeps its size.  [default: what it needs]",
    ),
    click.option(
        "--dpi",
        type=click.IntRange(20, 2400),
        metavar="N",
        expose_value=False,
        callback=_remember,
        help="Dots per inch of a .png; a few more where that makes every pixel of an image whole "
        "dots.  [default: 150]",
    ),
    click.option(
        "--theme",
        type=click.Choice(THEMES),
        default="light",
        show_default=True,
        expose_value=False,
        callback=_remember,
        help="Colours: for white paper, or for a dark page.",
    ),
)


def look_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say how the figures of a verb look."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def page_look_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the figures of a page: each has its own title, and the width that it needs."""
    for option in reversed(OPTIONS[2:]):
        command = option(command)
    return command


def look() -> Look:
    """The look that the user of the present verb asks for."""
    from keras_gencmp.figures.look import Look

    return Look(**click.get_current_context().meta[KEY])


def save_figure(figure: Figure, path: Path, title: str) -> None:
    """Write a figure that has no title as the user wants it to look, and print its path.

    ``title`` is what it is called where the user gives no other title.
    """
    from keras_gencmp.figures.look import save_as

    console.result(save_as(figure, path, title, look()))
