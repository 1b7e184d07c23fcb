"""gencmp resume: an interrupted training, continued."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp import runs
from keras_gencmp.cli.ending import print_end, print_next
from keras_gencmp.cli.options import (
    changes_of,
    data_dir_option,
    now_at_option,
    root_option,
    run_argument,
    start_tensorflow,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.recipes.recipe import override
from keras_gencmp.runs import own_code
from keras_gencmp.terminal import console
from keras_gencmp.training.trust import trust_flag


@click.command(cls=Verb)
@run_argument
@click.option("--epochs", type=int, help="Train for so many epochs in all, also a finished run.")
@click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change the schedule's end or an option of an optimizer, such as "
    "optimizers.generator.learning_rate=1e-4. May be given several times.",
)
@now_at_option
@data_dir_option
@root_option
@trust_option
def resume(
    name: str,
    epochs: int | None,
    sets: tuple[str, ...],
    dataset: str | None,
    data_dir: str | None,
    root: Path,
    trust: bool,
) -> None:
    """The finished run equals that of an uninterrupted training bit for bit.

    That holds for --epochs too, unless a learning rate or an evaluation depends on the end of the
    training: then a line says so. What is changed by --set is kept in the run's changes.json.

    \b
    Examples:
      gencmp resume latest
      gencmp resume latest --epochs 40
      gencmp resume latest --dataset folder:where/the/images/are/now
    """
    run = runs.find(name, root, trust)
    if run.best:
        command = f"gencmp resume {run.directory}{trust_flag(run.recipe)}"
        raise UserError(f"a training continues from its last state: {command}")
    changes = changes_of(sets, {"schedule.epochs": epochs})
    if run.finished and run.is_whole and not changes:
        end = run.outcome
        why = f" ({end['reason']})" if "reason" in end else ""
        console.result(f"{run.directory} is finished{why}: nothing to resume", wrap=True)
        return
    own_code.check(run)
    override(run.recipe, changes)  # refuses wrong keys and values before TensorFlow starts
    start_tensorflow(run.environment["threads"])
    from keras_gencmp.training import trainer

    run = trainer.resume(run, data_dir, dataset, changes=changes)
    print_end(run)
    print_next(run)
