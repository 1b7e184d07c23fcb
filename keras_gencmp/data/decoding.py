"""Decoding one image file; an error names the file."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from keras_gencmp.data.resizing import resize
from keras_gencmp.errors import UserError

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
# Only these decoders are tried, whatever a file's name says: others can start programs.
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")


def check(paths: list[Path]) -> None:
    """UserError naming the first file whose header is not that of an image."""
    for path in paths:
        with _opened(path):
            pass


def decode(path: Path, size: int, channels: int) -> np.ndarray:
    """The first frame of an image file as uint8 (size, size, channels).

    It is turned upright (EXIF orientation), 16 bits of grey become 8, transparency becomes white.
    UserError naming the file when it is damaged.
    """
    with _opened(path) as picture:
        upright = ImageOps.exif_transpose(picture)
        colours = _opaque(_eight_bit(upright)).convert("RGB")
        return resize(np.asarray(colours)[np.newaxis], size, channels)[0]


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """An image file opened lazily; whatever fails inside becomes a UserError with its name."""
    try:
        with warnings.catch_warnings():
            # Pillow only warns about the smaller decompression bombs.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as picture:
                yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UserError(
            f"{path} would decode to more than {Image.MAX_IMAGE_PIXELS} pixels: "
            "shrink it or remove it"
        ) from error
    # Pillow's decoders raise nearly anything on a damaged file.
    except Exception as error:
        raise UserError(
            f"{path} is not an image that can be read: repair it or remove it"
        ) from error


def _eight_bit(picture: Image.Image) -> Image.Image:
    """A 16-bit grey picture scaled to 8 bits, which a conversion by itself would clip.

    Raises ValueError for floating-point pixels.
    """
    if picture.mode == "F":
        raise ValueError("the range of floating-point pixels is unknown")
    if not picture.mode.startswith("I"):
        return picture
    values = np.asarray(picture).astype(np.int64) >> 8
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def _opaque(picture: Image.Image) -> Image.Image:
    """A picture on a white background where it is transparent."""
    if not picture.has_transparency_data:
        return picture
    background = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(background, picture.convert("RGBA"))
