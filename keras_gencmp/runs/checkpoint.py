"""Arrays on disk; a checkpoint is the whole state of a training in one file."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from keras_gencmp.errors import UserError
from keras_gencmp.runs.run import write_bytes


def write(path: Path, state: Mapping[str, np.ndarray]) -> None:
    """Arrays by name as an .npz; each carries a checksum (that of the zip format)."""
    buffer = io.BytesIO()
    np.savez(buffer, **dict(state))  # type: ignore[arg-type]
    write_bytes(path, buffer.getvalue())


def write_array(path: Path, array: np.ndarray) -> None:
    """One array as an .npy file that appears whole or not at all."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    write_bytes(path, buffer.getvalue())


def read(path: Path) -> dict[str, np.ndarray]:
    """The arrays of a checkpoint, once every checksum has been verified."""
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
        if damaged is None:
            with np.load(path, allow_pickle=False) as arrays:
                return dict(arrays)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        pass
    problem = "is damaged" if path.exists() else "is missing"
    raise UserError(f"the checkpoint {path} {problem}: train again with the same recipe and seed")


def assign(variables: Mapping[str, Any], state: Mapping[str, np.ndarray], source: Path) -> None:
    """Set variables from a checkpoint; nothing is touched unless every name and shape fits."""
    shapes = {name: tuple(variable.shape) for name, variable in variables.items()}
    if shapes != {name: array.shape for name, array in state.items()}:
        raise UserError(
            f"{source} does not fit its recipe.json: restore the recipe it was made with"
        )
    for name, variable in variables.items():
        variable.assign(state[name])
