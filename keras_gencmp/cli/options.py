"""Arguments and options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keras_gencmp import runs
from keras_gencmp.recipes import recipe

if TYPE_CHECKING:
    from keras_gencmp.data import Splits
    from keras_gencmp.models.base import GenerativeModel


class RunName(click.ParamType[str]):
    """A run by path, by name, or the latest; ``root`` of the context says below which folder."""

    name = "run"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Any:
        """The names of runs that begin so."""
        from click.shell_completion import CompletionItem

        known = runs.every()
        best = [run.name + runs.BEST for run in known if run.best_file.exists()]
        names = ["latest", *(run.name for run in known), *best]
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]


class RecipeName(click.ParamType[str]):
    """The name of a recipe that comes with the package."""

    name = "recipe"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Any:
        """The recipes that begin so."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in recipe.names() if name.startswith(incomplete)]


run_argument = click.argument(
    "run", type=RunName(), help="A path, a name, or 'latest'; @best may follow."
)
root_option = click.option(
    "--root",
    type=click.Path(path_type=Path),
    default=runs.ROOT,
    show_default=True,
    envvar="GENCMP_RUNS",
    help="The folder that holds all runs.",
)
output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Picture file (.png, .svg, .pdf)."
)
sampler_option = click.option(
    "--sampler",
    type=click.Choice(("prior", "gmm")),
    default="prior",
    show_default=True,
    help="Latents from the prior, or from a Gaussian mixture fitted to training codes.",
)
seed_option = click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=0,
    show_default=True,
    help="Seed of chance.",
)
trust_option = click.option(
    "--trust",
    is_flag=True,
    help="Load the code outside of gencmp that the run's recipe names: it can do all that you can.",
)
data_dir_option = click.option(
    "--data-dir",
    type=click.Path(file_okay=False),
    help="Folder of prepared TFDS datasets  [default: GENCMP_DATA_DIR or TFDS_DATA_DIR]",
)


def open_model(
    name: str, root: Path, trust: bool, needs: str | None = None
) -> tuple[runs.Run, GenerativeModel]:
    """A run and its trained model; ``needs`` is a capability that the verb cannot do without."""
    run = runs.find(name, root, trust)
    plan = run.recipe
    from keras_gencmp.training import runtime

    runtime.start(run.environment.get("threads"))
    from keras_gencmp import assembly
    from keras_gencmp.cli import abilities

    if needs:
        abilities.require(plan, needs, click.get_current_context().info_name or "this")
    return run, assembly.load(run)


def open_data(run: runs.Run, data_dir: str | None) -> Splits:
    """The splits that a run was trained on."""
    from keras_gencmp.training.data import data_of_run

    return data_of_run(run, data_dir)


def say_end(run: runs.Run) -> None:
    """Where a finished run is, why it ended, and how to use its best state."""
    end = runs.read_json(run.metrics_file)
    click.echo(f"done: {run.directory}")
    if "best_epoch" in end:
        kid = f"KID {end['best_kid']:#.3g} ± {end['best_kid_error']:#.2g}"
        click.echo(f"  stopped after epoch {end['stopped_at']}: {end['reason']}")
        click.echo(
            f"  best epoch {end['best_epoch']}, {kid} on the validation images; use it with:"
        )
        click.echo(f"  gencmp sample {run.directory}{runs.BEST} -o best.png")


def show(figure: Any, run: runs.Run, output: Path | None, verb: str) -> None:
    """Save a picture and say where it is."""
    from keras_gencmp.figures.saving import save

    path = output or run.figures / f"{verb}.png"
    save(figure, path)
    click.echo(path)
