"""Figures and animations as files, which appear whole or not at all."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from PIL import Image

from keras_gencmp.errors import UserError
from keras_gencmp.figures.style import DPI
from keras_gencmp.runs.files import write_bytes

SUFFIXES = (".png", ".svg", ".pdf")
ANIMATION_SUFFIXES = (".gif", ".png")

# What a format would stamp with the time: without it equal figures are equal files.
_UNDATED = {".png": {}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}


def save(figure: Figure, path: str | Path, dpi: int = DPI) -> Path:
    """Write a figure as PNG, SVG or PDF, which the suffix of `path` decides; returns the path.

    Raises UserError for another suffix and for a path that cannot be written.
    """
    path = Path(path)
    suffix = _known_suffix(path, SUFFIXES)
    content = BytesIO()
    with rc_context({"svg.hashsalt": "keras_gencmp"}), warnings.catch_warnings():
        # A class may be named in a script that the font lacks: its name is drawn as boxes.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure.savefig(
            content, format=suffix[1:], dpi=dpi, facecolor="white", metadata=_UNDATED[suffix]
        )
    return _write_whole(path, content.getvalue())


def animate(
    frames: Sequence[np.ndarray],
    path: str | Path,
    seconds_per_frame: float = 0.3,
    scale: int = 2,
    hold: float = 2.0,
) -> Path:
    """Write frames (H, W, 1 or 3), float in [0, 1], as an endless GIF or PNG; returns the path.

    Each pixel becomes scale x scale dots, and the last frame stays for `hold` seconds more.
    Raises UserError for another suffix, no frames, or frames of different shapes.
    """
    path = Path(path)
    suffix = _known_suffix(path, ANIMATION_SUFFIXES)
    if not frames or len({np.shape(frame) for frame in frames}) > 1:
        raise UserError("an animation needs at least one frame, and all frames of one shape")
    if not 0.02 <= seconds_per_frame <= 60:
        raise UserError(f"a frame can stand for 0.02 to 60 seconds, not {seconds_per_frame}")
    first, *rest = (_frame(frame, scale) for frame in frames)
    milliseconds = [round(1000 * seconds_per_frame)] * len(frames)
    milliseconds[-1] += round(1000 * hold)
    content = BytesIO()
    options = {"save_all": True, "append_images": rest, "duration": milliseconds, "loop": 0}
    first.save(content, suffix[1:].upper(), **options)
    return _write_whole(path, content.getvalue())


def _frame(frame: np.ndarray, scale: int) -> Image.Image:
    """One frame as a picture of 8 bits, grey or RGB."""
    levels = (np.clip(np.nan_to_num(frame, nan=0.5), 0, 1) * 255).round().astype(np.uint8)
    levels = levels.repeat(scale, axis=0).repeat(scale, axis=1)
    return Image.fromarray(levels[..., 0] if levels.shape[-1] == 1 else levels)


def _known_suffix(path: Path, allowed: tuple[str, ...]) -> str:
    """The lower-case suffix of `path`; UserError that names those allowed where it is another."""
    suffix = path.suffix.lower()
    if suffix not in allowed:
        raise UserError(f"{path} must end in {', '.join(allowed[:-1])} or {allowed[-1]}")
    return suffix


def _write_whole(path: Path, content: bytes) -> Path:
    """A file of these bytes; WriteError, a UserError, where the system refuses."""
    write_bytes(path, content)
    return path
