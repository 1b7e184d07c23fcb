"""gencmp judge: the fixed classifier whose features and class probabilities the scores use."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keras_gencmp import data
from keras_gencmp.cli.account import tell
from keras_gencmp.cli.image_options import channels_option, image_size_option
from keras_gencmp.cli.options import OutputPath, data_dir_option, seed_option, start_tensorflow
from keras_gencmp.errors import UserError
from keras_gencmp.terminal import console

if TYPE_CHECKING:
    from keras_gencmp.data import Splits
    from keras_gencmp.judge.judge import Judge

dataset_option = click.option("--dataset", required=True, help=f"{data.menu()}.")


@click.group()
def judge() -> None:
    """Fit or show the classifier whose features the scores use.

    It is called the judge of a dataset. MNIST's comes with the package. That of any other dataset
    is fitted once and stored in the cache: by this command, or when a score first needs it.

    \b
    gencmp judge fit --dataset fashion_mnist
    gencmp judge show --dataset mnist
    """


def data_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that name a dataset and the form of its images."""
    for option in (data_dir_option, channels_option, image_size_option, dataset_option):
        command = option(command)
    return command


@judge.command()
@data_options
@click.option(
    "--epochs",
    type=click.IntRange(1, 10**6),
    help="Passes over the training images.  [default: 10, more for fewer than 6,000 images]",
)
@click.option(
    "-o",
    "--output",
    type=OutputPath(),
    help="File to write (.npz).  [default: in the cache, where the scores find it]",
)
@seed_option
def fit(
    dataset: str,
    image_size: str,
    channels: str,
    data_dir: str | None,
    epochs: int | None,
    output: Path | None,
    seed: int,
) -> None:
    """Train a judge on a dataset and store it.

    A dataset of one class has nothing to classify: its judge is a network of random weights, which
    serves as a feature extractor.

    \b
    gencmp judge fit --dataset fashion_mnist
    gencmp judge fit --dataset folder:pictures --image-size 64 --channels 3
    """
    if output and output.suffix != ".npz":
        raise UserError(f"a judge is written as .npz, not as {output.suffix!r}")
    splits = _load(dataset, image_size, channels, data_dir)
    from keras_gencmp.judge import lookup

    if not output and lookup.shipped(splits.name).exists():
        raise UserError(
            f"scores use the judge of {splits.name} that comes with the package: to fit another "
            "one, name its file by -o"
        )
    console.result(_table(lookup.fit(splits, seed=seed, epochs=epochs, path=output)))


@judge.command()
@data_options
def show(dataset: str, image_size: str, channels: str, data_dir: str | None) -> None:
    """Show the judge of a dataset and its accuracy, where it has one.

    \b
    gencmp judge show --dataset mnist
    """
    splits = _load(dataset, image_size, channels, data_dir)
    from keras_gencmp.judge import lookup

    found = lookup.existing(splits)
    if found is None:
        mend = _command_of_fit(dataset, image_size, channels, data_dir)
        raise UserError(f"{splits.name} has no judge yet: fit one with {mend}")
    console.result(_table(found))


def _command_of_fit(dataset: str, image_size: str, channels: str, data_dir: str | None) -> str:
    """The command that fits the judge of a dataset in the form that was asked for."""
    given = click.get_current_context()
    words = ["gencmp", "judge", "fit", "--dataset", dataset]
    for name, value in (("image-size", image_size), ("channels", channels), ("data-dir", data_dir)):
        usual = next(p.default for p in given.command.params if f"--{name}" in p.opts)
        words += [f"--{name}", value] if value and value != usual else []
    return shlex.join(words)


def _load(dataset: str, image_size: str, channels: str, data_dir: str | None) -> Splits:
    data.check(dataset)
    start_tensorflow()
    size = int(image_size)
    return tell(data.load(dataset, size=size, channels=int(channels), data_dir=data_dir))


def _table(result: Judge) -> str:
    """One line for the judge's identity and one for each of its facts."""
    facts = {"judge": result.identity, **result.facts}
    return "\n".join(f"{name:<14} {_text(value)}" for name, value in facts.items())


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
