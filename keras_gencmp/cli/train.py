"""gencmp train: a recipe becomes a run."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp import data, runs
from keras_gencmp.cli.ending import print_end, print_next
from keras_gencmp.cli.ineffective import refuse
from keras_gencmp.cli.options import (
    OutputPath,
    RecipeName,
    RunName,
    changes_of,
    data_dir_option,
    root_option,
    start_tensorflow,
    trust_option,
)
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.inspection.run_titles import ENOUGH_STEPS
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.schema import Schedule
from keras_gencmp.runs.outcome import Outcome
from keras_gencmp.terminal import console

PRECISIONS = ("float32", "mixed_float16", "mixed_bfloat16")


@click.command(cls=Verb)
@click.argument("model", type=RecipeName(), required=False, help="A recipe: see gencmp recipes.")
@click.option("--epochs", type=int, help="Passes over the training images.")
@click.option("--batch-size", type=int, help="Images per training step.")
@click.option(
    "--quick",
    is_flag=True,
    help="A first look: a short training, of hundreds of steps in most recipes.",
)
@click.option("--dataset", help=f"{data.menu()}.")
@click.option(
    "--fit",
    type=click.Choice(("pad", "crop", "stretch")),
    help="How oblong images become square.  [default: pad]",
)
@click.option(
    "--background",
    type=click.Choice(("auto", "white", "black")),
    help="What transparent images are set on.  [default: what the ink stands out from]",
)
@click.option("--skip-unreadable", is_flag=True, help="Leave out image files that are damaged.")
@data_dir_option
@click.option(
    "--init",
    type=RunName(),
    help="Begin with the weights of this run, as for fine-tuning on other data.",
)
@click.option("--tensorboard", is_flag=True, help="Also write event files for TensorBoard.")
@click.option(
    "--seed", type=int, help="Random seed of the weights, the noise and the order of the images."
)
@click.option(
    "--precision", type=click.Choice(PRECISIONS), help="Floating-point format of the networks."
)
@click.option("--jit/--no-jit", default=None, help="Compile the training step with XLA.")
@click.option("--devices", help="Devices for data-parallel training, such as GPU:0,GPU:1.")
@click.option(
    "--evaluate-every",
    type=int,
    metavar="N",
    help="Compute the KID of samples and validation images every N epochs, and keep the state "
    "with the lowest one.",
)
@click.option(
    "--stop-when-saturated/--no-stop-when-saturated",
    default=None,
    help="Stop early: when in 5 evaluations in a row (schedule.patience) KID has not fallen below "
    "its minimum by more than the standard error of the difference. Evaluates every epoch unless "
    "--evaluate-every is given.",
)
@click.option(
    "--recipe",
    "file",
    type=click.Path(),
    help="A recipe file in place of MODEL. If it names modules, their code is run.",
)
@click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change a value of the recipe, such as latent=8. May be given several times.",
)
@click.option(
    "--run-dir",
    type=OutputPath(folder=True),
    help="Folder of this run.  [default: ROOT/MODEL/TIME]",
)
@root_option
@trust_option
def train(
    model: str | None,
    epochs: int | None,
    batch_size: int | None,
    quick: bool,
    dataset: str | None,
    fit: str | None,
    background: str | None,
    skip_unreadable: bool,
    data_dir: str | None,
    init: str | None,
    tensorboard: bool,
    seed: int | None,
    precision: str | None,
    jit: bool | None,
    devices: str | None,
    evaluate_every: int | None,
    stop_when_saturated: bool | None,
    file: str | None,
    sets: tuple[str, ...],
    run_dir: Path | None,
    root: Path,
    trust: bool,
) -> None:
    """Options that are left out keep the values of the recipe.

    The result is a run: a folder with the recipe, losses, checkpoint, samples and figures.

    \b
    Examples:
      gencmp train dcgan --epochs 20
      gencmp train conv-vae --dataset digits --set latent=8
      gencmp train dcgan --dataset folder:photos --fit crop
      gencmp train dcgan --set networks.generator.width=64 --set model.loss=hinge
      gencmp train dcgan --epochs 100 --stop-when-saturated
      gencmp train dcgan --init dcgan --dataset folder:letters
    """
    plan = recipe.load(_one_of(model, file))
    plan = recipe.first_look(plan) if quick else plan
    options = {
        "data.dataset": dataset,
        "schedule.epochs": epochs,
        "schedule.batch_size": batch_size,
        "schedule.seed": seed,
        "schedule.precision": precision,
        "schedule.jit": jit,
        "schedule.evaluate_every": evaluate_every,
        "schedule.stop_when_saturated": stop_when_saturated,
    }
    plan = recipe.override(plan, changes_of(sets, options))
    reading = {"fit": fit or "", "background": background or ""}
    reading["skip_unreadable"] = "yes" if skip_unreadable else ""
    if any(reading.values()):
        named = data.with_options(plan.data.dataset, reading)
        plan = recipe.override(plan, {"data.dataset": named})
    data.check(plan.data.dataset)
    if run_dir and not init:
        refuse(("root",), "with --run-dir")
    if not init:
        refuse(("trust",), "without --init")
    begin = runs.find(init, root, trust) if init else None
    if run_dir:
        runs.check_unused(run_dir)
    start_tensorflow()
    from keras_gencmp.training import trainer

    among = devices.split(",") if devices else ()
    run = trainer.train(plan, root, run_dir, data_dir, among, init=begin, tensorboard=tensorboard)
    print_end(run)
    _advise(run.recipe.schedule, quick, run.outcome)
    print_next(run)


def _advise(schedule: Schedule, quick: bool, end: Outcome) -> None:
    steps = end["steps"]
    if steps < ENOUGH_STEPS and end["stopped_at"] == schedule.epochs:
        more = f"with --epochs {-(-ENOUGH_STEPS * schedule.epochs // steps)}"
        how = "without --quick" if quick else more
        console.result(f"  {steps} steps are few: for clearer images train {how}", wrap=True)


def _one_of(model: str | None, file: str | None) -> str:
    if (model is None) == (file is None):
        raise UserError("name one recipe: MODEL, or --recipe FILE")
    if file is not None and not file.endswith((".toml", ".json")):
        raise UserError(f"--recipe takes a .toml or .json file, not {file!r}")
    return str(model or file)
