"""Arguments and options that several verbs share, and what verbs do with them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.runs.files import FIGURES, check_writable, known_suffix
from keras_gencmp.terminal import console

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from keras_gencmp.data import Splits
    from keras_gencmp.models.base import GenerativeModel

ROOT_VARIABLE = "GENCMP_RUNS"


class RunName(click.ParamType[str]):
    """A run by its folder, its name, its recipe's name, or "latest"."""

    name = "run"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The names of runs that begin so."""
        root = ctx.params.get("root") or os.environ.get(ROOT_VARIABLE) or runs.ROOT
        known = runs.every(Path(root))
        best = [run.name + runs.BEST for run in known if run.best_file.exists()]
        return _completions(["latest", *(run.name for run in known), *best], incomplete)


class RecipeName(click.ParamType[str]):
    """The name of a recipe that comes with the package."""

    name = "recipe"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The recipes that begin so."""
        return _completions(recipe.names(), incomplete)


class OutputPath(click.Path):
    """A file or folder to write, of given ``suffixes``: another one is refused before any work."""

    def __init__(
        self, *, folder: bool = False, file: bool | None = None, suffixes: tuple[str, ...] = ()
    ) -> None:
        file_okay = not folder if file is None else file
        super().__init__(path_type=Path, dir_okay=folder, file_okay=file_okay)
        self.suffixes = suffixes

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; UserError where it has another suffix, or cannot be written."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if self.suffixes:
            known_suffix(path, self.suffixes)
        check_writable(path)
        return path


def _completions(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """The names that begin so; what does not print is left out, as a shell would run it."""
    from click.shell_completion import CompletionItem

    return [
        CompletionItem(name) for name in names if name.startswith(incomplete) and name.isprintable()
    ]


run_argument = click.argument(
    "name",
    metavar="RUN",
    type=RunName(),
    help="The folder of a run, the name of its recipe (the newest run counts), or 'latest'. "
    "With @best after it, its state with the lowest KID.",
)
runs_argument = click.argument(
    "names",
    metavar="RUN...",
    type=RunName(),
    nargs=-1,
    required=True,
    help="One run or several, each its folder, the name of its recipe (the newest run counts), or "
    "'latest'. With @best after it, its state with the lowest KID.",
)
root_option = click.option(
    "--root",
    type=click.Path(path_type=Path),
    default=runs.ROOT,
    show_default=True,
    envvar=ROOT_VARIABLE,
    help="Folder of all runs.",
)
output_option = click.option(
    "-o",
    "--output",
    type=OutputPath(suffixes=FIGURES),
    help="Figure file (.png, .svg, .pdf).  [default: in the run's figures]",
)
sampler_option = click.option(
    "--sampler",
    type=click.Choice(("prior", "gmm")),
    default="prior",
    show_default=True,
    help="Distribution of the latent vectors: the prior, or a Gaussian mixture fitted to the codes "
    "of training images.",
)
seed_option = click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=0,
    show_default=True,
    help="Random seed.",
)
trust_option = click.option(
    "--trust",
    is_flag=True,
    help="Run the code outside of gencmp that the run's recipe names. It can do all that you can.",
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Parallel trainings."
)
now_at_option = click.option(
    "--dataset",
    metavar="DATASET",
    help="Where the run's data are now, as gencmp train takes them.  [default: where they were]",
)
data_dir_option = click.option(
    "--data-dir",
    type=click.Path(file_okay=False),
    help="Folder of prepared TFDS datasets.  [default: GENCMP_DATA_DIR or TFDS_DATA_DIR]",
)


def start_tensorflow(threads: int | None = None) -> None:
    """Import TensorFlow without its messages; ``threads`` within an operation, or all cores."""
    from keras_gencmp.training import runtime

    console.progress("starting TensorFlow ...")
    runtime.start(threads)
    console.clear()


def open_model(
    name: str, root: Path, trust: bool, needs: str | None = None, option: str = ""
) -> tuple[runs.Run, GenerativeModel]:
    """A run and its trained model; ``needs`` is an ability that the verb cannot do without.

    ``option`` is the option of the verb that needs it, where the verb itself does not. Unless
    ``trust`` is set, a run whose recipe names code outside of the package is refused.
    """
    run = runs.find(name, root, trust)
    plan = run.recipe
    start_tensorflow(run.environment.get("threads"))
    from keras_gencmp import assembly
    from keras_gencmp.assembly import abilities

    if needs:
        verb = click.get_current_context().info_name or "this"
        abilities.require(plan, needs, f"{verb} {option}".rstrip())
    return run, assembly.load(run)


def open_data(run: runs.Run, data_dir: str | None, dataset: str | None = None) -> Splits:
    """The splits that a run was trained on; ``dataset`` is where they are now."""
    from keras_gencmp.training.data import data_of_run

    return data_of_run(run, data_dir, dataset)


def changes_of(texts: tuple[str, ...], options: Mapping[str, object]) -> dict[str, object]:
    """The recipe keys and values of "KEY=VALUE" texts and, where they are not None, of options.

    UserError where something else is given, or one key twice: one value would do nothing.
    """
    changes = {key: value for key, value in options.items() if value is not None}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals:
            raise UserError(f"--set takes KEY=VALUE, not {text!r}")
        if key in changes:
            raise UserError(f"{key} is given twice, with --set {text[:200]}: give it once")
        changes[key] = value
    return changes


def evaluated_images_option(default: int) -> Callable[[Any], Any]:
    """``--n`` of a comparison: the images that every model is scored by."""
    return click.option(
        "--n",
        type=click.IntRange(20, 100_000),
        default=default,
        show_default=True,
        help="Generated images of an evaluation, and real ones.",
    )
