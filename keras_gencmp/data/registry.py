"""The registry of dataset sources: what ``--dataset`` takes, and which reader each name selects.

A dataset's name is ``SOURCE`` or ``SOURCE:ARGUMENT``, and a bare name that is no source is one of
TFDS. A new source is a file with a reader and a row below. A source of another package is an entry
point of the group "keras_gencmp.source", or named by the path of its reader, as in
"my_package.my_module:read" and "my_file.py:read".

A reader is a function ``(argument, size, channels, data_dir)`` that returns
:class:`~keras_gencmp.data.splits.RawSplits`: ``argument`` is what stands after the colon, ``size``
the side of the images in pixels, ``channels`` 1 or 3, and ``data_dir`` the folder of prepared TFDS
datasets that the user named, or None.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from keras_gencmp.errors import UserError
from keras_gencmp.registry import Entry, Registry, load_path, nearest


@dataclass(frozen=True)
class Source(Entry):
    """One row: a source's name, the path of its reader, a summary, and how a user names its data.

    ``example`` is what the user writes, for help texts, and ``argument`` what may stand after the
    colon. ``known`` are names of datasets that exist for sure; ``check`` is the path of a function
    that raises UserError for an argument that names no dataset of the source. ``channels`` are the
    numbers of channels that its images can have.
    """

    example: str = ""
    argument: Literal["none", "folder", "file", "any"] = "none"
    known: tuple[str, ...] = ()
    check: str = ""
    channels: tuple[int, ...] = (1, 3)


def _installed(name: str, path: str) -> Source:
    return Source(name, path, "from an installed package", example=name, argument="any")


# How a user names a reader that is in no registry.
OUTSIDE = "FILE.py:FUNCTION"
# The names that TFDS need not be asked for, which takes half a second.
FAMILIAR = ("mnist", "fashion_mnist", "kmnist", "cifar10")

SOURCES = Registry(
    "source",
    [
        Source(
            "auto",
            "keras_gencmp.data.auto:read",
            "MNIST where it is prepared or can be downloaded, otherwise the bundled digits",
            example="auto",
        ),
        Source(
            "digits",
            "keras_gencmp.data.digits:read",
            "1,797 handwritten digits that come with scikit-learn and need no network",
            example="digits",
        ),
        Source(
            "tfds",
            "keras_gencmp.data.tfds_images:read",
            "image classification of TensorFlow Datasets: kmnist, emnist/digits, cifar10",
            example="a TFDS name such as mnist",
            argument="any",
            known=FAMILIAR,
            check="keras_gencmp.data.tfds_images:check",
        ),
        Source(
            "stacked-mnist",
            "keras_gencmp.data.stacked_mnist:read",
            "three MNIST digits as the channels of one image, 1,000 classes (data.channels=3)",
            example="stacked-mnist",
            channels=(3,),
        ),
        Source(
            "folder",
            "keras_gencmp.data.folder:read",
            "a folder of image files, with one subfolder a class or without",
            example="folder:PATH",
            argument="folder",
        ),
        Source(
            "npz",
            "keras_gencmp.data.arrays:read",
            "a NumPy archive of x and y, or of x_train, y_train, x_test and y_test",
            example="npz:PATH",
            argument="file",
        ),
    ],
    _installed,
)


def menu() -> str:
    """Every way to name a dataset, in one line of text."""
    return ", ".join(row.example for row in _rows()) + f" or {OUTSIDE}"


def listing() -> str:
    """Every way to name a dataset, one a line, with what is read."""
    rows = [(row.example, row.summary) for row in _rows()]
    rows.append((OUTSIDE, "a reader of your own: see keras_gencmp/data/registry.py"))
    width = max(len(example) for example, _ in rows)
    return "".join(f"{example:<{width}}  {summary}\n" for example, summary in rows)


def is_outside(dataset: str) -> bool:
    """Whether a name is the path of a reader: loading such a dataset runs the code in that file.

    Neither names of sources with an argument ("folder:a:b") nor versions of TFDS ("mnist:3.0.1")
    are such paths.
    """
    if dataset.partition(":")[0] in {*SOURCES, *FAMILIAR}:
        return False
    module, colon, function = dataset.rpartition(":")
    dotted = all(name.isidentifier() for name in module.split("."))
    return bool(colon) and function.isidentifier() and (dotted or module.endswith(".py"))


def resolve(dataset: str) -> tuple[Source, str]:
    """The source of a dataset's name, and the argument for its reader."""
    name, _, argument = dataset.partition(":")
    if name in SOURCES and name not in FAMILIAR:
        return SOURCES[name], argument
    if is_outside(dataset):
        return Source(dataset, dataset, example=dataset), ""
    return SOURCES["tfds"], dataset


def path_in(dataset: str) -> str | None:
    """The path of the folder or file that a dataset is read from; None for other sources."""
    source, argument = resolve(dataset)
    return argument if source.argument in ("folder", "file") else None


def check(dataset: str) -> None:
    """UserError unless a name can be that of a dataset; no image is read and no outside code run.

    It loads no TensorFlow, and TFDS only for names that are not familiar.
    """
    source, argument = resolve(dataset)
    if is_outside(dataset):
        _check_path(dataset)
    elif source.argument == "none" and dataset != source.name:
        raise UserError(f"{source.name} takes nothing after a colon: write {source.example}")
    elif source.argument in ("folder", "file"):
        _check_exists(source, argument)
    elif source.check and argument not in source.known:
        load_path(source.check, "check")(argument)


def _check_path(dataset: str) -> None:
    module = dataset.rpartition(":")[0]
    if module.endswith(".py") and not Path(module).is_file():
        raise UserError(f"unknown dataset {dataset!r}: there is no file {module}")
    if not module.endswith(".py") and not _importable(module.partition(".")[0]):
        raise UserError(
            f"unknown dataset {dataset!r}: there is no source and no module {module!r}, "
            f"{nearest(module, SOURCES)}"
        )


def _importable(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ValueError:  # a module without a specification, such as __main__
        return False


def _check_exists(source: Source, argument: str) -> None:
    path = Path(argument).expanduser()
    exists = path.is_dir() if source.argument == "folder" else path.is_file()
    if not argument or not exists:
        raise UserError(
            f"there is no {source.argument} {argument!r}: "
            f"write {source.example} with the path of a {source.argument}"
        )


def suggestion(dataset: str, known: Iterable[str]) -> str:
    """What may have been meant by a name that is no dataset; ``known`` are names that are."""
    path = Path(dataset).expanduser()
    if dataset and path.exists():
        kind = "folder" if path.is_dir() else "file"
        names = [f"{row.name}:{dataset}" for row in _rows() if row.argument == kind]
        return f"did you mean {' or '.join(names)}?"
    base = dataset.partition(":")[0].partition("/")[0]
    close = get_close_matches(base, [*SOURCES, *known], n=1)
    return f"did you mean {close[0]!r}?" if close else f"choose from {menu()}"


def _rows() -> Iterable[Source]:
    return SOURCES.values()
