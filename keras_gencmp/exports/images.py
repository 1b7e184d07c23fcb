"""Generated images as files: one PNG an image in a folder, one array, or one image alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from keras_gencmp.errors import UserError
from keras_gencmp.runs import checkpoint
from keras_gencmp.runs.files import FIGURES, atomic_folder, write_bytes

ARRAYS = (".npy", ".npz")
# A class's name becomes that of a folder, so it must not lead out of the one above.
SAFE_NAME = re.compile(r"(?!\.)[\w .,()+\-]{1,100}(?<![. ])")


def check_output(path: Path) -> None:
    """UserError unless images can be written to a path: a figure, an array or a new folder."""
    if path.suffix.lower() in FIGURES + ARRAYS:
        if path.is_dir():
            raise UserError(f"{path} is a folder: name a file, or a folder without a suffix")
    elif path.suffix and not path.is_dir():
        raise UserError(
            f"{path} must end in {', '.join(FIGURES + ARRAYS)}, or be a folder, whose name has no "
            "suffix"
        )
    elif path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UserError(f"{path} is not empty: name a new folder for the images")


def is_folder(path: Path) -> bool:
    """Whether an output is a folder with a file for each image."""
    return path.suffix.lower() not in FIGURES + ARRAYS


def write_array(path: Path, images: np.ndarray, labels: np.ndarray | None) -> None:
    """Images as one .npy, float32 in [0, 1], or as an .npz of ``x``, uint8, and labels ``y``."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() == ".npy":
            return checkpoint.write_array(path, images)
        named = {"x": as_bytes(images)} | ({} if labels is None else {"y": labels})
        checkpoint.write(path, named)
    except OSError as error:
        raise UserError(f"cannot write {path}: {error.strerror or error}") from error


def write_folder(
    path: Path, images: np.ndarray, labels: np.ndarray | None, classes: Sequence[str]
) -> None:
    """One PNG an image, numbered, in folders of their classes where there are labels.

    The folder appears when it is complete, and ``folder:PATH`` reads the same images again.
    """
    folders = folder_names(classes)
    digits = len(str(max(len(images) - 1, 0)))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_folder(path) as unfinished:
            for number, image in enumerate(images):
                inside = unfinished / (folders[int(labels[number])] if labels is not None else "")
                inside.mkdir(exist_ok=True)
                picture(image).save(inside / f"{number:0{digits}d}.png")
    except OSError as error:
        raise UserError(f"cannot write {path}: {error.strerror or error}") from error


def write_image(path: Path, image: np.ndarray) -> None:
    """One image (h, w, c) as a PNG of its own size, without a margin."""
    content = BytesIO()
    picture(image).save(content, "PNG")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, content.getvalue())
    except OSError as error:
        raise UserError(f"cannot write {path}: {error.strerror or error}") from error


def picture(image: np.ndarray) -> Image.Image:
    """An image (h, w, 1 or 3) in [0, 1] as a picture of 8 bits."""
    pixels = as_bytes(image)
    return Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)


def as_bytes(images: np.ndarray) -> np.ndarray:
    """Images in [0, 1] as uint8."""
    return np.clip(np.rint(255 * images), 0, 255).astype(np.uint8)


def folder_names(classes: Sequence[str]) -> list[str]:
    """A folder of its own for each class: its name where that is safe, or its number.

    A name that an earlier class has, in capitals or not, gets the number too.
    """
    names: list[str] = []
    for label, known in enumerate(classes):
        name = known if SAFE_NAME.fullmatch(known) else f"class {label}"
        while name.casefold() in map(str.casefold, names):
            name = f"{name}, class {label}"
        names.append(name)
    return names
