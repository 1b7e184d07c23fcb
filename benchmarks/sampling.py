"""Images a second of sampling: a SavedModel beside ``predict``, from the same generator.

Their weights are untrained, which costs the same. Two habits are measured: one call for each batch,
as a service answers, and all images in one call.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks import report
from benchmarks.alternate import Rival, Timing, alternate, ratio, spread
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.training import runtime

SLOW = 100  # calls of ``predict`` in a round at most: each takes some 50 ms


@click.command(cls=report.Benchmark)
@report.options(
    click.option("--recipe", "name", default="dcgan", show_default=True, help="Whose generator."),
    click.option("--images", default=10_000, show_default=True, help="Images at most in a round."),
    click.option("--batch-size", "sizes", type=int, multiple=True, help="[default: 100 and 1]"),
    report.rounds_option,
    report.quick_option,
    report.json_option,
)
def main(
    name: str,
    images: int,
    sizes: tuple[int, ...],
    rounds: int,
    quick: bool,
    json_file: Path | None,
) -> None:
    """Time samples from a SavedModel beside ``predict``, in alternating rounds."""
    sizes = sizes or (100, 1)
    if quick:
        images, rounds = 20, 2
    runtime.start()
    network, loaded = exported(name)
    rows = [row for size in sizes for row in measured(network, loaded, size, images, rounds)]
    report.publish(f"Sampling {name}", rows, json_file)


def exported(name: str) -> tuple[Any, Any]:
    """The network that decodes latents, and the SavedModel of the same weights."""
    from keras_gencmp import assembly
    from keras_gencmp.exports import saved_model, versions

    model = assembly.assemble(recipe.load(name))
    if model.conditional:
        raise UserError(f"{name} takes labels: name a recipe that does not, such as dcgan")
    with tempfile.TemporaryDirectory() as folder:
        loaded = saved_model.load(versions.export(model, Path(folder)))
    return model.decoding_network, loaded


def measured(network: Any, loaded: Any, size: int, images: int, rounds: int) -> list[report.Row]:
    """The rows of one batch size."""
    timings = alternate(rivals(network, loaded, size, images), rounds)
    return [row(size, timing, timings[0]) for timing in timings]


def rivals(network: Any, loaded: Any, size: int, images: int) -> list[Rival]:
    """The SavedModel, a call a batch; ``predict``, a call a batch and all in one call."""
    z = np.random.default_rng(0).standard_normal((images, network.input_shape[-1]), "float32")
    few = z[: min(images, SLOW * size)]

    def predict_at_once() -> None:
        network.predict(z, batch_size=size, verbose=0)

    return [
        Rival("SavedModel, a call a batch", lambda: called(decoder(loaded), z, size), images),
        Rival("`predict`, a call a batch", lambda: called(predictor(network), few, size), len(few)),
        Rival("`predict`, one call", predict_at_once, images),
    ]


def decoder(loaded: Any) -> Callable[[np.ndarray], np.ndarray]:
    return lambda block: loaded.decode(block).numpy()


def predictor(network: Any) -> Callable[[np.ndarray], np.ndarray]:
    return lambda block: network.predict(block, batch_size=len(block), verbose=0)


def called(function: Callable[[np.ndarray], np.ndarray], z: np.ndarray, size: int) -> np.ndarray:
    """The images of all latents, batch by batch."""
    return np.concatenate([function(z[at : at + size]) for at in range(0, len(z), size)])


def row(size: int, timing: Timing, ours: Timing) -> report.Row:
    """One line of the table."""
    return {
        "batch": size,
        "way": timing.rival.name,
        "images a round": int(timing.rival.work),
        "images/s": spread(timing.rates).text(0),
        "SavedModel is this many times as fast": ratio(ours, timing).text(),
    }


if __name__ == "__main__":
    main()
