"""Versions of an export: numbered folders, as TensorFlow Serving expects them."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from keras_gencmp.errors import UserError
from keras_gencmp.export.registry import DEFAULT, FORMATS
from keras_gencmp.models.base import GenerativeModel


def export(model: GenerativeModel, folder: Path, form: str = DEFAULT) -> Path:
    """Write a model as the next version, ``<folder>/<version>/``; no version is written over.

    ``form`` is the name of a format in :data:`keras_gencmp.export.registry.FORMATS`. The folder of
    the version appears when it is complete. UserError where it cannot be written.
    """
    write = FORMATS.load(form)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / str(1 + max(versions(folder), default=0))
        with _moved_into_place(target) as unfinished:
            write(model, unfinished)
    except OSError as error:
        raise UserError(f"cannot write to {folder}: {error.strerror or error}") from error
    return target


def versions(folder: Path) -> list[int]:
    """The version numbers that a folder holds, in order."""
    return sorted(int(path.name) for path in folder.glob("[0-9]*") if path.name.isdigit())


@contextlib.contextmanager
def _moved_into_place(target: Path) -> Iterator[Path]:
    unfinished = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    try:
        yield unfinished
        unfinished.rename(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
