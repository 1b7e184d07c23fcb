"""Seconds of evaluating a model: drawing its images, and each of the default scores.

The model is a run, or the recipe's after a few training steps: what a score costs hardly depends on
how well the model draws, except for the exact likelihood, whose grid is as fine as the posteriors
are narrow.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from benchmarks import report
from keras_gencmp import runs
from keras_gencmp.recipes import recipe
from keras_gencmp.runs.run import Run
from keras_gencmp.training import runtime

STEPS = 300  # of training, where no run is named


@click.command(cls=report.Benchmark)
@click.argument("run", nargs=-1)
@report.options(
    click.option("--recipe", "names", multiple=True, help="[default: dcgan and conv-vae]"),
    click.option("--dataset", default="auto", show_default=True, help="As gencmp train takes it."),
    click.option("--n", "count", default=10_000, show_default=True, help="Images on either side."),
    report.quick_option,
    report.json_option,
)
def main(
    run: tuple[str, ...],
    names: tuple[str, ...],
    dataset: str,
    count: int,
    quick: bool,
    json_file: Path | None,
) -> None:
    """Time the default scores of RUNs, or of recipes after a short training."""
    found = [runs.find(name) for name in run]
    runtime.start(found[0].environment.get("threads") if found else None)
    from benchmarks.ours import small
    from keras_gencmp import data
    from keras_gencmp.evaluation.protocol import protocol

    splits = small() if quick else data.load(dataset)
    place = protocol(splits, 100 if quick else count, 0)
    models = [trained(each) for each in found] or [
        short(name, splits, 2 if quick else STEPS) for name in names or ("dcgan", "conv-vae")
    ]
    rows = [row for model in models for row in measured(place, model)]
    report.publish(f"Evaluation of {splits.name} at n = {place.n}", rows, json_file)


def trained(run: Run) -> Any:
    """A run as the evaluated of an evaluation."""
    from keras_gencmp import assembly
    from keras_gencmp.evaluation.evaluated_model import EvaluatedModel

    return EvaluatedModel(run.name, assembly.load(run), run.recipe)


def short(name: str, splits: Any, steps: int) -> Any:
    """A recipe after that many steps as the evaluated of an evaluation."""
    from benchmarks.ours import Ours
    from keras_gencmp.evaluation.evaluated_model import EvaluatedModel

    plan = recipe.load(name)
    size = min(plan.schedule.batch_size, len(splits.train.labels))
    ours = Ours(recipe.override(plan, {"schedule.batch_size": size}), splits.train)
    ours.train(steps)
    return EvaluatedModel(f"{name}, {steps} steps", ours.model, ours.plan)


def measured(place: Any, evaluated: Any) -> list[report.Row]:
    """A row for every score that the model has, one for what comes before, and their sum."""
    from keras_gencmp.evaluation.session import on_one_thread

    seconds = on_one_thread(timed)(place, evaluated)
    seconds["all of them"] = sum(seconds.values())
    return [
        {"model": evaluated.name, "what": what, "seconds": f"{taken:.2f}"}
        for what, taken in seconds.items()
    ]


def timed(place: Any, evaluated: Any) -> dict[str, float]:
    """Seconds by what they were spent on."""
    from keras_gencmp.evaluation import names
    from keras_gencmp.evaluation.evaluate import MODEL_FAMILIES
    from keras_gencmp.evaluation.scores import FAMILIES

    seconds: dict[str, float] = {}
    watch(seconds, "features of real images", lambda: (place.real, place.training))
    made = watch(seconds, "sampling", lambda: place.observe(*evaluated.images(place)))
    for name in names.USUAL:
        if name in FAMILIES:
            watch(seconds, name, lambda name=name: FAMILIES[name].score(place, made))
        else:
            watch(seconds, name, lambda name=name: MODEL_FAMILIES[name].score(place, evaluated))
    return seconds


def watch(seconds: dict[str, float], what: str, work: Callable[[], Any]) -> Any:
    """What the work gives, its seconds noted; a score that is not defined takes none."""
    began = time.perf_counter()
    try:
        found = work()
    except ValueError:
        return None
    seconds[what] = time.perf_counter() - began
    return found


if __name__ == "__main__":
    main()
