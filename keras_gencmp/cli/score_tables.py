"""Where the table of gencmp evaluate goes: the terminal, a file, or a page."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from keras_gencmp import runs
from keras_gencmp.cli.account import tell
from keras_gencmp.cli.look import look
from keras_gencmp.cli.options import open_data
from keras_gencmp.errors import UserError
from keras_gencmp.terminal import console

if TYPE_CHECKING:
    from keras_gencmp.evaluation.evaluate import Request
    from keras_gencmp.evaluation.score import Row

FORMATS = (".txt", ".md", ".json")
PAGES = (".csv", ".tex", ".html")  # as gencmp compare writes them


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


def write_page(
    members: Sequence[runs.Run],
    request: Request,
    output: Path,
    data_dir: str | None,
    dataset: str | None,
) -> None:
    """Write what gencmp compare writes of finished runs; ``dataset`` is where their data are."""
    from keras_gencmp.study.compare.finished_runs import publish as publish_runs

    if not members:
        raise UserError(f"{output} is a page of runs: name one at least")
    splits = tell(open_data(members[0], data_dir, dataset))
    command = shlex.join(["gencmp", *sys.argv[1:]])
    console.result(publish_runs(members, request, splits, output, command, look()))


def suffix_of(output: Path | None, as_json: bool) -> str:
    """The suffix of the file, or of what is printed; UserError for an unknown one."""
    suffix = output.suffix if output else ".json" if as_json else ".txt"
    if suffix not in FORMATS + PAGES:
        known = ", ".join(FORMATS + PAGES)
        raise UserError(f"a table is written as {known}, not as {suffix!r}")
    return suffix
