"""gencmp sample: images from a trained model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from keras_gencmp.cli.options import (
    OutputPath,
    data_dir_option,
    open_data,
    open_model,
    root_option,
    run_argument,
    sampler_option,
    save_figure,
    seed_option,
    start_tensorflow,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.terminal import console

if TYPE_CHECKING:
    import numpy as np


@click.command(cls=Verb)
@run_argument
@click.option(
    "-n",
    "--count",
    type=click.IntRange(1, 100_000),
    default=64,
    show_default=True,
    help="Number of images.",
)
@click.option("--columns", type=click.IntRange(1), help="Images per row.  [default: a square]")
@click.option(
    "-o",
    "--output",
    type=OutputPath(),
    default="samples.png",
    show_default=True,
    help="Figure (.png, .svg, .pdf), or the images as an array (.npy).",
)
@click.option(
    "--draw",
    is_flag=True,
    help="Draw each pixel from its Bernoulli distribution.  [default: pixel means]",
)
@sampler_option
@seed_option
@data_dir_option
@root_option
@trust_option
def sample(
    name: str,
    count: int,
    columns: int | None,
    output: Path,
    draw: bool,
    sampler: str,
    seed: int,
    data_dir: str | None,
    root: Path,
    trust: bool,
) -> None:
    """RUN may also be the folder of a SavedModel that gencmp has exported.

    The same seed gives the same images.

    \b
    Examples:
      gencmp sample latest -n 100 -o digits.png
      gencmp sample vae --draw
      gencmp sample autoencoder --sampler gmm
      gencmp sample saved_models/dcgan/1 -n 64 --seed 7
    """
    if sampler == "gmm":
        images, title = _from_mixture(name, count, seed, root, trust, data_dir, draw)
    else:
        images, title = _from_prior(name, count, seed, root, trust, draw)
    _write(images, title, columns, output)


def _write(images: np.ndarray, title: str, columns: int | None, output: Path) -> None:
    if output.suffix == ".npy":
        from keras_gencmp.runs.checkpoint import write_array

        write_array(output, images)
        console.result(output)
    else:
        from keras_gencmp.figures.grid import grid

        save_figure(grid(images, columns=columns, title=title), output)


def _is_export(name: str) -> bool:
    return Path(name).is_dir() and not (Path(name) / "recipe.json").exists()


def _from_mixture(
    name: str, count: int, seed: int, root: Path, trust: bool, data_dir: str | None, draw: bool
) -> tuple[np.ndarray, str]:
    """Images from a mixture fitted to codes, and the title of their picture."""
    if _is_export(name):
        raise UserError(f"--sampler gmm needs the training images of a run, and {name} is no run")
    run, model = open_model(name, root, trust, needs="encoder", option="--sampler gmm")
    from keras_gencmp.cli import abilities
    from keras_gencmp.inspection.latent_figures import mixture_samples
    from keras_gencmp.inspection.run_figures import model_title, training_split

    if draw:
        abilities.require(run.recipe, "bernoulli", "--draw")
    split = training_split(run, open_data(run, data_dir))
    title = f"{model_title(run, model)}, from a mixture fitted to the codes"
    images = mixture_samples(model, split, count, seed)
    return model.draw_pixels(images, seed) if draw else images, title


def _from_prior(
    name: str, count: int, seed: int, root: Path, trust: bool, draw: bool
) -> tuple[np.ndarray, str]:
    """Images from the prior, and the title of their picture."""
    if _is_export(name):
        if draw:
            raise UserError(f"--draw needs the likelihood of a run, and {name} is no run")
        start_tensorflow()
        from keras_gencmp.export import saved_model

        title = name.replace("$", r"\$")  # a dollar sign would begin a formula
        return saved_model.sample(Path(name), count, seed), f"SavedModel {title}"
    needs = "bernoulli" if draw else None
    run, model = open_model(name, root, trust, needs, option="--draw")
    from keras_gencmp.inspection.run_figures import model_title

    images = model.sample(count, seed=seed)
    return model.draw_pixels(images, seed) if draw else images, model_title(run, model)
