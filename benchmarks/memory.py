"""Peak resident memory of whole commands, each in a process of its own.

Training the default recipe on MNIST at batch 100, and evaluating 10,000 of its images with the
default metrics, baselines included.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from benchmarks import report
from benchmarks.commands import peak_memory

GIB = 2**30


@click.command(cls=report.Benchmark)
@report.options(
    click.option("--recipe", "name", default="dcgan", show_default=True, help="What is trained."),
    click.option("--dataset", default="mnist", show_default=True, help="As gencmp train takes it."),
    click.option(
        "--epochs", default=1, show_default=True, help="The peak is reached in the first."
    ),
    click.option("--n", "count", default=10_000, show_default=True, help="Images evaluated."),
    report.sets_option,
    report.quick_option,
    report.json_option,
)
def main(
    name: str,
    dataset: str,
    epochs: int,
    count: int,
    sets: tuple[str, ...],
    quick: bool,
    json_file: Path | None,
) -> None:
    """Measure the peak memory of gencmp train and gencmp evaluate."""
    if quick:
        dataset, count = "digits", 100
    with tempfile.TemporaryDirectory() as folder:
        run = os.path.join(folder, "run")
        changes = [word for text in sets for word in ("--set", text)]
        train = ["train", name, "--dataset", dataset, "--epochs", epochs, "--run-dir", run]
        # An empty cache: the baselines are measured too, as on a first evaluation.
        fresh = {"GENCMP_CACHE": os.path.join(folder, "cache")}
        rows = [
            row("train", peak_memory([*train, "--batch-size", 100, *changes], fresh)),
            row("evaluate", peak_memory(["evaluate", run, "--n", count], fresh)),
        ]
    report.publish(f"Peak memory: {name} on {dataset}", rows, json_file)


def row(verb: str, peak: int) -> report.Row:
    """One line of the table."""
    return {"command": f"gencmp {verb}", "peak memory, GiB": f"{peak / GIB:.2f}"}


if __name__ == "__main__":
    main()
