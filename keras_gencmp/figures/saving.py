"""Figures as files, which appear whole or not at all."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

from keras_gencmp.figures.style import DPI
from keras_gencmp.figures.themes import LIGHT, named, recolour
from keras_gencmp.figures.titles import title_of
from keras_gencmp.runs.files import FIGURES, known_suffix, write_bytes

# What a format would stamp with the time: without it equal figures are equal files.
_FONTS = {"svg.hashsalt": "keras_gencmp", "svg.fonttype": "none", "pdf.fonttype": 42}
_UNDATED: dict[str, dict[str, str | None]] = {
    ".png": {},
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None},
}


def save(figure: Figure, path: str | Path, dpi: float = DPI, theme: str = LIGHT) -> Path:
    """Write a figure as PNG, SVG or PDF, which the suffix of `path` decides; returns the path.

    Text in an SVG is text, and fonts in a PDF are embedded TrueType, as journals ask for. The
    figure itself takes on the colours of `theme`. Raises UserError for another suffix or theme,
    and for a path that cannot be written.
    """
    path = Path(path)
    suffix, colours = known_suffix(path, FIGURES), named(theme)
    recolour(figure, colours)
    content = BytesIO()
    with rc_context(_FONTS), warnings.catch_warnings():
        # A class may be named in a script that the font lacks: its name is drawn as boxes.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure.savefig(
            content,
            format=suffix[1:],
            dpi=dpi,
            facecolor=colours.paper,
            metadata=_UNDATED[suffix] | {"Title": title_of(figure)},
        )
    return write_whole(path, content.getvalue())


def write_whole(path: Path, content: bytes) -> Path:
    """A file of these bytes; WriteError, a UserError, where the system refuses."""
    write_bytes(path, content)
    return path
