"""Folders of studies: in the same one, the same command goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from keras_gencmp.cli.options import OutputPath


def study_folder_option(contents: str, default: str) -> Callable[[Any], Any]:
    """``-o`` of a verb that goes on in the same folder when it is called again."""
    return click.option(
        "-o",
        "--output",
        type=OutputPath(folder=True),
        help=f"Folder of {contents}.  [default: {default}]",
    )


def study_folder(verb: str, *parts: object) -> Path:
    """The default folder of a call: the same one for the same call."""
    from keras_gencmp.study.compare.plan import folder_name

    return Path(verb) / folder_name("-".join(map(str, parts)))
