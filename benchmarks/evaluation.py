"""Seconds of evaluating a model: drawing its images, and each of the default scores.

The model is a run, or the recipe's after a few training steps: what a score costs hardly depends on
how well the model draws, except for the exact likelihood, whose grid is as fine as the posteriors
are narrow.
"""

from __future__ import annotations

import time
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
    click.option(
        "--n", "count", default=10_000, show_default=True, help="Generated, and real, images."
    ),
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
    from keras_gencmp.evaluation.protocol import make_protocol

    splits = small() if quick else data.load(dataset)
    protocol = make_protocol(splits, 100 if quick else count, 0)
    models = [trained(each) for each in found] or [
        short(name, splits, 2 if quick else STEPS) for name in names or ("dcgan", "conv-vae")
    ]
    rows = [row for model in models for row in measured(protocol, model)]
    report.publish(f"Evaluation of {splits.name} at n = {protocol.n}", rows, json_file)


def trained(run: Run) -> Any:
    """A run as a model to evaluate."""
    from keras_gencmp import assembly
    from keras_gencmp.evaluation.evaluated_model import EvaluatedModel

    return EvaluatedModel(run.name, assembly.load(run), run.recipe)


def short(name: str, splits: Any, steps: int) -> Any:
    """A recipe after that many steps as a model to evaluate."""
    from benchmarks.ours import Ours
    from keras_gencmp.evaluation.evaluated_model import EvaluatedModel

    plan = recipe.load(name)
    size = min(plan.schedule.batch_size, len(splits.train.labels))
    ours = Ours(recipe.override(plan, {"schedule.batch_size": size}), splits.train)
    ours.train(steps)
    return EvaluatedModel(f"{name}, {steps} steps", ours.model, ours.plan)


def measured(protocol: Any, evaluated: Any) -> list[report.Row]:
    """A row for every score that the model has, one for what comes before, and their sum."""
    from keras_gencmp.evaluation.evaluate import on_one_thread

    seconds = on_one_thread(timed)(protocol, evaluated)
    seconds["all of them"] = sum(seconds.values())
    return [
        {"model": evaluated.name, "what": what, "seconds": f"{taken:.2f}"}
        for what, taken in seconds.items()
    ]


def timed(protocol: Any, evaluated: Any) -> dict[str, float]:
    """Seconds by what they were spent on; a score that is not defined takes none."""
    from keras_gencmp.evaluation.evaluate import load_metrics
    from keras_gencmp.evaluation.measure import measure
    from keras_gencmp.evaluation.model_inputs import ModelInputs
    from keras_gencmp.metrics import selection

    inputs, seconds = ModelInputs(protocol, evaluated), {}
    began = time.perf_counter()
    _ = protocol.real.features, protocol.training
    seconds["features of real images"] = time.perf_counter() - began
    began = time.perf_counter()
    _ = inputs.features
    seconds["sampling"] = time.perf_counter() - began
    for loaded in load_metrics(selection.default(runs=True)):
        began = time.perf_counter()
        scores = measure(inputs, [loaded], evaluated.name)
        if any(score.defined for score in scores.values()):
            seconds[loaded.metric.name] = time.perf_counter() - began
    return seconds


if __name__ == "__main__":
    main()
