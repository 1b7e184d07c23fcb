"""gencmp sample: images from the prior."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from keras_gencmp.cli.options import (
    data_dir_option,
    open_data,
    open_model,
    root_option,
    run_argument,
    sampler_option,
    seed_option,
    trust_option,
)
from keras_gencmp.errors import UserError


@click.command()
@run_argument
@click.option(
    "-n", "--count", type=click.IntRange(1, 100_000), default=64, show_default=True, help="Images."
)
@click.option("--columns", type=click.IntRange(1), help="Images in a row  [default: a square]")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default="samples.png",
    show_default=True,
    help="Picture (.png, .svg, .pdf), or .npy for the array.",
)
@sampler_option
@seed_option
@data_dir_option
@root_option
@trust_option
def sample(
    run: str,
    count: int,
    columns: int | None,
    output: Path,
    sampler: str,
    seed: int,
    data_dir: str | None,
    root: Path,
    trust: bool,
) -> None:
    """Draw images from RUN, or from the folder of a SavedModel.

    \b
    gencmp sample latest -n 100 -o digits.png
    gencmp sample autoencoder --sampler gmm
    gencmp sample saved_models/dcgan/1 -n 64 --seed 7
    """
    if sampler == "gmm":
        images = _from_mixture(run, count, seed, root, trust, data_dir)
    else:
        images = _draw(run, count, seed, root, trust)
    if output.suffix == ".npy":
        from keras_gencmp.runs.checkpoint import write_array

        write_array(output, images)
    else:
        from keras_gencmp.figures.grid import grid
        from keras_gencmp.figures.saving import save

        save(grid(images, columns=columns), output)
    click.echo(output)


def _is_export(name: str) -> bool:
    return Path(name).is_dir() and not (Path(name) / "recipe.json").exists()


def _from_mixture(
    name: str, count: int, seed: int, root: Path, trust: bool, data_dir: str | None
) -> Any:
    if _is_export(name):
        raise UserError(f"--sampler gmm needs the training images of a run, and {name} is none")
    run, model = open_model(name, root, trust, needs="encoder")
    from keras_gencmp.inspection.latent_space import from_mixture
    from keras_gencmp.inspection.run_figures import trained_on

    return from_mixture(model, trained_on(run, open_data(run, data_dir)), count, seed)


def _draw(name: str, count: int, seed: int, root: Path, trust: bool) -> Any:
    if _is_export(name):
        from keras_gencmp.training import runtime

        runtime.start()
        from keras_gencmp.export import saved_model

        return saved_model.sample(Path(name), count, seed)
    return open_model(name, root, trust)[1].sample(count, seed=seed)
