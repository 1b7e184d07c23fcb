"""From a path such as "my_package.my_module:thing" or "my_file.py:thing" to the thing itself."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from hashlib import sha256
from importlib.machinery import PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from keras_gencmp.errors import UserError


def is_path(name: str) -> bool:
    """Whether a name says where a thing is defined, so that loading it runs that module's code."""
    return ":" in name


def load_path(path: str, kind: str, fits: Callable[[Any], bool] | None = None) -> Any:
    """The object at "package.module:attribute" or "file.py:attribute"; ``kind`` is for errors.

    UserError where there is no such module, file or attribute, with the names of those that the
    module defines and that ``fits`` admits, and where it is no Python. Any other error within the
    module is its own, and surfaces. A file that has changed since it was loaded is loaded again.
    """
    source, _, attribute = path.rpartition(":")
    try:
        module = (
            _from_file(Path(source), path) if source.endswith(".py") else _imported(source, path)
        )
    except SyntaxError as error:  # a slip of the pen, which needs no traceback
        raise UserError(
            f"cannot load {path!r}: line {error.lineno} of {error.filename} is no Python "
            f"({error.msg}): correct it"
        ) from error
    if not hasattr(module, attribute):
        defined = _defined(module, fits) or f"no {kind}"
        raise UserError(f"unknown {kind} {path!r}: {source} defines {defined}")
    return getattr(module, attribute)


def source_file(source: str) -> Path | None:
    """The file of "file.py" or "package.module"; None where there is none.

    Nothing is imported, not even the packages above a module.
    """
    if source.endswith(".py"):
        return Path(source) if Path(source).is_file() else None
    places, spec = None, None
    for name in source.split("."):
        spec = PathFinder.find_spec(name, places)
        places = spec.submodule_search_locations if spec else []
    file = Path(spec.origin) if spec and spec.origin else None
    return file if file and file.suffix == ".py" and file.is_file() else None


class _Loader(SourceFileLoader):
    """Always from the source: a compiled file is told from it by whole seconds and length alone."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code


def _imported(source: str, path: str) -> ModuleType:
    try:
        return importlib.import_module(source)
    except (ModuleNotFoundError, ValueError, TypeError) as error:
        # A module that is there may lack one of its own imports: that is no wrong name.
        if isinstance(error, ModuleNotFoundError) and not f"{source}.".startswith(f"{error.name}."):
            raise
        raise UserError(f"cannot import {path!r}: there is no module {source!r}") from error


def _from_file(file: Path, path: str) -> ModuleType:
    if not file.is_file():
        raise UserError(f"cannot load {path!r}: there is no file {file}")
    digest = sha256(file.read_bytes()).hexdigest()[:16]
    name = f"keras_gencmp_user_{digest}_{file.resolve().as_posix()}"
    if name in sys.modules:
        return sys.modules[name]
    loader = _Loader(name, str(file))
    spec = importlib.util.spec_from_file_location(name, file, loader=loader)
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _defined(module: ModuleType, fits: Callable[[Any], bool] | None) -> str:
    """The public functions and classes that a module itself defines, as far as they fit."""
    own = [
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and getattr(value, "__module__", None) == module.__name__
        and (fits is None or fits(value))
    ]
    return ", ".join(own) or ("" if fits else "nothing public")
