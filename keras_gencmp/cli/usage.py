"""Click's errors in the spelling of gencmp: one sentence, in lower case, without a full stop."""

from __future__ import annotations

import click

from keras_gencmp.registry import nearest


def sentence(error: click.ClickException) -> str:
    """What is wrong with a command line, and the nearest name or the help that mends it."""
    if isinstance(error, click.NoSuchCommand) and error.ctx is not None:
        return f"unknown command {error.command_name!r}: {_nearest_command(error)}"
    if isinstance(error, click.NoSuchOption):
        known = error.possibilities
        hint = f"did you mean {known[0]!r}?" if known else _help(error)
        return f"unknown option {error.option_name!r}: {hint}"
    if isinstance(error, click.MissingParameter):
        return f"{_plain(error)}: {_help(error)}"
    return _plain(error)


def _nearest_command(error: click.NoSuchCommand) -> str:
    group = error.ctx.command if error.ctx else None
    known = group.list_commands(error.ctx) if isinstance(group, click.Group) and error.ctx else []
    return nearest(error.command_name, known)


def _help(error: click.UsageError) -> str:
    return f"see {error.ctx.command_path if error.ctx else 'gencmp'} --help"


def _plain(error: click.ClickException) -> str:
    """Click's own message in our spelling."""
    message = " ".join(error.format_message().split()).rstrip(".")
    return message[:1].lower() + message[1:]
