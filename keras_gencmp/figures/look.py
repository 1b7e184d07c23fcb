"""How a user wants a figure to look: its title, width, resolution and theme."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from matplotlib.figure import Figure

from keras_gencmp.figures.resizing import resize
from keras_gencmp.figures.saving import save
from keras_gencmp.figures.style import DPI
from keras_gencmp.figures.themes import LIGHT
from keras_gencmp.figures.titles import LEAST_WIDTH, add_title


class Look(NamedTuple):
    """A title in the place of the usual one, inches, dots per inch, the name of a theme.

    None leaves what the figure has.
    """

    title: str | None = None
    width: float | None = None
    dpi: int | None = None
    theme: str = LIGHT


def save_as(figure: Figure, path: Path, title: str, look: Look) -> Path:
    """Write a figure that has no title yet as a look wants it; ``title`` is its usual one."""
    if look.width is not None or look.dpi is not None:
        resize(figure, look.width, look.dpi or DPI)
    own = None if look.title is None else look.title.replace("$", r"\$")  # $ begins a formula
    least = LEAST_WIDTH if look.width is None else 0.0  # a width that is asked for stays
    add_title(figure, title if own is None else own, least)
    return save(figure, path, figure.dpi, look.theme)
