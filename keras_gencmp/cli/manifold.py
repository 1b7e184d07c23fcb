"""gencmp manifold: the images of a 2-d latent space."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp.cli.ineffective import refuse
from keras_gencmp.cli.labels import check_classes, class_numbers, classes_of
from keras_gencmp.cli.look import look_options, save_figure
from keras_gencmp.cli.options import (
    open_model,
    output_option,
    root_option,
    run_argument,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb


@click.command(cls=Verb)
@run_argument
@click.option(
    "--grid", type=click.IntRange(2, 100), default=20, show_default=True, help="Images per side."
)
@click.option(
    "--class",
    "label",
    metavar="CLASS",
    help="Class of the plane, by name or number, for models with labels.  "
    "[default: one plane for each class]",
)
@output_option
@look_options
@root_option
@trust_option
def manifold(
    name: str, grid: int, label: str | None, output: Path | None, root: Path, trust: bool
) -> None:
    """Both coordinates run through evenly spaced quantiles of the prior, from 0.05 to 0.95.

    Under N(0, I) every cell of the grid therefore has the same probability.

    \b
    Examples:
      gencmp manifold conv-vae --grid 20 -o manifold.png
      gencmp manifold latest --class 3
      gencmp manifold latest --class cat
    """
    check_classes(name, root, trust, [] if label is None else [label])
    run, model = open_model(name, root, trust, needs="plane")
    from keras_gencmp.inspection import latent_figures
    from keras_gencmp.inspection.run_figures import model_title

    title = model_title(run, model)
    target = output or run.figures / "manifold.png"
    classes = classes_of(run, model)
    if not classes:
        refuse(("label",), "for a model without labels")
        return save_figure(latent_figures.decoded_grid(model, grid), target, title)
    if label is not None:
        (number,) = class_numbers([label], classes, 1)
        return save_figure(latent_figures.decoded_grid(model, grid, number), target, title)
    for each in range(model.classes):
        path = target.with_stem(f"{target.stem}-{each}")
        figure = latent_figures.decoded_grid(model, grid, each)
        save_figure(figure, path, f"{title}, class {each}")
