"""Figures that show themselves in a notebook, without pyplot and its state."""

from __future__ import annotations

import warnings
from io import BytesIO

from matplotlib.figure import Figure


class NotebookFigure(Figure):
    """A figure whose PNG a notebook asks for: it is shown where it is the value of a cell.

    Matplotlib's own figures are shown so only by pyplot, which keeps every figure that it made.
    """

    def _repr_png_(self) -> bytes:
        content = BytesIO()
        with warnings.catch_warnings():
            # A class may be named in a script that the font lacks: its name is drawn as boxes.
            warnings.filterwarnings("ignore", "Glyph .* missing from font")
            self.savefig(content, format="png", dpi=self.dpi, facecolor=self.get_facecolor())
        return content.getvalue()


def for_notebook(figure: Figure) -> Figure:
    """The same figure, which shows itself in a notebook.

    It changes its class: what is drawn on a figure refers to it, so that a copy would be empty.
    """
    figure.__class__ = NotebookFigure
    return figure
