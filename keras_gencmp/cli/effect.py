"""gencmp effect: what one setting of a recipe does, as a strip of pictures for each value."""

from __future__ import annotations

from pathlib import Path

import click

from keras_gencmp import data
from keras_gencmp.cli.look import look_options, save_figure
from keras_gencmp.cli.options import (
    OutputPath,
    RecipeName,
    data_dir_option,
    start_tensorflow,
)
from keras_gencmp.cli.verbs import Verb
from keras_gencmp.errors import UserError
from keras_gencmp.runs.files import FIGURES
from keras_gencmp.terminal import console

MODEL, STEPS = "vae", 500
KINDS = ("steps", "epochs", "images")  # budgets that need no measuring
NAME = "effect.png"


@click.command(cls=Verb)
@click.argument(
    "setting",
    metavar="KEY=A,B,C",
    help="A key of the recipe, as in --set of gencmp train, and the values to compare.",
)
@click.argument(
    "model",
    type=RecipeName(),
    default=MODEL,
    help="A recipe or a recipe file, with changes as in gan:latent=32, or without.  "
    f"[default: {MODEL}]",
)
@click.option("--dataset", default="digits", show_default=True, help=f"{data.menu()}.")
@click.option(
    "--steps", type=click.IntRange(1, 10**9), help=f"Training steps of each.  [default: {STEPS}]"
)
@click.option(
    "--budget",
    metavar="KIND=N",
    help="How long each is trained, in the place of --steps: steps=N, epochs=N or images=N.",
)
@click.option(
    "-o",
    "--output",
    type=OutputPath(folder=True, file=True),
    help="Figure (.png, .svg, .pdf), whose runs go into a folder of its name, or a folder for both."
    "  [default: a folder named after KEY]",
)
@look_options
@data_dir_option
def effect(
    setting: str,
    model: str,
    dataset: str,
    steps: int | None,
    budget: str | None,
    output: Path | None,
    data_dir: str | None,
) -> None:
    """Each strip shows samples, the latent plane where there is one, losses, and KL or scores.

    All values get the same seed, data and budget. After an interruption, the same command
    continues where it stopped. For scores with intervals over seeds: gencmp compare --grid.

    \b
    Examples:
      gencmp effect latent=2,8,32
      gencmp effect beta=0.5,1,4 vae:latent=2 --steps 1000 -o beta.png
      gencmp effect generator.batch_norm=true,false dcgan -o batch-norm
      gencmp effect generator.learning_rate=2e-5,2e-4,2e-3 dcgan --theme dark
    """
    from keras_gencmp.study.compare import variants
    from keras_gencmp.study.costs import budget as budgets

    if steps and budget:
        raise UserError("--steps and --budget both say how long: give one of them")
    allowance = budgets.parse(budget or f"steps={steps or STEPS}", KINDS)
    key, values = _values(setting)
    models = variants.models((model,), (setting,))
    if any(each.run for each in models):
        raise UserError(f"{model} is a run, whose settings are fixed: name a recipe")
    data.check(dataset)
    folder, figure = _places(output or Path(f"effect-{key}"))
    start_tensorflow()
    from keras_gencmp import assembly
    from keras_gencmp.figures.strips import strips
    from keras_gencmp.figures.titles import plain
    from keras_gencmp.inspection.strip_of_run import strip
    from keras_gencmp.study.effect import train

    runs = train(models, dataset, data_dir, allowance, folder, console.note)
    rows = [
        strip(run, assembly.load(run), plain(f"{key} = {value}"))
        for run, value in zip(runs, values, strict=True)
    ]
    title = f"Effect of {key} on {model}, {dataset}, {allowance.amount:,g} {allowance.kind}"
    save_figure(strips(rows), figure, plain(title))


def _values(setting: str) -> tuple[str, list[str]]:
    """The key and its values; UserError unless there are two values or more."""
    from keras_gencmp.study.compare import variants

    cells = variants.cells([setting]) if "=" in setting else []
    if len(cells) < 2:
        raise UserError(f"a setting is KEY=A,B,C with two values or more, not {setting!r}")
    (key,) = cells[0]
    return key, [cell[key] for cell in cells]


def _places(output: Path) -> tuple[Path, Path]:
    """The folder of the runs and the file of the figure; UserError where it holds other things."""
    is_figure = output.suffix.lower() in FIGURES
    folder, figure = (output.with_suffix(""), output) if is_figure else (output, output / NAME)
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is no folder, and the runs go there: name another with -o")
    if folder.exists() and any(folder.iterdir()) and not (folder / "runs").exists():
        raise UserError(f"{folder} holds files of something else: name a new folder with -o")
    return folder, figure
