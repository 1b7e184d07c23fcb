"""Versions of an export: numbered folders, as TensorFlow Serving expects them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from keras_gencmp.errors import UserError
from keras_gencmp.exports.registry import DEFAULT, FORMATS
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs import locks
from keras_gencmp.runs.files import WriteError, atomic_folder, remove_left_behind, write_text

CARD = "README.md"  # what a reader looks for first, on a web page of the folder too


def export(
    model: GenerativeModel,
    folder: Path,
    form: str = DEFAULT,
    card: Callable[[Path], str] | None = None,
) -> Path:
    """Write a model as the next version, ``<folder>/<version>/``; no version is written over.

    ``card`` is the text of its model card (see :mod:`.card`), given the version's folder, in which
    it stands as README.md.
    ``form`` is the name of a format in :data:`keras_gencmp.exports.registry.FORMATS`. The folder of
    the version appears when it is complete. UserError where it cannot be written.
    """
    write, is_new = FORMATS.load(form), not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locks.writing(folder):
            remove_left_behind(folder)
            target = folder / str(1 + max(versions(folder), default=0))
            with atomic_folder(target) as unfinished:
                write(model, unfinished)
                if card:
                    write_text(unfinished / CARD, card(target))
    except WriteError as error:
        raise UserError(f"{error}: make room, and export again") from error
    except OSError as error:
        raise UserError(f"cannot write to {folder}: {error.strerror or error}") from error
    finally:
        if is_new:
            with suppress(OSError):  # it holds a version
                folder.rmdir()
    return target


def versions(folder: Path) -> list[int]:
    """The version numbers that a folder holds, in order."""
    names = [path.name for path in folder.glob("[0-9]*")]
    return sorted(int(name) for name in names if name.isascii() and name.isdecimal())
