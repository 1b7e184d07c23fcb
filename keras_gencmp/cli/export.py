"""gencmp export: a trained model for other programs."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from keras_gencmp import runs
from keras_gencmp.cli.options import (
    OutputPath,
    open_model,
    root_option,
    run_argument,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.exports.registry import DEFAULT, FORMATS, menu
from keras_gencmp.terminal import console


@click.command(cls=Verb)
@run_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(FORMATS)),
    default=DEFAULT,
    show_default=True,
    help=f"{menu()}.",
)
@click.option(
    "-o",
    "--output",
    type=OutputPath(folder=True),
    help="Folder of the versions.  [default: saved_models/RECIPE]",
)
@root_option
@trust_option
def export(name: str, form: str, output: Path | None, root: Path, trust: bool) -> None:
    """Each export is a new version, in a numbered folder, as TensorFlow Serving expects it.

    Its README.md is a model card: data, recipe, budget, scores, limits, licence, how to load it.

    \b
    Examples:
      gencmp export latest
      gencmp export conv-vae --format keras -o exported
      gencmp export conv-vae --format onnx -o for_the_web
      gencmp sample saved_models/dcgan
    """
    runs.find(name, root, trust).check_outcome()  # which the card needs, before any work
    run, model = open_model(name, root, trust)
    from keras_gencmp.exports import versions
    from keras_gencmp.exports.card import card

    folder = output or Path("saved_models") / run.recipe.name
    text = partial(card, run, model, form)
    console.result(versions.export(model, folder, form, text))
