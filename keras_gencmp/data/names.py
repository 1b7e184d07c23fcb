"""Names of datasets: which source a name selects, and where its files are."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from keras_gencmp.data import options, registry
from keras_gencmp.data.advice import other_reader
from keras_gencmp.data.registry import Source
from keras_gencmp.errors import UserError
from keras_gencmp.registry import load_path, nearest

PATHS = ("folder", "file", "path")  # arguments that are paths


def is_outside(dataset: str) -> bool:
    """Whether a name is the path of a reader: loading such a dataset runs the code in that file.

    Neither names of sources with an argument ("folder:a:b") nor versions of TFDS ("mnist:3.0.1")
    are such paths.
    """
    if dataset.partition(":")[0] in {*registry.SOURCES, *registry.FAMILIAR}:
        return False
    module, colon, function = dataset.rpartition(":")
    dotted = all(name.isidentifier() for name in module.split("."))
    return bool(colon) and function.isidentifier() and (dotted or module.endswith(".py"))


def resolve(dataset: str) -> tuple[Source, str]:
    """The source of a dataset's name, and the argument for its reader, options included."""
    name, _, argument = dataset.partition(":")
    bare, query = options.split(dataset)
    if name in registry.SOURCES and name not in registry.FAMILIAR:
        return registry.SOURCES[name], argument
    if query and bare in registry.SOURCES and bare not in registry.FAMILIAR:
        return registry.SOURCES[bare], f"?{query}"
    if is_outside(dataset):
        return Source(dataset, dataset, example=dataset), ""
    return registry.SOURCES["tfds"], dataset


def path_in(dataset: str) -> str | None:
    """The path of the folder or file that a dataset is read from; None for other sources."""
    source, argument = resolve(dataset)
    return options.split(argument)[0] if source.argument in PATHS else None


def absolute(dataset: str) -> str:
    """The same dataset's name with the absolute path of its folder or file, wherever it is read."""
    path = path_in(dataset)
    if path is None:
        return dataset
    source, argument = resolve(dataset)
    query = options.split(argument)[1]
    where = os.path.abspath(os.path.expanduser(path))
    return f"{source.name}:{where}" + (f"?{query}" if query else "")


def check_place(dataset: str, run: str) -> None:
    """UserError where the images that a run was trained on are gone from their folder or file."""
    path = path_in(dataset)
    if path and not Path(path).expanduser().exists():
        raise UserError(
            f"the images of {run} are no longer at {path}: say where they are now, as in "
            f"--dataset {dataset.partition(':')[0]}:PATH"
        )


def check(dataset: str) -> None:
    """UserError unless a name can be that of a dataset; no image is read and no outside code run.

    It loads no TensorFlow, and TFDS only for names that are not familiar.
    """
    source, argument = resolve(dataset)
    if is_outside(dataset):
        return _check_path(dataset)
    argument, query = options.split(argument)
    check_options(source, query)
    if source.argument == "none" and dataset != source.name:
        raise UserError(f"{source.name} takes nothing after a colon: write {source.example}")
    if source.argument in PATHS:
        _check_exists(source, argument)
    elif source.check and argument not in source.known:
        load_path(source.check, "check")(argument)


def check_options(source: Source, query: str) -> None:
    """UserError for options that a source does not take, as they would do nothing."""
    if query and not source.takes:
        options.parse(query)  # a slip of the pen is said first
        raise UserError(f"{source.name} takes no options: write {source.example}")
    for name in options.names_in(query):
        if name in options.NAMES and name not in source.takes:
            raise UserError(
                f"{source.name} does not take the option {name}: leave it out, or choose from "
                f"{', '.join(source.takes)}"
            )
    options.parse(query)


def _check_path(dataset: str) -> None:
    module = dataset.rpartition(":")[0]
    if module.endswith(".py") and not Path(module).is_file():
        raise UserError(f"unknown dataset {dataset!r}: there is no file {module}")
    if not module.endswith(".py") and not _importable(module.partition(".")[0]):
        raise UserError(
            f"unknown dataset {dataset!r}: there is no source and no module {module!r}, "
            f"{nearest(module.lower(), registry.SOURCES)}"
        )


def _importable(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ValueError:  # a module without a specification, such as __main__
        return False


def _check_exists(source: Source, argument: str) -> None:
    path = Path(argument).expanduser()
    kind = "folder or file" if source.argument == "path" else source.argument
    exists = path.is_dir() if source.argument == "folder" else path.is_file()
    if source.argument == "path":
        exists = path.exists()
    if source.argument == "folder" and path.is_file():
        exists = path.name.lower().endswith(source.suffixes)
    if not argument or not exists:
        raise UserError(
            f"there is no {kind} {argument!r}: "
            f"write {source.example} with the path of a {kind}{other_reader(source, path)}"
        )
    _refuse_files_of_others(source, path)


def _refuse_files_of_others(source: Source, path: Path) -> None:
    """UserError for a file that another source reads, by its name, and this one does not."""
    if not path.is_file() or path.name.lower().endswith(source.suffixes):
        return
    for row in registry.rows():
        if row.path != source.path and row.suffixes and path.name.lower().endswith(row.suffixes):
            raise UserError(f"{source.name} does not read {path}: write {row.name}:{path}")
