"""Options that would do nothing in a call: they are refused, not taken silently."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from keras_gencmp.errors import UserError
from keras_gencmp.runs.files import FIGURES

LOOK = ("title", "width", "dpi", "theme")


def is_given(name: str) -> bool:
    """Whether the user gave a parameter of the present verb on the command line."""
    source = click.get_current_context().get_parameter_source(name)
    return source is click.core.ParameterSource.COMMANDLINE


def refuse(names: Iterable[str], where: str) -> None:
    """UserError where the user gave one of some parameters; ``where`` says when it does nothing.

    As in "without --train" or "for an animation".
    """
    for parameter in click.get_current_context().command.params:
        if parameter.name in names and is_given(parameter.name or ""):
            name = max(parameter.opts, key=len)
            if isinstance(parameter, click.Argument):
                name = (parameter.metavar or name).strip("[].")
            raise UserError(f"{name} does nothing {where}: leave it out")


def refuse_of_samples(output: Path, *, one: bool, sampler: str) -> None:
    """UserError for options of a figure where none is drawn, and of data where none are read."""
    if output.suffix.lower() not in FIGURES:
        refuse(("columns", *LOOK), "where the images are no figure")
    elif one and output.suffix.lower() == ".png":
        refuse(("columns", *LOOK), "for one image, which has its own size")
    if sampler != "gmm":
        refuse(("dataset", "data_dir"), "without --sampler gmm")


def refuse_of_scores(metrics: Iterable[str], runs: bool, sampler: str, suffix: str) -> None:
    """UserError for an option without which the same would be computed and written.

    ``runs`` says whether there are some, and ``suffix`` what the table is written as.
    """
    if "nll" not in metrics:
        refuse(("nll_samples", "nll_images"), "without the metric nll")
    if sampler != "gmm":
        refuse(("components",), "without --sampler gmm")
    elif not runs:
        refuse(("sampler", "components"), "without a run")
    if suffix != ".json":
        refuse(("as_json",), f"where a {suffix} is written")
    if suffix != ".html":
        refuse(LOOK, "without a page with figures, as in -o scores.html")
