"""Animations: frames with captions as GIF, WebP, PNG or MP4, which appear whole or not at all."""

from __future__ import annotations

import math
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.colors import to_rgb
from PIL import Image, ImageDraw, ImageFont

from keras_gencmp.errors import UserError
from keras_gencmp.figures.saving import write_whole
from keras_gencmp.figures.themes import BLACK, LIGHT, Theme, named
from keras_gencmp.runs.files import known_suffix
from keras_gencmp.terminal.console import clean

MP4 = ".mp4"
ANIMATION_SUFFIXES = (".gif", ".webp", ".png", MP4)
WIDTH = 480  # dots at least of a frame under a caption
LINE_SHARE, FONT_SHARE = 22, 30  # a frame is so many times as wide as a line is high, as the font


def animate(
    frames: Sequence[np.ndarray],
    path: str | Path,
    seconds_per_frame: float = 0.3,
    scale: int = 2,
    hold: float = 2.0,
    captions: Sequence[str] = (),
    theme: str = LIGHT,
) -> Path:
    """Write frames (H, W, 1 or 3), float in [0, 1] or NaN, as an endless animation; its path.

    Its suffix decides the format: GIF, WebP, animated PNG, or MP4 where ffmpeg is installed. Each
    pixel becomes scale x scale dots, more under captions, and NaN is the paper of the theme. The
    last frame stays for `hold` seconds more. Raises UserError for another suffix, a missing
    ffmpeg, no frames, frames of different shapes, or captions that are not one for each.
    """
    path = Path(path)
    suffix = check_animation(path)
    if not frames or len({np.shape(frame) for frame in frames}) > 1:
        raise UserError("an animation needs at least one frame, and all frames of one shape")
    if captions and len(captions) != len(frames):
        raise UserError(f"{len(captions)} captions were given for {len(frames)} frames")
    if not 0.02 <= seconds_per_frame <= 60:
        raise UserError(f"a frame can stand for 0.02 to 60 seconds, not {seconds_per_frame}")
    if captions:
        scale = max(scale, math.ceil(WIDTH / np.shape(frames[0])[1]))
    pictures = [_picture(frame, scale, named(theme)) for frame in frames]
    if captions:
        pictures = _captioned(pictures, captions, named(theme))
    write = _as_mp4 if suffix == MP4 else _as_pillow
    return write_whole(path, write(pictures, suffix, seconds_per_frame, hold))


def is_animation(path: Path) -> bool:
    """Whether a path names an animation by its suffix; that of a .png is a figure's."""
    return path.suffix.lower() in ANIMATION_SUFFIXES and path.suffix.lower() != ".png"


def check_animation(path: Path) -> str:
    """The suffix of an animation; UserError unless it can be written in that format here."""
    suffix = known_suffix(path, ANIMATION_SUFFIXES)
    if suffix == MP4 and shutil.which("ffmpeg") is None:
        raise UserError(f"{path} needs ffmpeg, which is not installed: end it in .gif or .webp")
    return suffix


def _as_pillow(
    pictures: Sequence[Image.Image], suffix: str, seconds_per_frame: float, hold: float
) -> bytes:
    milliseconds = [round(1000 * seconds_per_frame)] * len(pictures)
    milliseconds[-1] += round(1000 * hold)
    content, (first, *rest) = BytesIO(), pictures
    options = {"save_all": True, "append_images": rest, "duration": milliseconds, "loop": 0}
    lossless = {"lossless": True} if suffix == ".webp" else {}
    first.save(content, suffix[1:].upper(), **options, **lossless)
    return content.getvalue()


def _as_mp4(
    pictures: Sequence[Image.Image], suffix: str, seconds_per_frame: float, hold: float
) -> bytes:
    """H.264 in the pixel format that browsers and slides play; it needs even sides."""
    stay = 1 + round(hold / seconds_per_frame)
    repeated = [*pictures[:-1], *[pictures[-1]] * stay]
    width, height = (side - side % 2 for side in pictures[0].size)
    raw = b"".join(each.convert("RGB").crop((0, 0, width, height)).tobytes() for each in repeated)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"animation{suffix}"
        source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}"]
        source += ["-r", f"{1 / seconds_per_frame:.4f}", "-i", "-"]
        coded = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(target)]
        command = ["ffmpeg", "-y", "-loglevel", "error", *source, *coded]
        done = subprocess.run(command, input=raw, capture_output=True)
        if done.returncode or not target.exists():
            reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise UserError(f"ffmpeg cannot write MP4: {' '.join(reason) or 'no reason given'}")
        return target.read_bytes()


def _picture(frame: np.ndarray, scale: int, theme: Theme) -> Image.Image:
    """One frame as a picture of 8 bits, grey or RGB."""
    frame = np.asarray(frame)
    clear = np.isnan(frame)
    if clear.any():
        frame = np.where(clear, np.float32(to_rgb(theme.paper)), frame)
    levels = (np.clip(frame, 0, 1) * 255).round().astype(np.uint8)
    levels = levels.repeat(scale, axis=0).repeat(scale, axis=1)
    return Image.fromarray(levels[..., 0] if levels.shape[-1] == 1 else levels)


def _captioned(
    pictures: Sequence[Image.Image], captions: Sequence[str], theme: Theme
) -> list[Image.Image]:
    """The pictures, each above its caption, with room for the longest one."""
    width, height = pictures[0].size
    line = width // LINE_SHARE
    file = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    font = ImageFont.truetype(file, width // FONT_SHARE)
    texts = [_lines(clean(caption), font, width - line) for caption in captions]
    total = height + line * max(map(len, texts)) + line
    ink = tuple(round(255 * level) for level in to_rgb(theme.of(BLACK)))
    drawn = []
    for picture, lines in zip(pictures, texts, strict=True):
        whole = Image.new("RGB", (width, total), theme.paper)
        whole.paste(picture, (0, 0))
        draw = ImageDraw.Draw(whole)
        for number, text in enumerate(lines):
            draw.text((line // 2, height + line // 2 + number * line), text, ink, font)
        drawn.append(whole)
    return drawn


def _lines(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """The words of a text in lines of at most so many dots; a line break begins a new one."""
    lines = []
    for part in text.splitlines():
        lines.append("")
        for word in part.split():
            joined = f"{lines[-1]} {word}".strip()
            if lines[-1] and font.getlength(joined) > width:
                lines.append(word)
            else:
                lines[-1] = joined
    return lines
