"""gencmp resume: an interrupted training, continued."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp import runs
from keras_gencmp.cli.ending import print_end
from keras_gencmp.cli.options import (
    data_dir_option,
    now_at_option,
    root_option,
    run_argument,
    start_tensorflow,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.terminal import console
from keras_gencmp.training.trust import trust_flag


@click.command(cls=Verb)
@run_argument
@now_at_option
@data_dir_option
@root_option
@trust_option
def resume(name: str, dataset: str | None, data_dir: str | None, root: Path, trust: bool) -> None:
    """The finished run equals that of an uninterrupted training bit for bit.

    \b
    Examples:
      gencmp resume latest
      gencmp resume latest --dataset folder:where/the/images/are/now
    """
    run = runs.find(name, root, trust)
    if run.best:
        command = f"gencmp resume {run.directory}{trust_flag(run.recipe)}"
        raise UserError(f"a training continues from its last state: {command}")
    if run.finished and run.is_whole:
        end = run.outcome
        why = f" ({end['reason']})" if "reason" in end else ""
        console.result(f"{run.directory} is finished{why}: nothing to resume", wrap=True)
        return
    start_tensorflow(run.environment["threads"])
    from keras_gencmp.training import trainer

    trainer.resume(run, data_dir, dataset)
    print_end(run)
