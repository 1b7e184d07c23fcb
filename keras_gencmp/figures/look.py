"""How a user wants a figure to look: its title, width, resolution and theme."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from matplotlib.figure import Figure

from keras_gencmp.figures.resizing import resize
from keras_gencmp.figures.saving import save
from keras_gencmp.figures.scatter import place_names
from keras_gencmp.figures.style import DPI
from keras_gencmp.figures.themes import LIGHT
from keras_gencmp.figures.titles import LEAST_WIDTH, add_title, plain


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
    return save(dressed(figure, title, look), path, figure.dpi, look.theme)


def dressed(figure: Figure, title: str, look: Look) -> Figure:
    """The figure with the width, the resolution and the title that a look wants."""
    if look.width is not None or look.dpi is not None:
        resize(figure, look.width, look.dpi or DPI)
    own = None if look.title is None else plain(look.title)
    least = LEAST_WIDTH if look.width is None else 0.0  # a width that is asked for stays
    add_title(figure, title if own is None else own, least)
    place_names(figure)
    return figure


class Album(NamedTuple):
    """Where the figures of a page go, and how they look."""

    folder: Path
    look: Look = Look()

    def save(self, figure: Figure, name: str, title: str) -> Path:
        """Write a figure that has no title yet as PNG and as SVG, under the same name.

        Returns the path of the PNG, relative to the folder of the page, in which the album is.
        """
        dressed(figure, title, self.look)
        for suffix in (".svg", ".png"):
            path = save(figure, self.folder / f"{name}{suffix}", figure.dpi, self.look.theme)
        return path.relative_to(self.folder.parent)
