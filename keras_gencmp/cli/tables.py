"""Tables of scores: printed, or written to a file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.terminal import console

if TYPE_CHECKING:
    from keras_gencmp.evaluation.evaluate import Request
    from keras_gencmp.evaluation.score import Row

FORMATS = (".txt", ".md", ".json")


def publish(rows: list[Row], request: Request, suffix: str, output: Path | None) -> None:
    """Write the table to its file, or print it: with styles on a terminal, plain elsewhere."""
    from keras_gencmp.evaluation import render

    if suffix == ".txt" and output is None and console.stdout().is_terminal:
        return render.write(rows, request.columns, console.stdout())
    width = render.WIDTH if output else shutil.get_terminal_size((render.WIDTH, 24)).columns
    text = {
        ".txt": lambda: render.text(rows, request.columns, width),
        ".md": lambda: render.markdown(rows, request.columns),
        ".json": lambda: render.as_json(rows),
    }[suffix]()
    if output:
        runs.write_text(output, text)
    console.result(output or text.removesuffix("\n"))


def suffix_of(output: Path | None, as_json: bool) -> str:
    """The form of a table, by its file's suffix; UserError for another one."""
    suffix = output.suffix if output else ".json" if as_json else ".txt"
    if suffix not in FORMATS:
        raise UserError(f"a table is written as {', '.join(FORMATS)}, not as {suffix!r}")
    return suffix
