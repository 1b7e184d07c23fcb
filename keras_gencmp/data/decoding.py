"""Decoding one image file: what is in it, and its pixels as 8 bits of grey, RGB or RGBA."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, NamedTuple

import numpy as np
from PIL import Image, ImageOps

from keras_gencmp.data import dicom
from keras_gencmp.data.scaling import BYTES, Scale, to_bytes
from keras_gencmp.errors import UserError

SUFFIXES = (".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".gif", ".webp", ".tif", ".tiff")
SUFFIXES += (".pgm", ".ppm", ".pbm", ".pnm", ".jp2", ".j2k", ".avif", ".dcm")
# Only these decoders are tried, whatever a file's name says: others can start programs.
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM", "JPEG2000", "AVIF")
GREY = ("1", "L", "LA", "La", "I", "F")  # and I;16 in its byte orders
PHOTOMETRIC, WHITE_IS_ZERO = 262, 0  # TIFF's tag, and the value of films


class Unreadable(Exception):
    """A file that is no image, or a damaged one; the message says why, as an end of a sentence."""


class Header(NamedTuple):
    """What an image file says of itself: height, width, and Pillow's name of its pixels' format."""

    size: tuple[int, int]
    mode: str

    @property
    def deep(self) -> bool:
        """Whether values have more than 8 bits, so that the file alone does not say their range."""
        return self.mode.startswith("I") or self.mode == "F"

    @property
    def grey(self) -> bool:
        """Whether the format has no colours."""
        return self.deep or self.mode in GREY


def is_image(name: str) -> bool:
    """Whether a file is taken for an image by its name."""
    return name.lower().endswith(SUFFIXES)


def read_header(file: IO[bytes]) -> Header:
    """The header of an open image file; `Unreadable` where it is none."""
    if dicom.is_dicom(file):
        with _refused():
            return Header(*dicom.header(file))
    with _opened(file) as picture:
        return Header((picture.height, picture.width), picture.mode)


def values(file: IO[bytes]) -> tuple[np.ndarray, bool]:
    """The values (h, w) of a deep image, and whether 0 is white."""
    if dicom.is_dicom(file):
        with _refused():
            return dicom.values(file)
    with _opened(file) as picture:
        return _deep(ImageOps.exif_transpose(picture)), _is_inverted(picture)


def decode(file: IO[bytes], deep: Scale, shallow: Scale = BYTES) -> np.ndarray:
    """The first frame of an open image file, uint8 (h, w, 1, 3 or 4), turned upright (EXIF).

    ``deep`` is the scale of values of more than 8 bits, ``shallow`` that of 8 bits. `Unreadable`
    where the file is damaged.
    """
    if dicom.is_dicom(file):
        with _refused():
            return _grey_of(*dicom.values(file), deep)
    with _opened(file) as picture:
        upright = ImageOps.exif_transpose(picture)
        if Header((0, 0), upright.mode).deep:
            return _grey_of(_deep(upright), _is_inverted(picture), deep)
        pixels = np.asarray(_converted(upright))
        pixels = pixels if pixels.ndim == 3 else pixels[..., np.newaxis]
        if shallow == BYTES:
            return pixels
        return np.concatenate([to_bytes(pixels[..., :3], shallow), pixels[..., 3:]], axis=-1)


def _grey_of(deep: np.ndarray, inverted: bool, scale: Scale) -> np.ndarray:
    if not np.all(np.isfinite(deep)):
        raise Unreadable("has values that are NaN or infinite")
    grey = to_bytes(deep[np.newaxis], scale)[0, ..., np.newaxis]
    return 255 - grey if inverted else grey


def _deep(picture: Image.Image) -> np.ndarray:
    """The values of a picture of more than 8 bits, in a type that NumPy calculates with."""
    array = np.asarray(picture)
    return array if picture.mode == "F" else array.astype(np.int64)


def _is_inverted(picture: Image.Image) -> bool:
    """Whether 0 is white in a deep TIFF, which Pillow leaves as it is; of 8 bits it is mended."""
    tags = getattr(picture, "tag_v2", {})
    return tags.get(PHOTOMETRIC) == WHITE_IS_ZERO


def _converted(picture: Image.Image) -> Image.Image:
    """A picture of 8 bits as L, RGB or RGBA."""
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    if picture.mode in GREY:
        return picture.convert("L")
    return picture.convert("RGB")


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[Image.Image]:
    """An image file opened lazily."""
    with _refused(), warnings.catch_warnings():
        # Pillow only warns about the smaller decompression bombs.
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(file, formats=FORMATS) as picture:
            yield picture


@contextmanager
def _refused() -> Iterator[None]:
    """Whatever fails inside becomes `Unreadable`, as decoders raise nearly anything."""
    try:
        yield
    except (Unreadable, UserError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        limit = Image.MAX_IMAGE_PIXELS
        raise Unreadable(f"would decode to more than {limit} pixels: shrink it") from error
    except Exception as error:
        raise Unreadable("is not an image that can be read: repair it") from error
