"""Themes: the colours of a figure on white paper, and the same figure on a dark page.

Figures are drawn in the light theme; :func:`recolour` changes one into another just before it is
saved, so that nothing that draws has to know of themes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from keras_gencmp.errors import UserError
from keras_gencmp.figures.style import DARK_GREY, LIGHT_GREY, PALETTE
from keras_gencmp.registry import nearest

Colour = tuple[float, float, float, float]
LIGHT = "light"
WHITE, BLACK = "#ffffff", "#000000"


class Theme(NamedTuple):
    """The colour of the paper, and what becomes of the colours of the light theme, as "#rrggbb"."""

    paper: str
    colours: Mapping[str, str]

    def of(self, colour: object) -> Colour | str:
        """A colour in this theme; "none" stays none, and transparency stays as it is."""
        if isinstance(colour, str) and colour == "none":
            return colour
        *_, alpha = to_rgba(colour)
        known = to_hex(colour)
        return to_rgba(self.colours.get(known, known), alpha)


# Two of the ten colours are too dark for a dark page: there they are lighter, and the ten stay
# apart for every kind of colour vision.
_LIGHTER = {to_hex(PALETTE[2]): "#cc2904", to_hex(PALETTE[4]): "#ab38ad"}
_DARK_PAPER = "#15171c"

THEMES: dict[str, Theme] = {
    LIGHT: Theme(WHITE, {}),
    "dark": Theme(
        _DARK_PAPER,
        {
            BLACK: "#e4e6ea",
            DARK_GREY: "#d3d6db",
            LIGHT_GREY: "#3b4049",
            WHITE: _DARK_PAPER,
            **_LIGHTER,
        },
    ),
}


def named(name: str) -> Theme:
    """The theme of that name; UserError for another."""
    if name not in THEMES:
        raise UserError(f"unknown theme {name!r}: {nearest(name, THEMES)}")
    return THEMES[name]


def recolour(figure: Figure, theme: Theme) -> None:
    """Change the colours of a figure that was drawn in the light theme into those of another."""
    if not theme.colours:
        return
    for artist in figure.findobj():
        _recolour(artist, theme)
    for axes in figure.axes:
        _recolour_ticks(axes, theme)


def _recolour(artist: Artist, theme: Theme) -> None:
    match artist:
        case Text():
            artist.set_color(theme.of(artist.get_color()))
            for patch in (artist.get_bbox_patch(), getattr(artist, "arrow_patch", None)):
                if patch is not None:
                    _recolour(patch, theme)
        case Line2D():
            artist.set_color(theme.of(artist.get_color()))
            artist.set_markerfacecolor(theme.of(artist.get_markerfacecolor()))
            artist.set_markeredgecolor(theme.of(artist.get_markeredgecolor()))
        case Patch():
            face, edge = artist.get_facecolor(), artist.get_edgecolor()
            artist.set_facecolor(theme.of(face))
            artist.set_edgecolor(theme.of(edge))
        case Collection() if artist.get_array() is None:
            faces, edges = artist.get_facecolor(), artist.get_edgecolor()
            artist.set_facecolor([theme.of(each) for each in faces])
            artist.set_edgecolor([theme.of(each) for each in edges])
        case AxesImage() if artist.get_array().ndim == 2:
            shades = artist.get_cmap()
            if not shades.name.endswith("_r"):  # a figure may be saved twice
                artist.set_cmap(shades.reversed())  # the least values are near the paper
        case AxesImage():
            pass  # pixels are data; the gaps between images are transparent


def _recolour_ticks(axes: Axes, theme: Theme) -> None:
    """Ticks are made when a figure is drawn: their colours are set for those to come."""
    ink, faint = theme.of(BLACK), theme.of(LIGHT_GREY)
    axes.tick_params(which="both", color=ink, labelcolor=ink, grid_color=faint)
