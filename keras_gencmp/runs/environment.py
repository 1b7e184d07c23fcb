"""environment.json: what a run was started with, and what its bits depend on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypedDict, cast

from keras_gencmp.recipes.hints import Range
from keras_gencmp.runs.tables import read_table

Threads = Annotated[int, Range(ge=1, le=1024)]


class DataSummary(TypedDict, total=False):
    """Of the account of a run's data what others read: images in each split, and what was done."""

    images: dict[str, Annotated[int, Range(ge=0)]]
    done: list[str]


class Environment(TypedDict, total=False):
    """The facts of a run; one that an early version did not record has its value in `DEFAULTS`.

    ``data_digest`` identifies the images that it was trained on, ``data_summary`` is the account of
    what was read and done to them, ``data_dir`` is TFDS's directory
    where the user named one. ``evaluation`` says by what a training is evaluated (the judge, the
    number of images and the seed); None where it is not. ``init`` is the run whose weights it began
    with, and ``tensorboard`` whether event files are written. ``code`` holds the digests of the
    files outside the package that its recipe names, by how it names them.
    """

    threads: Threads | None
    data: str
    data_digest: str
    data_summary: DataSummary
    data_dir: str | None
    devices: list[str]
    evaluation: dict[str, Any] | None
    tensorboard: bool
    init: str | None
    code: dict[str, str]
    command: str
    device: str
    seed: int
    classes: list[str]
    versions: dict[str, str]


DEFAULTS: Environment = {
    "data_digest": "",
    "threads": None,
    "data": "",
    "data_dir": None,
    "devices": [],
    "evaluation": None,
    "command": "",
    "device": "",
}


def read(path: Path) -> Environment:
    """The environment in a file; UserError where a fact is of a wrong type."""
    table = read_table(Environment, path, "restore it from a copy, or train a new run")
    return cast(Environment, {**DEFAULTS, **table})
