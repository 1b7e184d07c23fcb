"""Decoding one image file: what is in it, and its pixels as 8 bits of grey, RGB or RGBA."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, NamedTuple

import numpy as np
from PIL import Image, ImageOps

from keras_gencmp.data.images import dicom
from keras_gencmp.data.images.scaling import BYTES, Scale, to_bytes
from keras_gencmp.errors import UserError

# Only these decoders are tried, whatever a file's name says: others can start programs.
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM", "JPEG2000", "AVIF")
GREY = ("1", "L", "LA", "La", "I", "F")  # and I;16 in its byte orders
# TIFF's tags and values: films, in which 0 is white, and what kind of numbers pixels are.
PHOTOMETRIC, WHITE_IS_ZERO = 262, 0
BITS, FORMAT, SIGNED = 258, 339, 2


class Unreadable(Exception):
    """A file that is no image, or a damaged one; the message says why, as an end of a sentence."""


class Header(NamedTuple):
    """What an image file says of itself: height, width, and Pillow's name of its pixels' format.

    ``frames`` says that it has several, of which the first is read, and ``transparent`` that
    pixels may be so.
    """

    size: tuple[int, int]
    mode: str
    frames: bool = False
    transparent: bool = False

    @property
    def deep(self) -> bool:
        """Whether values have more than 8 bits, so that the file alone does not say their range."""
        return self.mode.startswith("I") or self.mode == "F"

    @property
    def grey(self) -> bool:
        """Whether the format has no colours."""
        return self.deep or self.mode in GREY


def read_header(file: IO[bytes]) -> Header:
    """The header of an open image file; `Unreadable` where it is none."""
    if dicom.is_dicom(file):
        with _refused():
            return Header(*dicom.header(file))
    with _opened(file) as picture:
        mode = "I" if _is_signed(picture) else picture.mode
        clear = picture.has_transparency_data  # before another frame is looked for
        return Header((picture.height, picture.width), mode, _has_frames(picture), clear)


def values(file: IO[bytes]) -> tuple[np.ndarray, bool]:
    """The values (h, w) of a deep image, and whether 0 is white."""
    if dicom.is_dicom(file):
        with _refused():
            return dicom.values(file)
    with _opened(file) as picture:
        return _deep(picture), _is_inverted(picture)


def decode(file: IO[bytes], deep: Scale, shallow: Scale = BYTES) -> np.ndarray:
    """The first frame of an open image file, uint8 (h, w, 1, 3 or 4), turned upright (EXIF).

    ``deep`` is the scale of values of more than 8 bits, ``shallow`` that of 8 bits. `Unreadable`
    where the file is damaged.
    """
    if dicom.is_dicom(file):
        with _refused():
            return _grey_of(*dicom.values(file), deep)
    with _opened(file) as picture:
        if Header((0, 0), picture.mode).deep or _is_signed(picture):
            return _grey_of(_deep(picture), _is_inverted(picture), deep)
        pixels = np.asarray(_converted(ImageOps.exif_transpose(picture)))
        pixels = pixels if pixels.ndim == 3 else pixels[..., np.newaxis]
        if shallow == BYTES:
            return pixels
        return np.concatenate([to_bytes(pixels[..., :3], shallow), pixels[..., 3:]], axis=-1)


def _grey_of(deep: np.ndarray, inverted: bool, scale: Scale) -> np.ndarray:
    if not np.all(np.isfinite(deep)):
        raise Unreadable("has values that are NaN or infinite: replace them")
    grey = to_bytes(deep[np.newaxis], scale)[0, ..., np.newaxis]
    return 255 - grey if inverted else grey


def _deep(picture: Image.Image) -> np.ndarray:
    """The values of a picture of more than 8 bits, in a type that NumPy calculates with.

    Pillow reads whole numbers of 32 bits as signed and those of 8 bits as unsigned, whatever a TIFF
    says of them.
    """
    signed = _is_signed(picture)
    unsigned = picture.mode == "I" and _tag(picture, BITS) == 32 and _tag(picture, FORMAT) == 1
    array = np.asarray(ImageOps.exif_transpose(picture))
    if array.dtype.kind == "f":
        return array
    array = array.view(np.int8) if signed else array
    return (array.view(np.uint32) if unsigned else array).astype(np.int64)


def _is_signed(picture: Image.Image) -> bool:
    """Whether a TIFF holds signed numbers of 8 bits."""
    return picture.mode == "L" and _tag(picture, FORMAT) == SIGNED


def _tag(picture: Image.Image, tag: int) -> int:
    """The value of a TIFF's tag for all channels; 1, which is usual, where there is none."""
    value = getattr(picture, "tag_v2", {}).get(tag, 1)
    return int(value[0] if isinstance(value, tuple) else value)


def _has_frames(picture: Image.Image) -> bool:
    """Whether a file holds several images; all pages of a long TIFF need not be found for that."""
    if picture.format != "TIFF":
        return bool(getattr(picture, "is_animated", False))
    try:
        picture.seek(1)
    except EOFError:
        return False
    return True


def _is_inverted(picture: Image.Image) -> bool:
    """Whether 0 is white in a deep TIFF, which Pillow leaves as it is; of 8 bits it is mended."""
    return _tag(picture, PHOTOMETRIC) == WHITE_IS_ZERO


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
        if not file.read(1):
            raise Unreadable("is empty: restore it")
        file.seek(0)
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
        raise Unreadable("is not an image that can be read: repair it, convert it") from error
