"""Seconds of an epoch against the number of images, and of a step against the batch size.

Both should lie on a straight line: a fixed cost, and one for each image. The sizes alternate, so
that the drift of a shared machine is not taken for curvature.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks import report
from benchmarks.alternate import Rival, Timing, alternate, spread
from keras_gencmp.recipes import recipe
from keras_gencmp.training import runtime


@click.command(cls=report.Benchmark)
@report.options(
    click.option("--recipe", "name", default="dcgan", show_default=True, help="What is trained."),
    click.option("--images", type=int, multiple=True, help="[default: 5000, 15000 and 55000]"),
    click.option("--batch-size", "sizes", type=int, multiple=True, help="[default: 50 to 400]"),
    click.option("--dataset", default="auto", show_default=True, help="As gencmp train takes it."),
    report.sets_option,
    report.rounds_option,
    report.quick_option,
    report.json_option,
)
def main(
    name: str,
    images: tuple[int, ...],
    sizes: tuple[int, ...],
    dataset: str,
    sets: tuple[str, ...],
    rounds: int,
    quick: bool,
    json_file: Path | None,
) -> None:
    """Time epochs of several sizes and steps of several batches; fit a line to each."""
    if quick:
        dataset, images, sizes, rounds = "digits", (40, 80), (10, 20), 2
    plan = recipe.override(recipe.load(name), report.changes(sets))
    runtime.start()
    from keras_gencmp import data

    split = data.load(dataset).train
    rows = of_images(plan, split, images or (5_000, 15_000, 55_000), rounds)
    rows += of_batches(plan, split, sizes or (50, 100, 200, 400), rounds)
    report.publish(f"Scaling of {name}", rows, json_file)


def of_images(plan: recipe.Recipe, split: Any, counts: Sequence[int], rounds: int) -> list:
    """Seconds of an epoch of so many images, at the recipe's batch size."""
    size = plan.schedule.batch_size
    epochs = [epoch(plan, split, min(size, min(counts)), count) for count in counts]
    return fitted("images of an epoch", counts, alternate(epochs, rounds))


def of_batches(plan: recipe.Recipe, split: Any, sizes: Sequence[int], rounds: int) -> list:
    """Seconds of a step of so many images, from epochs of ten times the largest batch."""
    epochs = [epoch(plan, split, size, 10 * max(sizes)) for size in sizes]
    timings = alternate(epochs, rounds)
    steps = [10 * max(sizes) // size for size in sizes]
    each = [t._replace(seconds=t.seconds / k) for t, k in zip(timings, steps, strict=True)]
    return fitted("images of a step", sizes, each)


def epoch(plan: recipe.Recipe, split: Any, size: int, images: int) -> Rival:
    """One epoch of the first ``images`` images in batches of ``size``."""
    from benchmarks.ours import Ours

    plan = recipe.override(plan, {"schedule.batch_size": size})
    ours = Ours(plan, type(split)(split.images[:images], split.labels[:images]))
    return Rival(f"{images} images, batch {size}", lambda: ours.train(images // size), images)


def fitted(axis: str, counts: Sequence[int], timings: Sequence[Timing]) -> list[report.Row]:
    """A row for each count, with the line through the medians, by least relative error."""
    seconds = np.array([spread(timing.seconds).median for timing in timings])
    slope, start = np.polyfit(counts, seconds, 1, w=1.0 / seconds)
    line = start + slope * np.array(counts)
    return [
        {
            "axis": axis,
            "count": count,
            "epochs timed": timing.rival.name,
            "seconds": spread(timing.seconds).text(3),
            "line": f"{start:.3f} s + {1e3 * slope:.3f} ms an image",
            "off the line": f"{second / on_line - 1.0:+.1%}",
        }
        for count, timing, second, on_line in zip(counts, timings, seconds, line, strict=True)
    ]


if __name__ == "__main__":
    main()
