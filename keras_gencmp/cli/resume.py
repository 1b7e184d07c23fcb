"""gencmp resume: a run goes on from its checkpoint."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp import runs
from keras_gencmp.cli.options import (
    data_dir_option,
    root_option,
    run_argument,
    say_end,
    trust_option,
)
from keras_gencmp.errors import UserError


@click.command()
@run_argument
@data_dir_option
@root_option
@trust_option
def resume(run: str, data_dir: str | None, root: Path, trust: bool) -> None:
    """Go on with RUN; the result equals that of an uninterrupted training bit for bit.

    \b
    gencmp resume latest
    """
    found = runs.find(run, root, trust)
    if found.best:
        raise UserError(f"a run goes on from its last state: gencmp resume {found.directory}")
    if found.finished:
        end = found.outcome
        why = f" ({end['reason']})" if "reason" in end else ""
        click.echo(f"{found.directory} is finished{why}: nothing to resume")
        return
    from keras_gencmp.training import runtime

    runtime.start(found.environment["threads"])
    from keras_gencmp.training import trainer

    trainer.resume(found, data_dir)
    say_end(found)
