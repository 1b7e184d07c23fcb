"""Scores of every recipe at its own length, in a table and in the header of its file.

Nothing is trained here: the runs are those of ``gencmp gallery --train``, and their scores those of
``gencmp evaluate``.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from benchmarks import report, results
from benchmarks.literature import Folder, evaluated, seconds
from keras_gencmp import runs
from keras_gencmp.evaluation.rounding import with_error
from keras_gencmp.metrics.registry import METRICS
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.changes import changes
from keras_gencmp.runs.run import Run
from keras_gencmp.terminal import console

FILE = results.FOLDER / "recipes.json"
ASKED = ("fid", "nll", "classification", "modes")
HEADER = re.compile(r"^# Measured on .*?(?=^summary = )", re.M | re.S)
SUMMARY = re.compile(r"^(?=summary = )", re.M)
WIDTH = 108


@click.command(cls=report.Benchmark)
@click.option("--root", type=Folder, required=True, help="Holds runs, as of gencmp gallery.")
@click.option("--data-dir", help="Folder of prepared TFDS datasets.")
@click.option("--n", "count", default=10_000, show_default=True, help="Images of a score.")
def main(root: Path, data_dir: str | None, count: int) -> None:
    """Score the newest finished run of every recipe that was trained as it is."""
    found = [run for run in runs.every(root) if run.finished and not changes(run.recipe)]
    newest = {run.recipe.name: run for run in found}
    kept = [scored(run, data_dir, count) for run in newest.values()]
    if not kept:
        raise click.UsageError(f"{root} holds no finished run of a recipe as it is")
    table = {"title": "Recipes at their own length", "command": report.command()}
    table |= {"machine": report.machine(), "rows": [cells(row) for row in kept], "recipes": kept}
    runs.write_json(FILE, table)
    write_headers(kept)
    console.result(FILE)


def scored(run: Run, data_dir: str | None, count: int) -> dict[str, Any]:
    """The scores of a run that its model has, its epochs, and its processor seconds."""
    (scores,), _ = evaluated([run], ASKED, data_dir, count)
    names = [METRICS[name].columns[0].name for name in ASKED]
    values = {name: scores[name] for name in names if name in scores and scores[name].defined}
    return {
        "name": run.recipe.name,
        "dataset": run.recipe.data.dataset,
        "seed": run.recipe.schedule.seed,
        "epochs": run.recipe.schedule.epochs,
        "seconds": seconds(run),
        "scores": {
            name: {"value": score.value, "margin": score.margin, "real": score.real}
            for name, score in values.items()
        },
    }


def cells(row: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a row by their heads; empty where a model has no such score."""
    columns = [METRICS[name].columns[0] for name in ASKED]
    return {
        "recipe": row["name"],
        "dataset": row["dataset"],
        "epochs": str(row["epochs"]),
        "processor s": f"{row['seconds']:.0f}",
        **{each.head: level(row["scores"].get(each.name)) for each in columns},
    }


def level(score: Mapping[str, float] | None) -> str:
    """A score with half of its interval, or nothing."""
    return with_error(score["value"], score["margin"]) if score else ""


def header(row: Mapping[str, Any]) -> str:
    """What the header of a recipe says of its scores, as lines of comment."""
    asked = [name for name in ASKED if METRICS[name].columns[0].name in row["scores"]]
    words = ", ".join(told(METRICS[name].columns[0], row["scores"]) for name in asked)
    text = (
        f"Measured on {row['dataset']}, seed {row['seed']}: {words}; {row['epochs']} epochs, "
        f"{row['seconds']:.0f} processor seconds of one x86-64 core. `gencmp gallery --train "
        f"{row['name']}`, then `gencmp evaluate {row['name']} --metrics {','.join(asked)}`."
    )
    wrapped = textwrap.wrap(text, WIDTH - 2, break_on_hyphens=False, break_long_words=False)
    return "".join(f"# {line}\n" for line in wrapped)


def told(column: Any, scores: Mapping[str, Mapping[str, float]]) -> str:
    """A score in words, FID beside that of real images."""
    score = scores[column.name]
    real = f" (real images {score['real']:.3g})" if column.name == "fid" and score["real"] else ""
    return f"{column.head.rstrip(' ↓↑')} {level(score)}{real}"


def write_headers(rows: Sequence[Mapping[str, Any]], folder: Path | None = None) -> None:
    """Write what was measured at the end of each recipe's header, in the place of what was."""
    folder = folder or Path(recipe.__file__).parent
    for row in rows:
        path = folder / f"{row['name']}.toml"
        text = HEADER.sub("", path.read_text(encoding="utf-8"))
        text = SUMMARY.sub(lambda _: header(row), text, count=1)  # noqa: B023
        runs.write_text(path, text)


if __name__ == "__main__":
    main()
