"""DICOM images, read by pydicom, which ``pip install "keras-gencmp[medical]"`` brings."""

from __future__ import annotations

from importlib.util import find_spec
from typing import IO, Any

import numpy as np

from keras_gencmp.errors import UserError

MAGIC_AT, MAGIC = 128, b"DICM"
INVERTED = "MONOCHROME1"  # 0 is white
MEND = (
    "DICOM files need pydicom: install keras-gencmp[medical], or convert them to PNG of 16 bits, "
    "as with dcm2img or dcmj2pnm"
)


def is_dicom(file: IO[bytes]) -> bool:
    """Whether an open file is in the DICOM format; its position stays at the beginning."""
    start = file.read(MAGIC_AT + len(MAGIC))
    file.seek(0)
    return start[MAGIC_AT:] == MAGIC


def header(file: IO[bytes]) -> tuple[tuple[int, int], str]:
    """Height and width, and "I" for whole numbers of any range."""
    data = _dataset(file, pixels=False)
    if int(data.SamplesPerPixel) != 1:
        raise ValueError("an image in colour")
    return (int(data.Rows), int(data.Columns)), "I"


def values(file: IO[bytes]) -> tuple[np.ndarray, bool]:
    """The values (h, w) of the first frame, in the units of the modality, and whether 0 is white.

    Those of computed tomography are Hounsfield units.
    """
    from pydicom.pixels import apply_modality_lut

    data = _dataset(file, pixels=True)
    frame = data.pixel_array
    frame = frame[0] if frame.ndim == 3 else frame
    units = np.asarray(apply_modality_lut(frame, data))
    return units, str(data.PhotometricInterpretation) == INVERTED


def _dataset(file: IO[bytes], pixels: bool) -> Any:
    if find_spec("pydicom") is None:
        raise UserError(MEND)
    from pydicom import dcmread

    return dcmread(file, stop_before_pixels=not pixels)
