"""Seconds of starting up: help, the first training step, and what TensorFlow takes of it.

The first step is awaited on the command's own screen. Beside it, in the same rounds: importing
TensorFlow, and importing it, tracing and making one step of the same model, without data, pictures
or a run. The difference is what gencmp itself adds.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click
import numpy as np

from benchmarks import report
from benchmarks.alternate import Rival, Timing, alternate, spread
from benchmarks.commands import seconds, seconds_until, words
from keras_gencmp.recipes import recipe

IMPORT = "import os; os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'; import tensorflow"
TRACE = """
from keras_gencmp.training import runtime
runtime.start()
import numpy as np
from keras_gencmp import assembly
from keras_gencmp.recipes import recipe
plan = recipe.override(recipe.load({name!r}), {changes!r})
model = assembly.assemble(plan)
count = plan.schedule.batch_size * model.batches_per_step
batch = np.zeros((count, *model.image_shape), "float32"), np.zeros(count, "int32")
model.fit(*batch, batch_size=count, verbose=0)
"""


@click.command(cls=report.Benchmark)
@report.options(
    click.option("--recipe", "name", default="dcgan", show_default=True, help="What is trained."),
    click.option("--dataset", default="auto", show_default=True, help="As gencmp train takes it."),
    report.sets_option,
    report.rounds_option,
    report.quick_option,
    report.json_option,
)
def main(
    name: str,
    dataset: str,
    sets: tuple[str, ...],
    rounds: int,
    quick: bool,
    json_file: Path | None,
) -> None:
    """Time the start of gencmp, in alternating rounds of fresh processes."""
    if quick:
        dataset, rounds = "digits", 1
    with tempfile.TemporaryDirectory() as folder:
        timings = alternate(rivals(name, dataset, sets, Path(folder)), rounds, warm_up=not quick)
    report.publish(f"Start-up: {name} on {dataset}", rows(timings), json_file)


def rivals(name: str, dataset: str, sets: tuple[str, ...], folder: Path) -> list[Rival]:
    """Help; the first step of a new run below ``folder``; and what TensorFlow takes by itself."""
    changes = report.changes(sets)
    recipe.override(recipe.load(name), changes)
    settings = [word for text in sets for word in ("--set", text)]
    train = ["train", name, "--dataset", dataset, "--root", folder, *settings]
    trace = TRACE.format(name=name, changes=changes)
    return [
        Rival("`gencmp --help`", lambda: seconds(words(["--help"]))),
        Rival("`import tensorflow`", lambda: seconds([sys.executable, "-c", IMPORT])),
        Rival("import, trace, one step", lambda: seconds([sys.executable, "-c", trace])),
        Rival(f"`gencmp train {name}`, first step", lambda: seconds_until("step 1/", train)),
    ]


def rows(timings: list[Timing]) -> list[report.Row]:
    """The seconds of each, and those that a training takes beyond importing and tracing."""
    *_, tracing, training = timings
    seconds = {timing.rival.name: timing.seconds for timing in timings}
    seconds["first step, beyond import and tracing"] = training.seconds - tracing.seconds
    return [{"what": name, "seconds": text(values)} for name, values in seconds.items()]


def text(values: np.ndarray) -> str:
    return spread(values).text(2)


if __name__ == "__main__":
    main()
