"""Figures on disk: a file appears whole or not at all."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

from keras_gencmp.errors import UserError
from keras_gencmp.figures.style import DPI
from keras_gencmp.runs.files import write_bytes

SUFFIXES = (".png", ".svg", ".pdf")

# What a format would stamp with the time: without it equal figures are equal files.
_UNDATED = {".png": {}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}


def save(figure: Figure, path: str | Path, dpi: int = DPI) -> Path:
    """Writes a figure as PNG, SVG or PDF, which the suffix of `path` decides; returns the path.

    Raises UserError for another suffix and for a place that cannot be written.
    """
    path = Path(path)
    suffix = known_suffix(path, SUFFIXES)
    content = BytesIO()
    with rc_context({"svg.hashsalt": "keras_gencmp"}):
        figure.savefig(
            content, format=suffix[1:], dpi=dpi, facecolor="white", metadata=_UNDATED[suffix]
        )
    return write_whole(path, content.getvalue())


def known_suffix(path: Path, allowed: tuple[str, ...]) -> str:
    """The lower-case suffix of `path`; UserError that names those allowed where it is another."""
    suffix = path.suffix.lower()
    if suffix not in allowed:
        raise UserError(f"{path} must end in {', '.join(allowed[:-1])} or {allowed[-1]}")
    return suffix


def write_whole(path: Path, content: bytes) -> Path:
    """A file of these bytes, whole or not at all, in a folder that is made where it is missing.

    Raises UserError where the system refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, content)
    except OSError as error:
        raise UserError(f"cannot write {path}: {error.strerror or error}") from error
    return path
