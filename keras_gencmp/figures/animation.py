"""Training as a moving picture: grids of samples, one after another."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from keras_gencmp.errors import UserError
from keras_gencmp.figures.saving import known_suffix, write_whole

SUFFIXES = (".gif", ".png")


def animate(
    frames: Sequence[np.ndarray],
    path: str | Path,
    seconds_per_frame: float = 0.3,
    scale: int = 2,
    hold: float = 2.0,
) -> Path:
    """Writes frames (H, W, 1 or 3), float in [0, 1], as an endless GIF or PNG; returns the path.

    Each pixel becomes scale x scale dots, and the last frame stays for `hold` seconds more.
    Raises UserError for another suffix, no frames, or frames of different shapes.
    """
    path = Path(path)
    known_suffix(path, SUFFIXES)
    if not frames or len({np.shape(frame) for frame in frames}) > 1:
        raise UserError("an animation needs at least one frame, and all frames of one shape")
    if not 0.02 <= seconds_per_frame <= 60:
        raise UserError(f"a frame can stand for 0.02 to 60 seconds, not {seconds_per_frame}")
    first, *rest = (_still(frame, scale) for frame in frames)
    milliseconds = [round(1000 * seconds_per_frame)] * len(frames)
    milliseconds[-1] += round(1000 * hold)
    content = BytesIO()
    kind = path.suffix[1:].upper()
    first.save(content, kind, save_all=True, append_images=rest, duration=milliseconds, loop=0)
    return write_whole(path, content.getvalue())


def _still(frame: np.ndarray, scale: int) -> Image.Image:
    """One frame as a picture of 8 bits, grey or RGB."""
    levels = (np.clip(np.nan_to_num(frame, nan=0.5), 0, 1) * 255).round().astype(np.uint8)
    levels = levels.repeat(scale, axis=0).repeat(scale, axis=1)
    return Image.fromarray(levels[..., 0] if levels.shape[-1] == 1 else levels)
