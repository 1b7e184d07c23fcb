"""From a path such as "my_package.my_module:thing" or "my_file.py:thing" to the thing itself."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from keras_gencmp.errors import UserError


def is_path(name: str) -> bool:
    """Whether a name says where a thing is defined, so that loading it runs that module's code."""
    return ":" in name


def load_path(path: str, kind: str) -> Any:
    """The object at "package.module:attribute" or "file.py:attribute"; ``kind`` is for errors.

    UserError where there is no such module, file or attribute. An error within the module is
    that module's own, and surfaces.
    """
    source, _, attribute = path.rpartition(":")
    module = _from_file(Path(source), path) if source.endswith(".py") else _imported(source, path)
    if not hasattr(module, attribute):
        raise UserError(f"unknown {kind} {path!r}: {source} defines {_defined(module)}")
    return getattr(module, attribute)


def _imported(source: str, path: str) -> ModuleType:
    try:
        return importlib.import_module(source)
    except (ModuleNotFoundError, ValueError, TypeError) as error:
        # A module that is there may lack one of its own imports: that is no wrong name.
        if isinstance(error, ModuleNotFoundError) and not f"{source}.".startswith(f"{error.name}."):
            raise
        raise UserError(f"cannot import {path!r}: there is no module {source!r}") from error


def _from_file(file: Path, path: str) -> ModuleType:
    name = f"keras_gencmp_user_{file.resolve().as_posix()}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, file)
    if not file.is_file() or spec is None or spec.loader is None:
        raise UserError(f"cannot load {path!r}: there is no file {file}")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _defined(module: ModuleType) -> str:
    """The public functions and classes that a module itself defines."""
    own = [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    ]
    return ", ".join(own) or "nothing public"
