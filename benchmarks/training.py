"""Images a second of training: our step, and what a user would otherwise paste.

All GAN rivals train the same networks; the VAEs have networks of their own. A matrix product runs
along, whose speed is the ceiling.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import click

from benchmarks import report
from benchmarks.alternate import Rival, Timing, alternate, ratio, spread
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.training import runtime

SIDE, PRODUCTS = 2048, 10  # of the square matrices of the ceiling, and their products in a round
WIDTHS = {"tutorial": 64, "recipe": 24}  # channels, where none are asked for
QUICK = {"dataset": "digits", "steps": 2, "side": 64}


class Settings(NamedTuple):
    """What is trained: the system, whose networks, their width, the data, the steps of a round."""

    system: str
    networks: str
    width: int | None
    dataset: str
    steps: int
    torch_python: str | None
    side: int = SIDE


@click.command(cls=report.Benchmark)
@report.options(
    click.option("--system", type=click.Choice(("dcgan", "conv-vae")), default="dcgan"),
    click.option(
        "--networks",
        type=click.Choice(("tutorial", "recipe")),
        default="tutorial",
        show_default=True,
        help="Of the GANs: those of TensorFlow's tutorial, or of our recipe.",
    ),
    click.option("--batch-size", "sizes", type=int, multiple=True, help="[default: 100 and 128]"),
    click.option("--steps", default=20, show_default=True, help="Steps in a round."),
    click.option("--width", type=int, help="Channels of the networks  [default: their own]"),
    click.option("--dataset", default="auto", show_default=True, help="As gencmp train takes it."),
    click.option(
        "--torch-python",
        envvar="GENCMP_TORCH_PYTHON",
        help="A Python with torch, whose eager steps are rivals too  [default: "
        "GENCMP_TORCH_PYTHON]",
    ),
    report.rounds_option,
    report.quick_option,
    report.json_option,
)
def main(
    sizes: tuple[int, ...], rounds: int, quick: bool, json_file: Path | None, **settings: Any
) -> None:
    """Time our training step beside its peers, in alternating rounds."""
    asked, sizes = Settings(**settings), sizes or (100, 128)
    if quick:
        asked, sizes, rounds = asked._replace(width=asked.width or 4, **QUICK), (8,), 2
    runtime.start()
    rows = [row for size in sizes for row in measured(asked, size, rounds)]
    whose = asked.networks if asked.system == "dcgan" else "each its own"
    report.publish(f"Training {asked.system}, {whose} networks", rows, json_file)


def measured(asked: Settings, size: int, rounds: int) -> list[report.Row]:
    """The rows of one batch size."""
    with ExitStack() as children:
        *timings, ceiling = alternate([*rivals(asked, size, children), product(asked.side)], rounds)
    return [row(size, timing, timings[0], ceiling) for timing in timings] + [
        {key: "" for key in row(size, ceiling, ceiling, ceiling)}
        | {"rival": ceiling.rival.name, "GFLOP/s": giga(ceiling)}
    ]


def row(size: int, timing: Timing, ours: Timing, ceiling: Timing) -> report.Row:
    """One line of the table."""
    return {
        "batch": size,
        "rival": timing.rival.name,
        "images/s": spread(timing.rates).text(0),
        "gencmp is this many times as fast": ratio(ours, timing).text(),
        "MFLOP/image": f"{timing.rival.flops / 1e6:.0f}",
        "GFLOP/s": giga(timing),
        "of the ceiling": f"{spread(timing.speeds / ceiling.speeds).median:.0%}",
    }


def giga(timing: Timing) -> str:
    return f"{spread(timing.speeds).median / 1e9:.0f}"


def rivals(asked: Settings, size: int, children: ExitStack) -> Sequence[Rival]:
    """The training steps to time, ours first."""
    from benchmarks import contests
    from keras_gencmp import data

    split, plan = data.load(asked.dataset).train, planned(asked, size)
    if asked.system == "conv-vae":
        return contests.vaes(plan, split, asked.steps, asked.width or 32)
    width = asked.width or WIDTHS[asked.networks]
    plan = contests.tutorial(plan, width) if asked.networks == "tutorial" else plan
    gans = contests.gans(plan, split, asked.steps)
    return gans + torch_rivals(asked._replace(width=width), plan, children)


def torch_rivals(asked: Settings, plan: Recipe, children: ExitStack) -> list[Rival]:
    """PyTorch's rivals, or none, with a sentence that says why."""
    from benchmarks import contests
    from benchmarks.peers.child import has_torch

    python = asked.torch_python
    if python and has_torch(python):
        command = (python, asked.networks, asked.width)
        return contests.torch_gans(command, plan, asked.steps, children)
    reason = f"{python} has no torch" if python else "name a Python that has it: --torch-python"
    click.echo(f"PyTorch is left out: {reason}", err=True)
    return []


def planned(asked: Settings, size: int) -> Recipe:
    """Our recipe with the batch size, and the width where one is asked for."""
    plan = recipe.load(asked.system)
    changes: dict[str, object] = {"schedule.batch_size": size}
    if asked.width:
        changes |= {f"networks.{role}.width": asked.width for role in plan.networks}
    return recipe.override(plan, changes)


def product(side: int) -> Rival:
    """A product of square matrices, float32: what the machine can do at its best."""
    import tensorflow as tf

    matrix = tf.random.normal([side, side])

    def multiply() -> None:
        for _ in range(PRODUCTS):
            tf.matmul(matrix, matrix).numpy()

    return Rival(f"matrix product, {side} x {side}", multiply, PRODUCTS, 2.0 * side**3)


if __name__ == "__main__":
    main()
