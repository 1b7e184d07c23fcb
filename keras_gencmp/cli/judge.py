"""gencmp judge: the fixed classifier whose features and class probabilities the scores use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keras_gencmp import data
from keras_gencmp.cli.account import tell
from keras_gencmp.cli.options import OutputPath, data_dir_option, seed_option, start_tensorflow
from keras_gencmp.errors import UserError
from keras_gencmp.terminal import console

if TYPE_CHECKING:
    from keras_gencmp.data import Splits
    from keras_gencmp.judge.judge import Judge

dataset_option = click.option("--dataset", required=True, help=f"{data.menu()}.")
image_size_option = click.option(
    "--image-size",
    type=click.Choice(("28", "32", "64")),
    default="28",
    show_default=True,
    help="Height and width to which the images are resized.",
)
channels_option = click.option(
    "--channels",
    type=click.Choice(("1", "3")),
    default="1",
    show_default=True,
    help="1 for grey images, 3 for colour.",
)


@click.group()
def judge() -> None:
    """Fit or show the classifier whose features the scores use.

    It is called the judge of a dataset. MNIST's comes with the package. That of any other dataset
    is fitted once and stored in the cache: for a small dataset when a score first needs it, for a
    large one by this command.

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

    console.result(_table(lookup.fit(splits, seed=seed, epochs=epochs, path=output)))


@judge.command()
@data_options
def show(dataset: str, image_size: str, channels: str, data_dir: str | None) -> None:
    """Show the judge of a dataset and its accuracy.

    \b
    gencmp judge show --dataset mnist
    """
    splits = _load(dataset, image_size, channels, data_dir)
    from keras_gencmp.judge import lookup

    console.result(_table(lookup.for_data(splits)))


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
