"""gencmp train: a recipe becomes a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from keras_gencmp import data, runs
from keras_gencmp.cli.options import RecipeName, data_dir_option, root_option, say_end
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.schema import Schedule

ENOUGH_STEPS = 2000  # below that most models still draw blots
PRECISIONS = ("float32", "mixed_float16", "mixed_bfloat16")


@click.command()
@click.argument("model", type=RecipeName(), required=False, help="A recipe: see gencmp recipes.")
@click.option("--epochs", type=int, help="Passes through the training images.")
@click.option("--batch-size", type=int, help="Images in one step.")
@click.option("--quick", is_flag=True, help="A first look: a few hundred steps.")
@click.option("--dataset", help=f"{data.menu()}.")
@data_dir_option
@click.option("--seed", type=int, help="Seed of weights, noise and order of the data.")
@click.option("--precision", type=click.Choice(PRECISIONS), help="Arithmetic of the networks.")
@click.option("--jit/--no-jit", default=None, help="Compile the step with XLA.")
@click.option("--devices", help="Devices to train on in step, as in GPU:0,GPU:1.")
@click.option(
    "--evaluate-every",
    type=int,
    metavar="N",
    help="Score samples on the validation images every N epochs; the best state is kept.",
)
@click.option(
    "--stop-when-saturated/--no-stop-when-saturated",
    default=None,
    help="Stop once no KID of 5 evaluations in a row (schedule.patience) is below the best before "
    "them by more than the standard error of the difference. Without N: every epoch.",
)
@click.option(
    "--recipe",
    "file",
    type=click.Path(),
    help="A recipe file, in place of MODEL. It may name modules, whose code is run.",
)
@click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="Change any recipe key.")
@click.option("--run-dir", type=click.Path(path_type=Path), help="Folder of this run.")
@root_option
def train(
    model: str | None,
    data_dir: str | None,
    devices: str | None,
    file: str | None,
    sets: tuple[str, ...],
    quick: bool,
    run_dir: Path | None,
    root: Path,
    **schedule: object,
) -> None:
    """Train MODEL by its recipe; options left out keep the recipe's values.

    \b
    gencmp train dcgan --epochs 20
    gencmp train conv-vae --dataset digits --set latent=8 --set networks.decoder.width=64
    gencmp train dcgan --epochs 100 --stop-when-saturated
    gencmp sample dcgan@best
    """
    plan = recipe.load(_one_of(model, file))
    plan = recipe.first_look(plan) if quick else plan
    plan = recipe.override(plan, _changes(schedule, sets))  # what the user says wins
    from keras_gencmp.training import runtime

    data.check(plan.data.dataset)
    click.echo("starting TensorFlow ...", err=True)
    runtime.start()
    from keras_gencmp.training import trainer

    among = devices.split(",") if devices else ()
    run = trainer.train(plan, root, run_dir, data_dir, among)
    say_end(run)
    _advise(run.recipe.schedule, quick, runs.read_json(run.metrics_file))
    click.echo(f"  gencmp sample {run.directory} -o samples.png")
    click.echo(f"  gencmp export {run.directory}")


def _advise(schedule: Schedule, quick: bool, end: dict[str, Any]) -> None:
    steps = end["steps"]
    if steps < ENOUGH_STEPS and end["stopped_at"] == schedule.epochs:
        more = f"with --epochs {-(-ENOUGH_STEPS * schedule.epochs // steps)}"
        how = "without --quick" if quick else more
        click.echo(f"  {steps} steps are few: for clearer images train {how}")


def _one_of(model: str | None, file: str | None) -> str:
    if (model is None) == (file is None):
        raise click.UsageError("Name one recipe: MODEL, or --recipe FILE.")
    if file is not None and not file.endswith((".toml", ".json")):
        raise click.UsageError(f"--recipe takes a .toml or .json file, not {file!r}.")
    return str(model or file)


def _changes(schedule: dict[str, object], sets: tuple[str, ...]) -> dict[str, object]:
    changes: dict[str, object] = {}
    for text in sets:
        key, equals, value = text.partition("=")
        if not equals:
            raise click.UsageError(f"--set takes KEY=VALUE, not {text!r}.")
        changes[key] = value
    homes = {"dataset": "data.dataset"}
    given = {key: value for key, value in schedule.items() if value is not None}
    return changes | {homes.get(key, f"schedule.{key}"): value for key, value in given.items()}
