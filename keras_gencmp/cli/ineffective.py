"""Options that would do nothing in a call: they are refused, not taken silently."""

from __future__ import annotations

from collections.abc import Iterable

import click

from keras_gencmp.errors import UserError

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
