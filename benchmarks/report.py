"""What a benchmark leaves behind: a Markdown table on stdout, and the same as JSON.

Also the options that several of them share.
"""

from __future__ import annotations

import os
import platform
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from keras_gencmp import runs
from keras_gencmp.errors import Interrupted, UserError

Row = Mapping[str, object]

quick_option = click.option("--quick", is_flag=True, help="As little as shows that it works.")
rounds_option = click.option(
    "--rounds", type=click.IntRange(1), default=9, show_default=True, help="Rounds that count."
)
json_option = click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the rows as JSON too.",
)


sets_option = click.option(
    "--set", "sets", multiple=True, metavar="KEY=VALUE", help="Change a recipe key."
)


class Benchmark(click.Command):
    """A command in which bad input is one sentence and exit code 2, as in gencmp itself."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(context)
        except UserError as error:
            raise click.UsageError(str(error)) from error
        except Interrupted as stop:
            click.echo(stop, err=True)
            context.exit(stop.exit_code)


def changes(sets: Sequence[str]) -> dict[str, str]:
    """The recipe's keys and values that ``--set`` names."""
    pairs = [text.partition("=") for text in sets]
    for key, equals, _ in pairs:
        if not equals:
            raise click.UsageError(f"--set takes KEY=VALUE, not {key!r}")
    return {key: value for key, _, value in pairs}


def options(*several: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several click options as one decorator, in the order of the help text."""

    def decorate(command: Any) -> Any:
        for option in reversed(several):
            command = option(command)
        return command

    return decorate


def machine() -> dict[str, Any]:
    """What a number of seconds depends on: processor, cores, load in the last minute, versions."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    names = ("tensorflow", "keras", "numpy")
    return {
        "processor": platform.machine(),
        "cores": cores,
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        **{name: version(name) for name in names},
    }


def markdown(rows: Sequence[Row]) -> str:
    """A Markdown table with the keys of the first row as its columns."""
    lines = [[str(key) for key in rows[0]], ["---"] * len(rows[0])]
    lines += [[str(value) for value in row.values()] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def publish(title: str, rows: Sequence[Row], json_file: Path | None = None) -> None:
    """Print the table and what it is of, and write both as JSON if asked."""
    found = {"title": title, "command": command(), "machine": machine(), "rows": list(rows)}
    click.echo(section(found))
    if json_file:
        json_file.parent.mkdir(parents=True, exist_ok=True)
        runs.write_json(json_file, found)


def command() -> str:
    """What was typed, without where the rows are to be written."""
    name, *words = sys.argv
    if "--json" in words:
        at = words.index("--json")
        words[at : at + 2] = []
    return shlex.join(["bin/benchmark", Path(name).stem, *words])


def section(found: Mapping[str, Any]) -> str:
    """A table under its title, with its command and its machine."""
    head = f"### {found['title']}", f"`{found['command']}`"
    return "\n\n".join([*head, markdown(found["rows"]), about(found)]) + "\n"


def about(found: Mapping[str, Any]) -> str:
    """The machine of a table in one line."""
    return ", ".join(f"{name} {value}" for name, value in found["machine"].items())
